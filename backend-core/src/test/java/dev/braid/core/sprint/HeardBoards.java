package dev.braid.core.sprint;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is told within the service to those who keep what follows from sprints, call by call. */
final class HeardBoards implements SprintListener, ProjectImport {

    /** One call of either. */
    record Call(Set<Long> boardIds, List<Project> projects, List<Capacity> capacities, Set<Long> sprintIds) {}

    private final List<Call> calls = new ArrayList<>();

    @TestConfiguration(proxyBeanMethods = false)
    static class Listening {

        @Bean
        HeardBoards heardBoards() {
            return new HeardBoards();
        }
    }

    @Override
    public synchronized void changed(Set<Long> boardIds) {
        requireTransaction();
        calls.add(new Call(boardIds, List.of(), List.of(), Set.of()));
    }

    @Override
    public synchronized int store(List<Project> projects, List<Capacity> capacities, Set<Long> sprintIds) {
        requireTransaction();
        calls.add(new Call(Set.of(), projects, capacities, sprintIds));
        return (int) capacities.stream()
                .filter(capacity -> capacity.allocatedPoints().compareTo(BigDecimal.ZERO) > 0)
                .count();
    }

    /** All calls since the last time. */
    synchronized List<Call> drain() {
        List<Call> drained = List.copyOf(calls);
        calls.clear();
        return drained;
    }

    private static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("transaction: none (expected: the one that changes the sprints)");
        }
    }
}
