package dev.braid.core.audit;

import dev.braid.contracts.AuditEventType;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.audit.StoredEvent.Link;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored events. Only the service itself may read them: who may ask it to is decided before. Read in a transaction of its own,
 * because one that a user began sees nothing.
 */
@Repository
class AuditReader {

    /** Rows that are in memory at a time while all are read, about 1 MB of them. */
    private static final int FETCH_SIZE = 1_000;

    private static final String CHOSEN = """
             FROM security_events
            WHERE (:category::text IS NULL OR category = :category)
              AND (:type::text IS NULL OR type = :type)
              AND (:actor::text IS NULL OR actor = :actor)
              AND (:subject::text IS NULL OR subject = :subject)
              AND (:outcome::text IS NULL OR outcome = :outcome)
              AND (:from::timestamptz IS NULL OR at >= :from)
              AND (:to::timestamptz IS NULL OR at < :to)
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TransactionTemplate snapshot;

    AuditReader(JdbcClient jdbc, PlatformTransactionManager transactions, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** How often a kind of event occurs. */
    record Count(String category, String type, String outcome, long events) {}

    /** Everything else here is called within; all of it sees the same state. */
    <T> T inSnapshot(Supplier<T> reading) {
        return CurrentCaller.callAs(Caller.SYSTEM, () -> snapshot.execute(status -> reading.get()));
    }

    Optional<StoredEvent> find(UUID id) {
        return jdbc.sql("SELECT * FROM security_events WHERE id = :id")
                .param("id", id)
                .query(this::event)
                .optional();
    }

    Optional<StoredEvent> at(long seq) {
        return jdbc.sql("SELECT * FROM security_events WHERE seq = :seq")
                .param("seq", seq)
                .query(this::event)
                .optional();
    }

    /** The newest first. */
    List<StoredEvent> list(AuditQuery query) {
        return chosen("SELECT *", query, " ORDER BY seq DESC LIMIT :limit OFFSET :offset")
                .param("limit", query.paging().limit())
                .param("offset", query.paging().offset())
                .query(this::event)
                .list();
    }

    long count(AuditQuery query) {
        return chosen("SELECT count(*)", query, "").query(Long.class).single();
    }

    List<Count> counts(AuditQuery query) {
        return chosen("SELECT category, type, outcome, count(*)", query, " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
                .query((row, number) -> new Count(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)))
                .list();
    }

    List<AuditEventType> types() {
        return jdbc.sql("SELECT DISTINCT category, type FROM security_events ORDER BY category, type")
                .query((row, number) -> new AuditEventType(row.getString(1), row.getString(2)))
                .list();
    }

    /** What a user did and what was done to them, the oldest first. */
    List<StoredEvent> about(String userId) {
        return jdbc.sql("SELECT * FROM security_events WHERE actor = :userId OR subject = :userId ORDER BY seq")
                .param("userId", userId)
                .query(this::event)
                .list();
    }

    /** All of them, the oldest first, however many. */
    void each(Consumer<StoredEvent> visitor) {
        RowCallbackHandler toVisitor = row -> visitor.accept(event(row, 0));
        jdbc.sql("SELECT * FROM security_events ORDER BY seq")
                .withFetchSize(FETCH_SIZE)
                .query(toVisitor);
    }

    /** What the oldest event is chained to. */
    Link anchor() {
        return jdbc.sql("SELECT seq, hash FROM audit_anchors ORDER BY seq DESC LIMIT 1")
                .query(AuditReader::link)
                .optional()
                .orElse(Link.NONE);
    }

    /** The newest event, if there is one. */
    Optional<StoredEvent> newest() {
        return jdbc.sql("SELECT * FROM security_events ORDER BY seq DESC LIMIT 1")
                .query(this::event)
                .optional();
    }

    private JdbcClient.StatementSpec chosen(String what, AuditQuery query, String rest) {
        return jdbc.sql(what + CHOSEN + rest)
                .param("category", query.category())
                .param("type", query.type())
                .param("actor", query.actor())
                .param("subject", query.subject())
                .param("outcome", query.outcome())
                .param("from", utc(query.from()))
                .param("to", utc(query.to()));
    }

    private StoredEvent event(ResultSet row, int number) throws SQLException {
        return new StoredEvent(
                row.getObject("id", UUID.class),
                link(row, number),
                row.getTimestamp("at").toInstant(),
                row.getString("category"),
                row.getString("type"),
                row.getString("outcome"),
                row.getString("actor"),
                row.getString("subject"),
                row.getString("address"),
                row.getString("correlation_id"),
                json.readTree(row.getString("details")),
                row.getBytes("prev_hash"));
    }

    private static Link link(ResultSet row, int number) throws SQLException {
        return new Link(row.getLong("seq"), row.getBytes("hash"));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
