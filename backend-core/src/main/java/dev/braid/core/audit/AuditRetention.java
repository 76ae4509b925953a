package dev.braid.core.audit;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.audit.StoredEvent.Link;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happens to the chain once a day: its oldest events go when {@code braid.audit.retention} is over, and its newest is written to
 * the service's log, out of reach of whoever holds the database.
 */
@Component
class AuditRetention {

    private static final Logger LOG = LoggerFactory.getLogger(AuditRetention.class);

    /** A year, and time to look back at it. */
    private static final Duration DEFAULT = Duration.ofDays(400);

    /** The database refuses less. */
    private static final Duration LEAST = Duration.ofDays(30);

    private final JdbcClient jdbc;
    private final AuditReader reader;
    private final AuditLog log;
    private final Clock clock;
    private final Duration kept;

    AuditRetention(JdbcClient jdbc, AuditReader reader, AuditLog log, Clock clock, Environment environment) {
        this.jdbc = jdbc;
        this.reader = reader;
        this.log = log;
        this.clock = clock;
        this.kept = environment.getProperty("braid.audit.retention", Duration.class, DEFAULT);
        if (kept.compareTo(LEAST) < 0) {
            throw new IllegalStateException(
                    "braid.audit.retention: " + kept.toDays() + "d (expected: at least " + LEAST.toDays() + "d)");
        }
    }

    /** Removes what is too old, in pieces, so that nobody who records an event waits for long; how many events it were. */
    long removeOld() {
        long removed = 0;
        for (long piece = cut(); piece > 0; piece = cut()) {
            removed += piece;
        }
        if (removed > 0) {
            log.record(SecurityEvent.success(Category.COMPLIANCE, "audit.retention")
                    .by("")
                    .with("removed", Long.toString(removed)));
        }
        return removed;
    }

    /** Writes to the log what {@code GET /audit/events/{id}} has to say of this event for as long as it is kept. */
    void logHead() {
        String head = reader.inSnapshot(() -> reader.newest()
                .map(event -> "event " + event.id() + " " + place(event.link()))
                .orElseGet(() -> "no event after " + place(reader.anchor())));
        LOG.info("head of the audit chain: {}", head);
    }

    private long cut() {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> jdbc.sql("SELECT audit_cut(:before)")
                        .param("before", clock.instant().minus(kept).atOffset(ZoneOffset.UTC))
                        .query(Long.class)
                        .single());
    }

    private static String place(Link link) {
        return "seq " + link.seq() + " hash " + link.hex();
    }
}
