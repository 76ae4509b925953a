package dev.braid.core.audit;

import dev.braid.contracts.AuditChainCheck;
import dev.braid.contracts.AuditEventCheck;
import dev.braid.core.audit.StoredEvent.Link;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Says whether the events are those that were recorded. Hashes are computed here, not by the database that may have been tampered
 * with. What was cut off at the end leaves a chain that is whole: for that there are the heads in the log.
 */
@Component
class AuditChain {

    private final AuditReader reader;

    AuditChain(AuditReader reader) {
        this.reader = reader;
    }

    /** Reads all events, a few at a time. */
    AuditChainCheck verify() {
        return reader.inSnapshot(() -> {
            ChainWalk walk = new ChainWalk(reader.anchor());
            reader.each(walk::next);
            return walk.result();
        });
    }

    /** Looks at one event, the one before and the one after; empty for an unknown id. */
    Optional<AuditEventCheck> verify(UUID id) {
        return reader.inSnapshot(() -> reader.find(id).map(this::check));
    }

    private AuditEventCheck check(StoredEvent event) {
        boolean hashValid = event.isIntact();
        boolean linkValid = event.follows(before(event))
                && reader.at(event.seq() + 1)
                        .map(next -> Arrays.equals(next.prevHash(), event.link().hash()))
                        .orElse(true);
        return new AuditEventCheck(event.id(), event.seq(), hashValid && linkValid, hashValid, linkValid);
    }

    private Link before(StoredEvent event) {
        return reader.at(event.seq() - 1).map(StoredEvent::link).orElseGet(reader::anchor);
    }
}
