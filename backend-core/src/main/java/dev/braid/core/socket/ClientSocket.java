package dev.braid.core.socket;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;

/**
 * One client: who it is, whether it is still there, and what it is sent, one text after the other without a thread that waits. Safe for
 * use by many threads.
 */
public abstract class ClientSocket {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    private final Wire wire;
    private final ClientSockets<?> all;
    private final SocketRules rules;
    private final Clock clock;
    private final long openedAt = System.nanoTime();

    private final AtomicInteger sendWanted = new AtomicInteger();
    private boolean sending;
    private boolean closed;
    private @Nullable CloseStatus lastWord;
    private volatile @Nullable Proof proof;
    private volatile long pingedAt = openedAt;
    private volatile boolean pongDue;

    protected ClientSocket(Wire wire, ClientSockets<?> all, SocketRules rules, Clock clock) {
        this.wire = wire;
        this.all = all;
        this.rules = rules;
        this.clock = clock;
    }

    /** What is to be sent next, taken from what waits; null if nothing does. Called by one thread at a time, which holds this monitor. */
    protected abstract @Nullable String next();

    /** It is over: nothing is asked for any more. */
    protected abstract void ended();

    /** Null: of nobody yet. */
    public final @Nullable Proof proof() {
        return proof;
    }

    public final boolean isOf(Caller caller) {
        Proof known = proof;
        return known != null && known.caller().userId().equals(caller.userId());
    }

    /** The client gave a sign of life. */
    public final void heard() {
        pongDue = false;
    }

    /** What is due by now: to be closed, or pinged. */
    public final void check() {
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
    public final void checkStanding() {
        Proof known = proof;
        if (known != null && !known.stands().getAsBoolean() && known == proof) {
            close(Closing.REVOKED);
        }
    }

    /** Does not wait until it is. */
    public final void close(CloseStatus why) {
        closes(why);
    }

    /** Whether this ended it. */
    protected final boolean closes(CloseStatus why) {
        boolean ends = end();
        if (ends) {
            all.close(wire, why);
        }
        return ends;
    }

    /** What was sent was not taken in time, or the client is gone. */
    protected void unsent(Throwable failure) {
        close(Closing.TOO_SLOW);
    }

    /** As soon as all that waits was sent. */
    public final void closeAfterwards(CloseStatus why) {
        synchronized (this) {
            lastWord = why;
        }
        sendNext();
    }

    /** Sends nothing any more; false if it did not before. */
    public final boolean end() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        ended();
        all.ended(this);
        return true;
    }

    /** Goes on as whoever this proves to be. */
    protected final void become(Proof given) {
        proof = given;
    }

    /** To be read while holding this monitor. */
    protected final boolean isClosed() {
        return closed;
    }

    /** Of all threads that come here one goes on, for the others as well: what is sent at once is not sent recursively. */
    protected final void sendNext() {
        if (sendWanted.getAndIncrement() > 0) {
            return;
        }
        do {
            takeAndSend();
        } while (sendWanted.decrementAndGet() > 0);
    }

    /** Whatever fails: what is wanted is counted to the end, or nothing would ever be sent again. */
    private void takeAndSend() {
        try {
            String text = take();
            if (text != null) {
                send(text);
            }
        } catch (RuntimeException failed) {
            LOG.error("a socket failed", failed);
            close(Closing.FAULT);
        }
    }

    private @Nullable String take() {
        CloseStatus why;
        synchronized (this) {
            if (sending || closed) {
                return null;
            }
            String text = next();
            if (text != null) {
                sending = true;
                return text;
            }
            why = lastWord;
        }
        if (why != null) {
            close(why);
        }
        return null;
    }

    private void send(String text) {
        try {
            wire.send(text, this::sent);
        } catch (IllegalStateException closedMeanwhile) {
            LOG.debug("a socket was closed while something was sent", closedMeanwhile);
            end();
        }
    }

    private void sent(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("something could not be sent", failure);
            unsent(failure);
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
            if (!wire.ping()) {
                pongDue = false;
            }
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("a ping could not be sent", gone);
            close(Closing.SILENT);
        }
    }
}
