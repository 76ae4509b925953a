package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.bff.socket.Socket;
import dev.braid.bff.web.Caller;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session's connection to the backend, for as long as the session lasts: opened again after each loss, after a pause or as soon as the
 * backend is back. For the session's event loop; the socket may be on another one.
 *
 * <ul>
 *   <li>connecting: a socket is being opened; whatever it becomes, this ends
 *   <li>open: it is, but nothing has been heard on it yet
 *   <li>live: a message came that could be read, and the next loss is the first
 *   <li>waiting: for the pause or the health probe
 *   <li>closed: for good
 * </ul>
 */
final class PlaybackLink {

    /** Two and a half of the backend's heartbeats. */
    static final long DEAD_MILLIS = 12_500;

    /** RFC 6455, section 7.4.1: closed without a code. */
    private static final int NO_CODE = 1006;

    private static final Closing DONE = new Closing(1000, "session: ended");
    private static final Closing SILENT = new Closing(4408, "playback: silent (expected: a heartbeat every 5 s)");

    private enum State {
        CONNECTING,
        OPEN,
        LIVE,
        WAITING,
        CLOSED
    }

    /** What becomes of it. */
    interface Listener {

        /** Where to begin, each time that it is connected to. */
        long nextRow();

        /** Whose credential to use; null: none. */
        @Nullable Caller caller();

        /** Nothing has been heard yet; what is sent now arrives first. */
        void opened();

        /** The first message that could be read. */
        void live();

        /** Given each message, with what it owns. */
        void said(PlaybackMessage message);

        /** @param code with which the backend ended it; 1006: it did not say */
        void lost(int code, long retryMillis);

        /** The credential that was used will not do. */
        void unproven();

        /** For good: there is nothing to come back for. */
        void refused(Closing why);
    }

    private final Hub hub;
    private final RunId run;
    private final EventExecutor loop;
    private final Listener listener;
    private final ReconnectPause pause;

    private State state = State.CLOSED;
    private @Nullable Connection connection;
    private @Nullable ScheduledFuture<?> timer;
    private HealthProbe.@Nullable Wait wait;
    private long heard;

    PlaybackLink(Hub hub, RunId run, EventExecutor loop, Listener listener) {
        this.hub = hub;
        this.run = run;
        this.loop = loop;
        this.listener = listener;
        this.pause = new ReconnectPause(hub.random());
    }

    void connect() {
        stopWaiting();
        state = State.CONNECTING;
        heard = now();
        Connection next = new Connection();
        connection = next;
        watch(next, DEAD_MILLIS);
        next.open();
    }

    /** Leaves the socket there is for another, since the listener's next row is another one. Where there is none, the next one that is opened will do. */
    void reconnect() {
        if (state != State.WAITING && state != State.CLOSED) {
            leave(DONE);
            connect();
        }
    }

    boolean isOpen() {
        return state == State.OPEN || state == State.LIVE;
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    /** Sends it, if there is somebody to send it to, and releases it. */
    void send(Message message) {
        Connection current = connection;
        if (current == null || !isOpen()) {
            message.release();
            return;
        }
        current.send(message);
    }

    void close() {
        state = State.CLOSED;
        stopWaiting();
        leave(DONE);
    }

    private void leave(Closing why) {
        Connection current = connection;
        connection = null;
        if (current != null) {
            current.close(why);
        }
    }

    private void stopWaiting() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (wait != null) {
            wait.cancel();
            wait = null;
        }
    }

