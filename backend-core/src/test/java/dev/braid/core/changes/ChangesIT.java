package dev.braid.core.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

@Import(ChangesIT.Listening.class)
class ChangesIT extends CoreTestServer {

    private static final Change CHANGE = new Change(
            "test_changed", "test:1", Map.of("test_id", 1), Audience.of(List.of("ada"), "task:read"), Set.of("test:1"));

    @Autowired
    private Changes changes;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Heard heard;

    @Test
    void saysWhatWasCommittedAndTellsListenersBeforeItReturns() {
        long before = written();

        as(() -> transaction.executeWithoutResult(status -> {
            changes.publish(CHANGE);
            assertThat(heard.tags).doesNotContain("test:1");
        }));

        assertThat(written()).isEqualTo(before + 1);
        assertThat(heard.tags).contains("test:1");
    }

    @Test
    void saysNothingOfWhatWasUndone() {
        long before = written();
        Change undone = new Change("test_undone", "test:2", Map.of(), CHANGE.audience(), Set.of("test:2"));

        as(() -> transaction.executeWithoutResult(status -> {
            changes.publish(undone);
            status.setRollbackOnly();
        }));

        assertThat(written()).isEqualTo(before);
        assertThat(heard.tags).doesNotContain("test:2");
    }

    @Test
    void forgetsAlsoWhatMayHaveBeenCommitted() {
        Change unsure = new Change("test_unsure", "test:3", Map.of(), CHANGE.audience(), Set.of("test:3"));

        assertThatThrownBy(() -> as(() -> transaction.executeWithoutResult(status -> {
                    changes.publish(unsure);
                    loseTheConnection();
                })))
                .isInstanceOfAny(DataAccessException.class, TransactionException.class);

        assertThat(heard.tags).contains("test:3");
    }

    @Test
    void refusesAChangeWithoutATransaction() {
        assertThatThrownBy(() -> changes.publish(CHANGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("transaction: none");
    }

    /** The commit is then sent to nobody: whether it came to anything the writer cannot know. */
    private void loseTheConnection() {
        int server = jdbc.sql("SELECT pg_backend_pid()").query(Integer.class).single();
        owner().sql("SELECT pg_terminate_backend(?, 5000)")
                .param(server)
                .query(Boolean.class)
                .single();
    }

    private static void as(Runnable work) {
        CurrentCaller.runAs(Caller.onBehalfOf("ada"), work);
    }

    private static long written() {
        return owner().sql("SELECT count(*) FROM change_events WHERE event_type LIKE 'test\\_%'")
                .query(Long.class)
                .single();
    }

    static final class Heard implements ChangeListener {

        private final List<String> tags = new ArrayList<>();

        @Override
        public void forget(Set<String> forgotten) {
            tags.addAll(forgotten);
        }

        @Override
        public void forgetEverything() {}
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Listening {

        @Bean
        Heard heard() {
            return new Heard();
        }
    }
}
