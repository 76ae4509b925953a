package dev.braid.core.changes;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Caller.Kind;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.access.Permissions;
import dev.braid.core.socket.ClientSockets;
import dev.braid.core.socket.Closing;
import dev.braid.core.socket.SocketRules;
import dev.braid.core.socket.Wire;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/** All who are told of changes. Telling them waits for none of them. Whoever is welcomed is told what comes after, all of it. */
@Component
@ConditionalOnWebApplication
final class ChangeSockets extends ClientSockets<ChangeSocket> {

    /** Without one of these there is nothing to hear. */
    static final List<String> HEARING =
            List.of(Permissions.TASK_READ, Permissions.RUN_READ, Permissions.SPRINT_READ, Permissions.PORTFOLIO_READ);

    private static final CloseStatus HEARS_NOTHING = new CloseStatus(
            4503, "permission: not granted (expected: task:read, run:read, sprint:read or portfolio:read)");

    private final SocketRules rules;
    private final Clock clock;
    private final Counter delivered;
    private final Counter tooSlow;
    private OptionalLong told = OptionalLong.empty();

    ChangeSockets(SocketRules rules, Clock clock, MeterRegistry meters) {
        super("change-sockets", rules);
        this.rules = rules;
        this.clock = clock;
        this.delivered = Counter.builder("braid.changes.delivered")
                .description("Events given to sockets, each once for each socket")
                .register(meters);
        this.tooSlow = Counter.builder("braid.changes.slow")
                .description("Sockets closed because their client did not read in time")
                .register(meters);
        Gauge.builder("braid.changes.sockets", open(), Set::size)
                .description("Open sockets, also of who has not proven anything yet")
                .register(meters);
    }

    /** Also refuses while nobody would be told anything. */
    @Override
    public synchronized void requirePlace(Optional<Caller> caller) {
        if (told.isEmpty()) {
            throw busy();
        }
        super.requirePlace(caller);
    }

    static boolean hears(Caller caller) {
        return caller.kind() == Kind.SERVICE || HEARING.stream().anyMatch(caller::may);
    }

    ChangeSocket open(Wire wire) {
        return add(new ChangeSocket(wire, this, rules, clock));
    }

    /** From here on the socket is told what this caller may hear, if it is let in. */
    synchronized void welcome(ChangeSocket socket, Proof proof) {
        if (admits(socket, proof)) {
            socket.welcome(proof, told.orElse(0));
        }
    }

    synchronized void tell(List<NumberedChange> changes) {
        changes.forEach(this::tell);
    }

    /** What comes next follows this number; who is connected has missed what came before. */
    synchronized void resumeAt(long seq) {
        told = OptionalLong.of(seq);
        open().forEach(socket -> socket.close(Closing.MISSED));
    }

    void tooSlow() {
        tooSlow.increment();
    }

    @Override
    protected boolean serves(Caller caller) {
        return hears(caller);
    }

    @Override
    protected CloseStatus servesNothing() {
        return HEARS_NOTHING;
    }

    private void tell(NumberedChange change) {
        Frame frame = Frame.of(change);
        delivered.increment(
                open().stream().filter(socket -> socket.tell(change, frame)).count());
        told = OptionalLong.of(change.seq());
    }
}
