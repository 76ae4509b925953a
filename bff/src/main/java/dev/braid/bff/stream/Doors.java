package dev.braid.bff.stream;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.web.BraidMode;
import dev.braid.contracts.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Everyone who is in, and where they go: into a session, or a tunnel of their own. Safe for use by many threads. */
@Component
final class Doors {

    private static final Closing DRAINING = new Closing(1012, "this service ends (expected: come back at once)");

    private final Sessions sessions;
    private final StreamFlags flags;
    private final Clock clock;
    private final Set<Viewer> inside = ConcurrentHashMap.newKeySet();

    Doors(Sessions sessions, StreamFlags flags, Clock clock) {
        this.sessions = sessions;
        this.flags = flags;
        this.clock = clock;
    }

    Viewer viewer(Kind kind, Viewer.Owner owner) {
        return new Viewer(kind, sessions.hub(), owner);
    }

    Duration until(Instant instant) {
        return Duration.between(clock.instant(), instant);
    }

    void entered(Viewer viewer) {
        inside.add(viewer);
        if (isDraining()) {
            viewer.close(DRAINING);
        }
    }

    void left(Viewer viewer) {
        inside.remove(viewer);
    }

    Set<Viewer> inside() {
        return inside;
    }

    /** Where nobody says which session: that of all while the run is under way, else one of the viewer's own. */
    void join(Viewer viewer, StreamQuery query, boolean underWay) {
        String name = query.session().orElseGet(() -> underWay ? StreamQuery.MAIN : sessions.ownName());
        Join wanted = Join.of(query.run(), name, query.epoch(), query.fromRow(), query.speed());
        if (flags.hub()) {
            sessions.join(viewer, wanted);
        } else {
            sessions.tunnel(viewer, wanted);
        }
    }

    /** Which way whoever comes in now goes, as {@code Braid-Mode} says it. */
    String mode() {
        return flags.hub() ? BraidMode.AGGREGATED : BraidMode.PASS_THROUGH;
    }

    boolean isDraining() {
        return sessions.hub().farewell().isSaid();
    }

    /** Lets nobody in any more, and everyone out by and by: at random moments, so that they do not come back elsewhere all at once. */
    void drain(Duration window) {
        // First: sessions that are made from now on say it by themselves.
        sessions.hub().farewell().say(window);
        sessions.all().forEach(Session::drain);
        for (Viewer viewer : inside) {
            long moment = (long) (window.toMillis() * sessions.hub().random().getAsDouble());
            viewer.loop().schedule(() -> viewer.close(DRAINING), moment, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends what nobody can watch any more. */
    void endSessions() {
        sessions.all().forEach(session -> session.end(ErrorCode.BUSY, DRAINING.reason(), DRAINING));
    }

    boolean hasSessions() {
        return !sessions.all().isEmpty();
    }
}
