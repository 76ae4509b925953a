package dev.braid.load.stream;

import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Somebody who watches: accounts for each frame, and answers it with an ack if told to. Lives on the event loop of its socket. */
final class Viewer implements ViewerSocket.Listener {

    private enum Phase {
        BEFORE,
        COUNTING,
        AFTER
    }

    private final CompletableFuture<Channel> opened = new CompletableFuture<>();
    private final Stall stall = new Stall();
    private final Account account;
    private final FrameScan scan;
    private final Histogram delays;
    private final boolean acknowledges;
    private Phase phase = Phase.BEFORE;
    private boolean leaving;
    private boolean disconnected;
    private long errors;
    private long last = -1;
    private long longestSilence;
    private long silenceEnded;
    private @Nullable String trouble;

    /** @param delays of the frames that are counted, in microseconds */
    Viewer(Account account, FrameScan scan, Histogram delays, boolean acknowledges) {
        this.account = account;
        this.scan = scan;
        this.delays = delays;
        this.acknowledges = acknowledges;
    }

    @Override
    public void opened(Channel channel) {
        opened.complete(channel);
    }

    @Override
    public void message(Channel channel, byte[] message, int length) {
        switch (scan.scan(message, length)) {
            case FRAME -> frame(channel);
            case ERROR -> {
                errors++;
                trouble = new String(message, 0, length, StandardCharsets.UTF_8);
            }
            default -> {}
        }
    }

    @Override
    public void closed(int code, String reason) {
        if (leaving) {
            return;
        }
        disconnected = true;
        trouble = code + " " + reason;
        opened.completeExceptionally(new IllegalStateException("connection: " + trouble + " (expected: open)"));
    }

    /** Fails if it is refused. */
    CompletableFuture<Channel> opened() {
        return opened;
    }

    void begin() {
        account.begin();
        phase = Phase.COUNTING;
    }

    void end() {
        phase = Phase.AFTER;
        // A silence that goes on counts as long as it was watched.
        noteSilence(MicrosOfDay.now());
    }

    void leave() {
        leaving = true;
        if (opened.isDone() && !opened.isCompletedExceptionally()) {
            ViewerSocket.close(opened.join());
        }
    }

    Account account() {
        return account;
    }

    Stall stall() {
        return stall;
    }

    Histogram delays() {
        return delays;
    }

    boolean disconnected() {
        return disconnected;
    }

    long errors() {
        return errors;
    }

    /** The longest time between two frames that were counted, in microseconds. */
    long longestSilence() {
        return longestSilence;
    }

    /** When it ended, in microseconds of the day. */
    long silenceEnded() {
        return silenceEnded;
    }

    /** What the last error said, or with which code it was closed. */
    @Nullable String trouble() {
        return trouble;
    }

    @Override
    public String toString() {
        return account + (disconnected ? ", disconnected" : "") + (trouble == null ? "" : ", " + trouble);
    }

    private void frame(Channel channel) {
        if (acknowledges) {
            ViewerSocket.send(channel, "{\"t\":\"ack\",\"i\":" + scan.row() + "}");
        }
        if (phase == Phase.AFTER) {
            return;
        }
        if (phase == Phase.BEFORE) {
            // The first frame that counts is compared with the one before.
            account.accept(scan);
            account.begin();
            return;
        }
        long now = MicrosOfDay.now();
        long age = Math.max(0, MicrosOfDay.between(scan.sent(), now));
        account.accept(scan);
        delays.recordValue(Math.min(age, delays.getHighestTrackableValue()));
        stall.frame(scan.row(), age, now);
        noteSilence(now);
    }

    private void noteSilence(long now) {
        long silence = last < 0 ? 0 : MicrosOfDay.between(last, now);
        if (silence > longestSilence) {
            longestSilence = silence;
            silenceEnded = now;
        }
        last = now;
    }
}
