package dev.braid.core.changes;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Where changes are said, in the transaction that makes them: what is undone was never said. */
@Component
public final class Changes {

    private static final String INSERT = """
            INSERT INTO change_events (publisher, event_type, aggregate, at, data, audience, permission, tags)
            VALUES (:publisher, :type, :aggregate, :at, :data::json, :audience::text[], :permission, :tags::text[])
            """;

    /** This process, for itself to know its own changes by. */
    private final UUID publisher = UUID.randomUUID();

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;
    private final ObjectProvider<ChangeListener> listeners;

    Changes(JdbcClient jdbc, JsonMapper json, Clock clock, ObjectProvider<ChangeListener> listeners) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.listeners = listeners;
    }

    /** @throws IllegalStateException outside a transaction */
    public void publish(Change change) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("transaction: none (expected: the one that makes the change)");
        }
        jdbc.sql(INSERT)
                .param("publisher", publisher)
                .param("type", change.type())
                .param("aggregate", change.aggregate())
                .param("at", Timestamp.from(clock.instant()))
                .param("data", json.writeValueAsString(change.data()))
                .param("audience", texts(change.audience().userIds()))
                .param("permission", change.audience().permission())
                .param("tags", texts(change.tags()))
                .update();
        TransactionSynchronizationManager.registerSynchronization(new Forgetting(change.tags()));
    }

    /** Whether a change was said by this process, whose listeners know of it. */
    boolean said(UUID publisher) {
        return this.publisher.equals(publisher);
    }

    private final class Forgetting implements TransactionSynchronization {

        private final Set<String> tags;

        private Forgetting(Set<String> tags) {
            this.tags = tags;
        }

        /** Also when nobody knows whether it was committed, because the connection was lost on the way: the relay would not say it again. */
        @Override
        public void afterCompletion(int status) {
            if (status != STATUS_ROLLED_BACK) {
                listeners.forEach(listener -> listener.forget(tags));
            }
        }
    }

    private static String @Nullable [] texts(@Nullable Collection<String> values) {
        return values == null ? null : List.copyOf(values).toArray(String[]::new);
    }
}
