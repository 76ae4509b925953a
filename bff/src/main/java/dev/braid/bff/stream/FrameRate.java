package dev.braid.bff.stream;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How often one viewer gets a frame: as often as they asked for, and, where they say what they have seen, no oftener than they keep up
 * with. For one event loop.
 */
final class FrameRate {

    /*
     * A browser's backlog is invisible to TCP: a page that is too slow takes every frame from the network and puts it in a queue. Acks
     * show it. Each is as old as the page is behind; when that is a quarter of a second more than it was at best, the rate is
     * halved, once a second at most; each second without that gives one frame a second back. And whatever the rate, at most eight frames are
     * under way, a quarter of a second's worth at full rate, but for one each five seconds so that no viewer is left without.
     */
    /** As fast as frames come. */
    static final int ALL = 30;

    static final int FASTEST = 60;

    private static final int MOST_UNDER_WAY = 8;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long UNACKNOWLEDGED = TimeUnit.SECONDS.toNanos(5);
    private static final long BEHIND = TimeUnit.MILLISECONDS.toNanos(250);

    /** Frames do not come on the dot: the one that is nearest to its time is taken. */
    private static final long EARLY = SECOND / ALL / 2;

    private final BooleanSupplier adaptive;
    private int wanted = ALL;
    private int current = ALL;
    private long due = Long.MIN_VALUE;
    private long lastSent = Long.MIN_VALUE;

    private boolean acknowledges;
    private final long[] rows = new long[MOST_UNDER_WAY + 1];
    private final long[] times = new long[MOST_UNDER_WAY + 1];
    private int underWay;
    private long leastAge = Long.MAX_VALUE;
    private long judged = Long.MIN_VALUE;

    /** @param adaptive whether acks count; asked for each frame */
    FrameRate(BooleanSupplier adaptive) {
        this.adaptive = adaptive;
    }

    /** @param fps 1 to 60 */
    void wish(int fps) {
        wanted = fps;
        current = fps;
        due = Long.MIN_VALUE;
    }

    int current() {
        return adaptive.getAsBoolean() ? current : wanted;
    }

    /** Whether the viewer says what it has seen, and it counts. */
    boolean isAcknowledged() {
        return acknowledges && adaptive.getAsBoolean();
    }

    boolean isDue(long now) {
        if (lastSent == Long.MIN_VALUE) {
            return true;
        }
        if (underWay >= MOST_UNDER_WAY && adaptive.getAsBoolean()) {
            return now - lastSent >= UNACKNOWLEDGED;
        }
        return current() >= ALL || due == Long.MIN_VALUE || now - due >= -EARLY;
    }

    void sent(long row, long now) {
        lastSent = now;
        long interval = SECOND / current();
        // On the beat while it is kept; a viewer that was away has no credit.
        due = due == Long.MIN_VALUE || now - due > interval ? now + interval : due + interval;
        if (acknowledges) {
            remember(row, now);
        }
    }

    private void remember(long row, long now) {
        if (underWay == rows.length) {
            forget(1);
        }
        rows[underWay] = row;
        times[underWay] = now;
        underWay++;
    }

    private void forget(int count) {
        System.arraycopy(rows, count, rows, 0, underWay - count);
        System.arraycopy(times, count, times, 0, underWay - count);
        underWay -= count;
    }

    /** The viewer has seen this row, and so everything before it. Unknown ones say only that they are one who tells. */
    void acknowledged(long row, long now) {
        if (!adaptive.getAsBoolean()) {
            underWay = 0;
            return;
        }
        acknowledges = true;
        for (int index = 0; index < underWay; index++) {
            if (rows[index] == row) {
                long age = now - times[index];
                forget(index + 1);
                judge(age, now);
                return;
            }
        }
    }

    private void judge(long age, long now) {
        leastAge = Math.min(leastAge, age);
        if (judged == Long.MIN_VALUE) {
            judged = now;
        }
        boolean late = age - leastAge > BEHIND;
        if (now - judged < SECOND && !(late && current == Math.min(wanted, ALL))) {
            return;
        }
        if (late) {
            current = Math.max(1, Math.min(current, ALL) / 2);
            judged = now;
        } else if (current < wanted) {
            current++;
            judged = now;
        }
    }
}
