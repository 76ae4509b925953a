package dev.braid.load.stream;

import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A viewer of a run whose orders are known, who checks that they come, each once and in their order, in frames whose rows grow. Lives on the event
 * loop of its socket; what it tells may be asked for on any thread.
 */
public final class Spectator {

    private static final String ROW = "\"i\":";
    private static final String ORDER = "\"order_id\":\"";
    private static final String STATE = "\"state\":\"";

    private final CompletableFuture<Channel> opened = new CompletableFuture<>();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private final List<String> expected;
    private volatile int row = -1;
    private volatile int orders;
    private volatile boolean ended;
    private volatile boolean leaving;
    private volatile @Nullable String trouble;

    /** @param expected the ids of all orders of the run */
    Spectator(List<String> expected) {
        this.expected = expected;
    }

    /** Says something to the server. */
    public void say(String message) {
        Channel channel = opened.join();
        channel.eventLoop().execute(() -> ViewerSocket.send(channel, message));
    }

    /** Of the last frame; -1: there was none. */
    public int row() {
        return row;
    }

    /** How many orders of the run have come. */
    public int orders() {
        return orders;
    }

    /** Whether it was told that the stream is so. */
    public boolean wasTold(String state) {
        return states.contains(state);
    }

    /** Whether the run is over. */
    public boolean hasEnded() {
        return ended;
    }

    /** The first thing that should not have been; null: nothing. */
    public @Nullable String trouble() {
        return trouble;
    }

    CompletableFuture<Channel> opened() {
        return opened;
    }

    void leave() {
        leaving = true;
        opened.thenAccept(Channel::close);
    }

    ViewerSocket.Listener ears() {
        return new Ears();
    }

    private final class Ears implements ViewerSocket.Listener {

        @Override
        public void opened(Channel channel) {
            opened.complete(channel);
        }

        @Override
        public void message(Channel channel, byte[] message, int length) {
            String text = new String(message, 0, length, StandardCharsets.UTF_8);
            if (text.startsWith("{\"t\":\"frame\"")) {
                frame(text);
            } else if (text.startsWith("{\"t\":\"status\"")) {
                states.add(following(STATE, text, 0));
            } else if (text.startsWith("{\"t\":\"end\"")) {
                ended = true;
            } else if (text.startsWith("{\"t\":\"err\"")) {
                wrong(text);
            }
        }

        @Override
        public void closed(int code, String reason) {
            if (!leaving) {
                wrong("closed with " + code + " " + reason);
                opened.completeExceptionally(new IllegalStateException(trouble));
            }
        }

        private void frame(String text) {
            int before = row;
            int at = text.indexOf(ROW) + ROW.length();
            int now = Integer.parseInt(text, at, text.indexOf(',', at), 10);
            if (now <= before) {
                wrong("row " + now + " after " + before);
            }
            for (int order = text.indexOf(ORDER); order >= 0; order = text.indexOf(ORDER, order + 1)) {
                order(following(ORDER, text, order));
            }
            row = now;
        }

        private void order(String id) {
            int seen = orders;
            String due = seen < expected.size() ? expected.get(seen) : "none";
            if (!due.equals(id)) {
                wrong("order " + seen + ": " + id + " (expected: " + due + ")");
            }
            orders = seen + 1;
        }

        private static String following(String name, String text, int from) {
            int start = text.indexOf(name, from) + name.length();
            return text.substring(start, text.indexOf('"', start));
        }

        private void wrong(String what) {
            if (trouble == null) {
                trouble = what;
            }
        }
    }

    @Override
    public String toString() {
        return "row " + row + ", orders " + orders + " of " + expected.size() + ", told " + states
                + (ended ? ", ended" : "") + (trouble == null ? "" : ", " + trouble);
    }
}
