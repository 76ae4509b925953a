package dev.braid.core.audit;

import dev.braid.contracts.AuditEvent;
import dev.braid.core.access.PersonalData;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The security events that a user did or suffered. Of what others did to them the other's address is left out.
 *
 * <p>Events outlive the account, until their time is up: a chain without them could not be verified, and who attacks and then deletes
 * the account would be forgotten. They name the user by an id that means nothing once the account is gone.
 */
@Component
final class AuditedLife implements PersonalData {

    private final AuditReader reader;

    AuditedLife(AuditReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "security_events";
    }

    @Override
    public List<AuditEvent> export(String userId) {
        return reader.inSnapshot(() -> reader.about(userId)).stream()
                .map(event -> event.onTheWire(userId.equals(event.actor()) ? event.address() : null))
                .toList();
    }

    /** Keeps the events; see above. */
    @Override
    public void erase(String userId) {
        // Of the user nothing is in them but the id and the addresses that requests came from.
    }
}
