package dev.braid.bff.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was wanted while the backend was away: the last seek, the last speed, the last of play and pause. For one event loop. */
final class Controls {

    /** Nobody remembers what they pressed a minute ago. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    record Kept(Control control, Viewer by, long since) {}

    private @Nullable Kept seek;
    private @Nullable Kept speed;
    private @Nullable Kept playing;

    /** In place of an earlier one of its kind. */
    void keep(Kept kept) {
        switch (kept.control().command()) {
            case SEEK -> seek = kept;
            case SPEED -> speed = kept;
            case PLAY, PAUSE -> playing = kept;
        }
    }

    /** Takes them, in the order in which they are to be sent. */
    List<Kept> take() {
        List<Kept> taken = all();
        seek = null;
        speed = null;
        playing = null;
        return taken;
    }

    /** Takes what is no longer going to be sent. */
    List<Kept> expired(long now) {
        List<Kept> expired = new ArrayList<>(0);
        for (Kept kept : all()) {
            if (now - kept.since() >= LONGEST.toNanos()) {
                expired.add(kept);
                seek = kept == seek ? null : seek;
                speed = kept == speed ? null : speed;
                playing = kept == playing ? null : playing;
            }
        }
        return expired;
    }

    /** In the order in which they are to be sent. */
    List<Kept> all() {
        List<Kept> all = new ArrayList<>(3);
        if (seek != null) {
            all.add(seek);
        }
        if (speed != null) {
            all.add(speed);
        }
        if (playing != null) {
            all.add(playing);
        }
        return all;
    }
}
