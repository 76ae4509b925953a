package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.Closing;
import dev.braid.contracts.ErrorCode;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sessions of this replica, by run and name. Safe for use by many threads. */
final class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private static final int NAME_BYTES = 16;
    private static final Closing ENDED = new Closing(4500, "session: ended by an operator");

    private record Key(String run, String name) {}

    /** Where somebody goes, and how it begins there if they are the first. */
    private record Destination(RunId run, String name, boolean isPrivate, Opening opening) {}

    private final Hub hub;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<Key, Session> sessions = new ConcurrentHashMap<>();

    Sessions(Hub hub) {
        this.hub = hub;
    }

    /** What all of them share. */
    Hub hub() {
        return hub;
    }

    /** A name for a session that only its first viewer knows. */
    String ownName() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether a name is one that no viewer thought of. */
    static boolean isOwnName(String name) {
        return name.length() == 2 * NAME_BYTES && name.chars().allMatch(HexFormat::isHexDigit);
    }

    /** Brings a viewer who may see the run into a session, which is made where there is none. Nothing for one who is leaving. */
    void join(Viewer viewer, Join wanted) {
        join(viewer, wanted, new Destination(wanted.run(), wanted.name(), false, openingOf(viewer, wanted)));
    }

    /** As {@link #join}, into a session of the viewer's own that no other can join, and that is gone with them. */
    void tunnel(Viewer viewer, Join wanted) {
        String name = wanted.name() + "~" + viewer.number();
        join(viewer, wanted, new Destination(wanted.run(), name, true, openingOf(viewer, wanted)));
    }

    private void join(Viewer viewer, Join wanted, Destination to) {
        enter(viewer, to, session -> session.join(viewer, wanted), () -> {});
    }

    private static Opening openingOf(Viewer viewer, Join wanted) {
        return Opening.of(wanted, viewer.kind() == Kind.EVENTS);
    }

    /** Gives a viewer of a shared session a tunnel, in which the same goes on from the next row; nothing for one that is in none. */
    void toTunnel(Viewer viewer) {
        move(viewer, true);
    }

    /**
     * Brings a viewer back from its tunnel to the session it was in, or would have been in.
     *
     * <p>Tunnels are not in step with each other: if the session goes on as this one does, then from the row of whoever is least far of those who are
     * nearly where this one is.
     *
     * @param rows of those who come back there
     */
    void toHub(Viewer viewer, long... rows) {
        move(viewer, false, rows);
    }

    /** Where a tunnel's viewer would be with the hub on; the same for all who would watch together. */
    static String home(Session tunnel) {
        return tunnel.name().substring(0, tunnel.name().lastIndexOf('~'));
    }

    private void move(Viewer viewer, boolean tunnel, long... rows) {
        Session from = viewer.session();
        if (from == null || from.isPrivate() == tunnel) {
            return;
        }
        Shard.execute(from.loop(), () -> {
            Opening unseen = from.opening();
            long reach = from.reach();
            from.release(viewer, (had, present) -> {
                long row = least(had.row(), reach, rows);
                // It has not ended for whoever is less far.
                Opening opening = row < 0 ? unseen : unseen.after(row, unseen.ended() && row == had.row());
                String name = tunnel ? from.name() + "~" + viewer.number() : home(from);
                adopt(viewer, new Destination(from.run(), name, tunnel, opening), had, present);
            });
        });
    }

    private static long least(long row, long reach, long... rows) {
        return LongStream.of(rows)
                .filter(other -> other >= 0 && other >= row - reach && other <= row)
                .min()
                .orElse(row);
    }

    private void adopt(Viewer viewer, Destination to, Position had, @Nullable Frame present) {
        enter(viewer, to, session -> session.adopt(viewer, had, present, to.opening()), () -> {
            if (present != null) {
                present.release();
            }
        });
    }

    /**
     * From the viewer's loop, where a session that is made for it lives too: so nobody leaves in between, and leaves behind a session that was
     * never watched.
     *
     * @param entering false: the session ended between being found and being entered, and is no longer here
     * @param done run when the viewer is in, or is not going to be
     */
    private void enter(Viewer viewer, Destination to, Predicate<Session> entering, Runnable done) {
        viewer.execute(() -> {
            if (viewer.isClosing()) {
                done.run();
                return;
            }
            Session session = session(to, viewer.loop());
            Shard.execute(session.loop(), () -> {
                if (isOver(viewer, session, entering)) {
                    enter(viewer, to, entering, done);
                } else {
                    done.run();
                }
            });
        });
    }

    /** Whoever cannot be let in is ended, and the session is as if they had not come. */
    private static boolean isOver(Viewer viewer, Session session, Predicate<Session> entering) {
        try {
            return !entering.test(session);
        } catch (RuntimeException unexpected) {
            log.error("viewer {}: ended, could not enter session {}", viewer.number(), session.id(), unexpected);
            session.leave(viewer);
            viewer.execute(viewer::fail);
            return false;
        }
    }

    private Session session(Destination to, EventExecutor loop) {
        Key key = new Key(to.run().name(), to.name());
        return sessions.computeIfAbsent(
                key,
                absent -> new Session(
                        hub, to.run(), to.name(), loop, to.isPrivate(), to.opening(), () -> sessions.remove(key)));
    }

    /** Oldest first. */
    List<Session> all() {
        return sessions.values().stream()
                .sorted(Comparator.comparing(Session::startedAt))
                .toList();
    }

    /** @param id as {@link Session#id} says it */
    Optional<Session> byId(String id) {
        return sessions.values().stream()
                .filter(session -> session.id().equals(id))
                .findFirst();
    }

    /** Ends one for all who watch it; they are not to come back. */
    void end(Session session) {
        session.end(ErrorCode.STREAM_NOT_FOUND, ENDED.reason(), ENDED);
    }
}
