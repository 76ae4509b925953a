package dev.braid.bff.stream;

import org.jspecify.annotations.Nullable;

/** Whether a session has its backend, as its viewers are told: there, away, away for long, or soon to be gone with this replica. For one event loop. */
final class Reachability {

    private final StreamMetrics metrics;
    private final Farewell farewell;
    /** Null: it is there, or nobody knows yet that it is not. */
    private @Nullable Long awaySince;

    private boolean there;
    private long retryMillis;
    private LinkState told;
    private long toldMillis;

    Reachability(StreamMetrics metrics, Farewell farewell) {
        this.metrics = metrics;
        this.farewell = farewell;
        this.told = farewell.isSaid() ? LinkState.DRAINING : LinkState.LIVE;
        this.toldMillis = retryMillis();
    }

    void opened() {
        awaySince = null;
        retryMillis = 0;
        there = true;
        metrics.up(1);
    }

    /** Until it is tried again. */
    void lost(long now, long retryInMillis) {
        if (awaySince == null) {
            awaySince = now;
        }
        end();
        retryMillis = retryInMillis;
    }

    /** Nobody asks any more, or for a moment. */
    void end() {
        if (there) {
            there = false;
            metrics.up(-1);
        }
    }

    /** Whether viewers were last told something else. Says so once. */
    boolean isNews(long now) {
        LinkState state = state(now);
        boolean news = state != told || retryMillis() != toldMillis;
        told = state;
        toldMillis = retryMillis();
        return news;
    }

    /** It has been away for so long that nobody remembers what they wanted of it. */
    boolean isStale(long now) {
        return awaySince != null && now - awaySince >= Controls.LONGEST.toNanos();
    }

    LinkState state(long now) {
        if (farewell.isSaid()) {
            return LinkState.DRAINING;
        }
        if (awaySince == null) {
            return LinkState.LIVE;
        }
        return isStale(now) ? LinkState.STALE : LinkState.RECONNECTING;
    }

    /** When viewers, or this session, are to try again. */
    long retryMillis() {
        return farewell.isSaid() ? farewell.retryMillis() : retryMillis;
    }
}
