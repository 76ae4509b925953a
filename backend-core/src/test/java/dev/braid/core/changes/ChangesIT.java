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
    void refusesAChangeWithoutATransaction() {
        assertThatThrownBy(() -> changes.publish(CHANGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("transaction: none");
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
