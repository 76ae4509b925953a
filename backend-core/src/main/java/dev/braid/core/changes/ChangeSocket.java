package dev.braid.core.changes;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;

/**
 * One client and what it is still to be sent. Frames go out one after the other without a thread that waits for them; whoever reads
 * slower than is said is cut off, and nobody else notices. Safe for use by many threads.
 */
final class ChangeSocket {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSocket.class);

    /** A client that takes nothing for so long is gone. */
    private static final Duration LONGEST_SEND = Duration.ofSeconds(20);

    /** A ping is sent when nothing else is, and then waits for room for a few bytes. */
    private static final long LONGEST_PING_MILLIS = 1_000;

    /** As {@code org.apache.tomcat.websocket.Constants} has it. */
    private static final String BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private final Session remote;
    private final ChangeSockets all;
    private final SocketRules rules;
    private final Clock clock;
    private final long openedAt = System.nanoTime();

    private final Queue<String> waiting = new ArrayDeque<>();
    private final AtomicInteger sendWanted = new AtomicInteger();
    private int waitingCharacters;
    private boolean sending;
    private boolean closed;
    private long seq;
    private volatile @Nullable Proof proof;
    private volatile long pingedAt = openedAt;
    private volatile boolean pongDue;

    ChangeSocket(Session remote, ChangeSockets all, SocketRules rules, Clock clock) {
        this.remote = remote;
        this.all = all;
        this.rules = rules;
        this.clock = clock;
        remote.getAsyncRemote().setSendTimeout(LONGEST_SEND.toMillis());
        remote.getUserProperties().put(BLOCKING_SEND_TIMEOUT, LONGEST_PING_MILLIS);
    }

    /** Null: of nobody yet. */
    @Nullable Proof proof() {
        return proof;
    }

    boolean isOf(Caller caller) {
        Proof known = proof;
        return known != null && known.caller().userId().equals(caller.userId());
    }

    /** Goes on as whoever this proves to be, and says so. */
    void welcome(Proof given, long lastOfAll) {
        proof = given;
        Caller caller = given.caller();
        synchronized (this) {
            long last = isMachine(caller) ? lastOfAll : seq;
            queue(Frame.acknowledgement(caller.userId(), clock.instant().truncatedTo(ChronoUnit.MILLIS), last));
        }
        sendNext();
    }

    /** Whether it was for them. */
    boolean tell(NumberedChange change, Frame frame) {
        Proof known = proof;
        if (known == null || !mayHear(known.caller(), change.audience())) {
            return false;
        }
        synchronized (this) {
            queue(isMachine(known.caller()) ? frame.forMachine(change.seq()) : frame.forUser(++seq));
        }
        sendNext();
        return true;
    }

    /** The client gave a sign of life. */
    void heard() {
        pongDue = false;
    }

    /** What is due by now: to be closed, or pinged. */
    void check() {
        long now = System.nanoTime();
        Proof known = proof;
        if (known == null) {
            if (now - openedAt >= rules.proofWithin().toNanos()) {
                close(Closing.NO_PROOF);
            }
            return;
        }
        if (!clock.instant().isBefore(known.until())) {
            close(Closing.EXPIRED);
            return;
        }
        if (now - pingedAt >= rules.pingEvery().toNanos()) {
            pingedAt = now;
            pingUnlessSilent();
        }
    }

    /** Asks the database, or what is remembered of it. */
    void checkStanding() {
        Proof known = proof;
        if (known != null && !known.stands().getAsBoolean() && known == proof) {
            close(Closing.REVOKED);
        }
    }

    /** Does not wait until it is. */
    void close(CloseStatus why) {
        if (end()) {
            all.close(remote, why);
        }
    }

    /** Sends nothing any more; false if it did not before. */
    boolean end() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            waiting.clear();
        }
        all.ended(this);
        return true;
    }

    private static boolean mayHear(Caller caller, Audience audience) {
        if (isMachine(caller)) {
            return true;
        }
        return (audience.permission().isEmpty() || caller.may(audience.permission()))
                && (audience.userIds() == null || audience.userIds().contains(caller.userId()));
    }

    private static boolean isMachine(Caller caller) {
        return caller.kind() == Caller.Kind.SERVICE;
    }

    private void queue(String frame) {
        if (closed) {
            return;
        }
        waiting.add(frame);
        waitingCharacters += frame.length();
        if (waiting.size() > rules.mostQueued() || waitingCharacters > rules.mostQueuedCharacters()) {
            all.tooSlow();
            close(Closing.TOO_SLOW);
        }
    }

    /** Of all threads that come here one goes on, for the others as well: what is sent at once is not sent recursively. */
    private void sendNext() {
        if (sendWanted.getAndIncrement() > 0) {
            return;
        }
        do {
            String frame = next();
            if (frame != null) {
                send(frame);
            }
        } while (sendWanted.decrementAndGet() > 0);
    }

    private synchronized @Nullable String next() {
        if (sending || closed) {
            return null;
        }
        String frame = waiting.poll();
        if (frame != null) {
            waitingCharacters -= frame.length();
            sending = true;
        }
        return frame;
    }

    private void send(String frame) {
        try {
            remote.getAsyncRemote().sendText(frame, this::sent);
        } catch (IllegalStateException closedMeanwhile) {
            LOG.debug("a socket was closed while an event was sent", closedMeanwhile);
            end();
        }
    }

    private void sent(SendResult result) {
        if (!result.isOK()) {
            LOG.debug("an event could not be sent", result.getException());
            close(Closing.TOO_SLOW);
            return;
        }
        ready();
    }

    private void ready() {
        synchronized (this) {
            sending = false;
        }
        sendNext();
    }

    private void pingUnlessSilent() {
        if (pongDue) {
            close(Closing.SILENT);
            return;
        }
        synchronized (this) {
            // What is under way has a limit of its own.
            if (sending || closed) {
                return;
            }
            sending = true;
        }
        ping();
        ready();
    }

    private void ping() {
        pongDue = true;
        try {
            remote.getBasicRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("a ping could not be sent", gone);
            close(Closing.SILENT);
        }
    }
}