    private void watch(Connection watched, long millis) {
        timer = loop.schedule(
                () -> {
                    if (watched != connection) {
                        return;
                    }
                    long left = DEAD_MILLIS - TimeUnit.NANOSECONDS.toMillis(now() - heard);
                    if (left > 0) {
                        watch(watched, left);
                        return;
                    }
                    leave(SILENT);
                    lost(NO_CODE, true);
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void lost(int code, boolean away) {
        connection = null;
        stopWaiting();
        state = State.WAITING;
        long millis = pause.next().toMillis();
        timer = loop.schedule(this::again, millis, TimeUnit.MILLISECONDS);
        wait = hub.probe().await(loop, away, this::again);
        listener.lost(code, millis);
    }

    private void again() {
        if (state == State.WAITING) {
            hub.metrics().reconnecting();
            connect();
        }
    }

    private void ended(int code) {
        connection = null;
        if (Closing.isForGood(code)) {
            refuse(code);
        } else if (code == 4401) {
            unproven();
        } else {
            lost(code, false);
        }
    }

    private void refusedWith(int status) {
        connection = null;
        switch (status) {
            case 401 -> unproven();
            case 403 -> refuse(4503);
            case 404 -> refuse(4504);
            default -> lost(NO_CODE, status == 0);
        }
    }

    private void refuse(int code) {
        close();
        listener.refused(
                switch (code) {
                    case 4503 -> new Closing(4503, "permission: missing (expected: run:read)");
                    case 4504 -> new Closing(4504, "run: not found (expected: one that exists and may be read)");
                    default -> new Closing(code, "playback: ended by the backend");
                });
    }

    private void unproven() {
        state = State.CLOSED;
        stopWaiting();
        listener.unproven();
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    /** One socket, from when it is asked for to its end. What comes from one that is no longer used is not heard. */
    private final class Connection implements Playback.Events {

        private @Nullable Runnable opening;
        private @Nullable Socket socket;
        private @Nullable Closing closing;

        private void open() {
            opening = hub.playback().open(run, listener.nextRow(), listener.caller(), loop, this);
            if (closing != null) {
                opening.run();
            }
        }

        private boolean isCurrent() {
            return connection == this;
        }

        private void send(Message message) {
            Socket to = socket;
            if (to == null) {
                message.release();
                return;
            }
            onLoop(to.loop(), () -> {
                to.write(message);
                message.release();
                to.flush();
            });
        }

        private void close(Closing why) {
            closing = why;
            Socket open = socket;
            if (open != null) {
                onLoop(open.loop(), () -> open.close(why));
            } else if (opening != null) {
                opening.run();
            }
        }

        @Override
        public void opened(Socket opened) {
            onLoop(loop, () -> {
                socket = opened;
                if (closing != null) {
                    close(closing);
                    return;
                }
                if (isCurrent()) {
                    state = State.OPEN;
                    heard = now();
                    listener.opened();
                }
            });
        }

        @Override
        public void text(Socket from, ByteBuf text) {
            PlaybackMessage message =
                    PlaybackMessage.of(text, from.loop().ticker().nanoTime());
            onLoop(loop, () -> {
                if (isCurrent()) {
                    hear(message);
                } else {
                    release(message);
                }
            });
        }

        private void hear(PlaybackMessage message) {
            heard = now();
            if (state == State.OPEN && !(message instanceof PlaybackMessage.Unusable)) {
                state = State.LIVE;
                pause.reset();
                listener.live();
            }
            listener.said(message);
        }

        @Override
        public void writable(Socket writable) {
            // Controls are few and small.
        }

        @Override
        public void pong(Socket from) {
            // It says more by itself.
        }

        @Override
        public void closed(Socket gone, int code) {
            onLoop(loop, () -> {
                if (isCurrent()) {
                    ended(code);
                }
            });
        }

        @Override
        public void refused(int status) {
            onLoop(loop, () -> {
                if (isCurrent()) {
                    refusedWith(status);
                }
            });
        }
    }

    private static void release(PlaybackMessage message) {
        if (message instanceof PlaybackMessage.Framed framed) {
            framed.frame().release();
        } else if (message instanceof PlaybackMessage.Ended ended) {
            ended.message().release();
        } else if (message instanceof PlaybackMessage.Failed failed) {
            failed.message().release();
        }
    }

    /** Always one way or always the other for a pair of loops, so what is done in order stays in order. */
    private static void onLoop(EventExecutor loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ending) {
            // The process ends, and its memory with it.
        }
    }
}
