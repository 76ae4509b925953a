package dev.braid.bff.stream;

import io.netty.util.concurrent.EventExecutor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Moves viewers over when the flag {@code stream-hub} is switched: from sessions into tunnels, or back. Slowly, because each tunnel is one more
 * socket to the backend.
 */
@Component
final class Removal {

    private static final Logger log = LoggerFactory.getLogger(Removal.class);

    private static final long STEP_MILLIS = 50;

    /** 200 a second. */
    private static final int MOST_IN_A_STEP = 10;

    /** Whoever came in just as the flag was switched is found within a second. */
    private static final int STEPS_OF_REST = 20;

    private final Doors doors;
    private final Sessions sessions;
    private final StreamFlags flags;
    private boolean lastSeen = true;
    private int idleSteps;

    Removal(Doors doors, Sessions sessions, StreamFlags flags, EventExecutor streamExecutor) {
        this.doors = doors;
        this.sessions = sessions;
        this.flags = flags;
        streamExecutor.scheduleWithFixedDelay(this::step, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void step() {
        if (--idleSteps > 0 && flags.hub() == lastSeen) {
            return;
        }
        lastSeen = flags.hub();
        List<Viewer> viewers = those(session -> session.isPrivate() == lastSeen);
        idleSteps = viewers.isEmpty() ? STEPS_OF_REST : 0;
        if (lastSeen) {
            back(viewers);
        } else {
            viewers.stream().limit(MOST_IN_A_STEP).forEach(viewer -> move(viewer, () -> sessions.toTunnel(viewer)));
        }
    }

    /** Drivers first: their sessions go on where they are. */
    private void back(List<Viewer> viewers) {
        Map<String, List<Viewer>> homes = viewers.stream().collect(Collectors.groupingBy(Removal::home));
        viewers.stream()
                .sorted(Comparator.comparingLong(Viewer::number))
                .limit(MOST_IN_A_STEP)
                .forEach(viewer ->
                        move(viewer, () -> sessions.toHub(viewer, rows(homes.getOrDefault(home(viewer), List.of())))));
    }

    /** Whoever cannot be moved stays until the next step, and keeps nobody else: a task that fails would never be run again. */
    private static void move(Viewer viewer, Runnable moving) {
        try {
            moving.run();
        } catch (RuntimeException unexpected) {
            log.error("viewer {}: not moved", viewer.number(), unexpected);
        }
    }

    private static long[] rows(List<Viewer> viewers) {
        return viewers.stream().mapToLong(Viewer::row).toArray();
    }

    private List<Viewer> those(Predicate<Session> in) {
        return doors.inside().stream()
                .filter(viewer -> {
                    Session session = viewer.session();
                    return session != null && in.test(session);
                })
                .toList();
    }

    private static String home(Viewer viewer) {
        Session tunnel = viewer.session();
        return tunnel == null || !tunnel.isPrivate() ? "" : tunnel.run().path() + " " + Sessions.home(tunnel);
    }
}
