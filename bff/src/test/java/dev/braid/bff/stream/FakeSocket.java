package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.bff.socket.Socket;
import dev.braid.bff.socket.SocketHandler;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A connection whose network can stop taking anything: two messages are buffered then, as the real one does. Or it takes everything while the
 * client reads nothing, as the system of a client does.
 */
final class FakeSocket implements Socket {

    private static final int ROOM = 2;

    private record Written(Message message, boolean asks) {}

    private final EventExecutor loop;
    private final SocketHandler handler;
    private final Consumer<Message> reader;
    private final ArrayDeque<Written> buffered = new ArrayDeque<>();
    private final ArrayDeque<Runnable> unread = new ArrayDeque<>();
    private boolean stalled;
    private boolean hoarding;
    private long roundTripMillis;
    private boolean gone;
    private Closing closing;
    private int pings;
    private int asked;
    private boolean deaf;
    private boolean failing;
    private int mostBuffered;

    FakeSocket(EventExecutor loop, SocketHandler handler, Consumer<Message> reader) {
        this.loop = loop;
        this.handler = handler;
        this.reader = reader;
    }

    void open() {
        loop.execute(() -> handler.opened(this));
    }

    /** The client says something. */
    void says(String text) {
        loop.execute(() -> {
            if (!gone) {
                handler.text(this, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            }
        });
    }

    /** The client, or the network, ends it. */
    void breaks(int code) {
        loop.execute(() -> end(code));
    }

    void stall() {
        loop.execute(() -> stalled = true);
    }

    /** The client reads nothing, and its system takes what comes. */
    void hoard() {
        loop.execute(() -> hoarding = true);
    }

    void roundTrip(long millis) {
        roundTripMillis = millis;
    }

    /** It no longer answers pings. */
    void deafen() {
        deaf = true;
    }

    /** Writing fails from now on. */
    void fail() {
        failing = true;
    }

    void flow() {
        loop.execute(() -> {
            stalled = false;
            hoarding = false;
            // Some of it calls for more.
            for (int rest = unread.size(); rest > 0; rest--) {
                unread.remove().run();
            }
            take(Integer.MAX_VALUE);
        });
    }

    /** The network takes so many messages. */
    void take(int count) {
        boolean wasFull = !isWritable();
        for (int i = 0; i < count && !buffered.isEmpty(); i++) {
            Written taken = buffered.remove();
            read(taken.message(), taken.asks());
            taken.message().release();
        }
        if (wasFull && isWritable() && !gone) {
            handler.writable(this);
        }
    }

    Closing closing() {
        return closing;
    }

    boolean isGone() {
        return gone;
    }

    int pings() {
        return pings;
    }

    /** How often it was asked what it has read. */
    int asked() {
        return asked;
    }

    int mostBuffered() {
        return mostBuffered;
    }

    private void end(int code) {
        if (!gone) {
            gone = true;
            buffered.forEach(written -> written.message().release());
            buffered.clear();
            unread.forEach(Runnable::run);
            unread.clear();
            handler.closed(this, code);
        }
    }

    @Override
    public EventExecutor loop() {
        return loop;
    }

    @Override
    public boolean isWritable() {
        confined();
        return buffered.size() < ROOM;
    }

    @Override
    public void write(Message message) {
        write(message, false);
    }

    @Override
    public void writeAsking(Message message) {
        write(message, true);
    }

    private void write(Message message, boolean asks) {
        confined();
        asked += asks ? 1 : 0;
        assertThat(message.refCnt()).as("references of what is written").isPositive();
        if (gone || closing != null) {
            return;
        }
        if (failing) {
            throw new IllegalStateException("as the test wants it");
        }
        if (stalled) {
            buffered.add(new Written(message.retain(), asks));
            mostBuffered = Math.max(mostBuffered, buffered.size());
        } else {
            read(message, asks);
        }
    }

    private void read(Message message, boolean asks) {
        if (!hoarding) {
            reader.accept(message);
            answer(asks);
            return;
        }
        message.retain();
        unread.add(() -> {
            if (!gone) {
                reader.accept(message);
                answer(asks);
            }
            message.release();
        });
    }

    private void answer(boolean asks) {
        if (asks && !deaf) {
            loop.schedule(
                    () -> {
                        if (!gone) {
                            handler.hasRead(this);
                        }
                    },
                    roundTripMillis,
                    TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void flush() {
        confined();
    }

    @Override
    public void ping() {
        confined();
        pings++;
        if (!stalled && !hoarding && !deaf) {
            loop.execute(() -> {
                if (!gone) {
                    handler.pong(this);
                }
            });
        }
    }

    @Override
    public void close(Closing why) {
        confined();
        if (closing == null) {
            closing = why;
            loop.execute(() -> end(why.code()));
        }
    }

    private void confined() {
        assertThat(loop.inEventLoop()).as("on the socket's own loop").isTrue();
    }
}
