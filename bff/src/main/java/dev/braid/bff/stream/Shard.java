package dev.braid.bff.stream;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.contracts.ErrorCode;
import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The viewers of a session that live on one event loop. The session gives it one task for each frame, whatever their number. Everything but what
 * says otherwise happens on the loop.
 */
final class Shard {

    /** Of those who wait for their turn, and of those who do not read. */
    private static final long LOOK_MILLIS = 50;

    /**
     * Of frames that are behind another: a loop with more of them, a quarter of a second's worth, does not keep up. Viewers then keep the older ones,
     * which is little work beside writing them, and get them put together as one when the loop has caught up.
     */
    private static final int MOST_WAITING = 8;

    private static final Logger log = LoggerFactory.getLogger(Shard.class);

    private static final Viewer[] NOBODY = new Viewer[0];

    private final EventExecutor loop;
    private final StreamMetrics metrics;
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Viewer[] viewers = NOBODY;
    private int end;
    private boolean walking;
    private boolean holes;
    private boolean looking;

    private int behind;

    /** Written on the loop, read by whoever asks. */
    private volatile long dropped;

    Shard(EventExecutor loop, StreamMetrics metrics) {
        this.loop = loop;
        this.metrics = metrics;
    }

    /** Does something on an event loop, now if this is it; nothing if the loop has ended. On any thread. */
    static void execute(EventExecutor loop, Runnable task) {
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

    /** From the session's loop. */
    void execute(Runnable task) {
        execute(loop, task);
    }

    /** How many there are; while it goes through them, with those who have just gone. */
    int viewers() {
        return end;
    }

    long droppedFrames() {
        return dropped;
    }

    void dropped() {
        dropped++;
    }

    void add(Viewer viewer) {
        if (end == viewers.length) {
            viewers = Arrays.copyOf(viewers, Math.max(1, end + (end >> 1) + 1));
        }
        viewers[end++] = viewer;
    }

    void remove(Viewer viewer) {
        for (int index = 0; index < end; index++) {
            if (viewers[index] == viewer) {
                viewers[index] = null;
                holes = true;
                break;
            }
        }
        if (!walking) {
            closeHoles();
        }
    }

    private void closeHoles() {
        if (!holes) {
            return;
        }
        holes = false;
        int kept = 0;
        for (int index = 0; index < end; index++) {
            Viewer viewer = viewers[index];
            if (viewer != null) {
                viewers[kept++] = viewer;
            }
        }
        Arrays.fill(viewers, kept, end, null);
        end = kept;
    }

    /** A frame to everyone, from the session's loop. The caller's reference stays the caller's. */
    void offer(Frame frame) {
        frame.retain();
        waiting.incrementAndGet();
        execute(() -> frame(frame));
    }

    private void frame(Frame frame) {
        boolean late = waiting.decrementAndGet() >= MOST_WAITING;
        int[] atOnce = new int[1];
        try {
            each((viewer, now) -> {
                if (viewer.offer(frame, now, late)) {
                    atOnce[0]++;
                }
            });
            if (atOnce[0] > 0) {
                metrics.sent(atOnce[0], now() - frame.arrived());
            }
        } finally {
            frame.release();
        }
    }

    /** As {@link #frame}, of one that came long ago: how long it took tells nothing. */
    void present(Frame frame) {
        try {
            each((viewer, now) -> viewer.offer(frame, now, false));
        } finally {
            frame.release();
        }
    }

    /** Something to everyone, in place among the frames. Takes over a reference. */
    void ordered(Message message) {
        try {
            each((viewer, now) -> viewer.ordered(message.retain()));
        } finally {
            message.release();
        }
    }

    void urgent(Message message) {
        try {
            each((viewer, now) -> viewer.urgent(message.retain()));
        } finally {
            message.release();
        }
    }

    void heartbeat(Message message) {
        try {
            each((viewer, now) -> viewer.heartbeat(message));
        } finally {
            message.release();
        }
    }

    void keepAlive() {
        each(Viewer::keepAlive);
    }

    /** What the driver is told in other words than the rest, in place among the frames or before them; only to those who understand it. */
    void told(ForDriver said, boolean ordered) {
        try {
            each((viewer, now) -> {
                if (viewer.kind() == Kind.BRAID) {
                    Message message = said.to(viewer).retain();
                    if (ordered) {
                        viewer.ordered(message);
                    } else {
                        viewer.status(message);
                    }
                }
            });
        } finally {
            said.release();
        }
    }

    /** @param told who needs no error; null: nobody */
    void close(ErrorCode code, String message, Closing why, @Nullable Viewer told) {
        each((viewer, now) -> {
            if (viewer == told) {
                viewer.close(why);
            } else {
                viewer.close(code, message, Map.of(), why);
            }
        });
    }

    /** Whatever goes wrong with a viewer ends that one, and nobody else. Those who come meanwhile are not among them. */
    void each(ObjLongConsumer<Viewer> action) {
        long now = now();
        boolean outermost = !walking;
        walking = true;
        try {
            for (int index = 0, last = end; index < last; index++) {
                Viewer viewer = viewers[index];
                if (viewer != null) {
                    attempt(viewer, now, action);
                }
            }
        } finally {
            if (outermost) {
                walking = false;
                closeHoles();
            }
        }
    }

    private static void attempt(Viewer viewer, long now, ObjLongConsumer<Viewer> action) {
        try {
            action.accept(viewer, now);
        } catch (RuntimeException unexpected) {
            log.error("viewer {}: ended by a failure", viewer.number(), unexpected);
            viewer.fail();
        }
    }

    /** Somebody has something waiting. */
    void lookAgainSoon() {
        if (!looking) {
            looking = true;
            loop.schedule(this::lookAgain, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAgain() {
        looking = false;
        int[] waiting = new int[1];
        each((viewer, now) -> {
            if (viewer.lookAgain(now)) {
                waiting[0]++;
            }
        });
        metrics.behind(waiting[0] - behind);
        behind = waiting[0];
        if (behind > 0) {
            lookAgainSoon();
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    /**
     * One thing in two wordings. Owns a reference to each.
     *
     * @param driver null: there is none
     */
    record ForDriver(@Nullable Viewer driver, Message toDriver, Message toOthers) {

        Message to(Viewer viewer) {
            return viewer == driver ? toDriver : toOthers;
        }

        ForDriver retain() {
            toDriver.retain();
            toOthers.retain();
            return this;
        }

        void release() {
            toDriver.release();
            toOthers.release();
        }
    }
}
