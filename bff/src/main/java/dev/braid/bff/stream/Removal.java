package dev.braid.bff.stream;

import io.netty.util.concurrent.EventExecutor;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Moves viewers over when the flag {@code stream-hub} is switched: from sessions into tunnels, or back. Slowly, because each tunnel is one more
 * socket to the backend.
 */
@Component
final class Removal {

    private static final long STEP_MILLIS = 50;

    /** 200 a second. */
    private static final int MOST_IN_A_STEP = 10;

    private final Doors doors;
    private final Sessions sessions;
    private final StreamFlags flags;

    Removal(Doors doors, Sessions sessions, StreamFlags flags, EventExecutor streamExecutor) {
        this.doors = doors;
        this.sessions = sessions;
        this.flags = flags;
        streamExecutor.scheduleWithFixedDelay(this::step, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Those who are least far first: the session that they make has what all others need. */
    private void step() {
        boolean hub = flags.hub();
        doors.inside().stream()
                .filter(viewer -> isToMove(viewer, hub))
                .sorted(Comparator.comparingLong(Viewer::row))
                .limit(MOST_IN_A_STEP)
                .forEach(hub ? sessions::toHub : sessions::toTunnel);
    }

    private static boolean isToMove(Viewer viewer, boolean hub) {
        Session session = viewer.session();
        return session != null && session.isPrivate() == hub;
    }
}
