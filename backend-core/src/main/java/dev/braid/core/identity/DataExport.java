package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.PersonalData;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** All that the service keeps about a user, for the user to take along: the profile, and what each feature has. */
@Component
class DataExport {

    private final Accounts accounts;
    private final List<PersonalData> parts;
    private final AuditLog audit;
    private final Clock clock;

    DataExport(Accounts accounts, List<PersonalData> parts, AuditLog audit, Clock clock) {
        this.accounts = accounts;
        this.parts = parts;
        this.audit = audit;
        this.clock = clock;
    }

    Map<String, Object> of(Caller caller) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("exported_at", clock.instant().truncatedTo(ChronoUnit.MILLIS));
        all.put("profile", accounts.of(caller).shown());
        parts.forEach(part -> all.put(part.name(), part.export(caller.userId())));
        audit.record(SecurityEvent.success(Category.COMPLIANCE, "data.exported"));
        return all;
    }
}
