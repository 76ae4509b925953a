package dev.braid.core.changes;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.socket.ClientSocket;
import dev.braid.core.socket.Closing;
import dev.braid.core.socket.SocketRules;
import dev.braid.core.socket.Wire;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One client and what it is still to be sent; whoever reads slower than is said is cut off, and nobody else notices. */
final class ChangeSocket extends ClientSocket {

    private final ChangeSockets all;
    private final SocketRules rules;
    private final Clock clock;

    private final Queue<String> waiting = new ArrayDeque<>();
    private int waitingCharacters;
    private long seq;

    ChangeSocket(Wire wire, ChangeSockets all, SocketRules rules, Clock clock) {
        super(wire, all, rules, clock);
        this.all = all;
        this.rules = rules;
        this.clock = clock;
    }

    /** Goes on as whoever this proves to be, and says so. */
    void welcome(Proof given, long lastOfAll) {
        become(given);
        Caller caller = given.caller();
        synchronized (this) {
            long last = isMachine(caller) ? lastOfAll : seq;
            queue(Frame.acknowledgement(caller.userId(), clock.instant().truncatedTo(ChronoUnit.MILLIS), last));
        }
        sendNext();
    }

    /** Whether it was for them. */
    boolean tell(NumberedChange change, Frame frame) {
        Proof known = proof();
        if (known == null || !mayHear(known.caller(), change.audience())) {
            return false;
        }
        synchronized (this) {
            queue(isMachine(known.caller()) ? frame.forMachine(change.seq()) : frame.forUser(++seq));
        }
        sendNext();
        return true;
    }

    @Override
    protected @Nullable String next() {
        String frame = waiting.poll();
        if (frame != null) {
            waitingCharacters -= frame.length();
        }
        return frame;
    }

    @Override
    protected synchronized void ended() {
        waiting.clear();
    }

    private static boolean mayHear(Caller caller, Audience audience) {
        if (isMachine(caller)) {
            return true;
        }
        return (audience.permission().isEmpty() || caller.may(audience.permission()))
                && (audience.userIds() == null || audience.userIds().contains(caller.userId()));
    }

    private static boolean isMachine(Caller caller) {
        return caller.kind() == Caller.Kind.SERVICE;
    }

    private void queue(String frame) {
        if (isClosed()) {
            return;
        }
        waiting.add(frame);
        waitingCharacters += frame.length();
        if (waiting.size() > rules.mostQueued() || waitingCharacters > rules.mostQueuedCharacters()) {
            all.tooSlow();
            close(Closing.TOO_SLOW);
        }
    }
}
