package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.contracts.DashboardBreakdown;
import dev.braid.contracts.DashboardShared;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RememberedNumbersTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Today TODAY = Today.at(NOON, ZoneId.of("UTC"));

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger countings = new AtomicInteger();
    private final RememberedNumbers remembered = new RememberedNumbers(nanos::get);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void countsOnceInFiveSeconds() {
        Computed<DashboardBreakdown> first = ofAda();
        pass(Duration.ofMillis(4_999));
        Computed<DashboardBreakdown> second = ofAda();
        pass(Duration.ofMillis(2));
        Computed<DashboardBreakdown> third = ofAda();

        assertThat(first).isEqualTo(new Computed<>(numbers(1), NOON, false));
        assertThat(second).isEqualTo(new Computed<>(numbers(1), NOON, true));
        assertThat(third).isEqualTo(new Computed<>(numbers(2), NOON, false));
    }

    @Test
    void keepsUsersKindsAndZonesApart() {
        ofAda();

        assertThat(remembered
                        .get("bob", DashboardBreakdown.class, TODAY, this::count)
                        .cached())
                .isFalse();
        assertThat(remembered
                        .get(
                                "ada",
                                DashboardShared.class,
                                TODAY,
                                () -> new Computed<>(new DashboardShared(0, 0, 0), NOON, false))
                        .cached())
                .isFalse();
        assertThat(remembered
                        .get("ada", DashboardBreakdown.class, Today.at(NOON, ZoneId.of("Etc/UTC")), this::count)
                        .cached())
                .isFalse();
    }

    @Test
    void findsNothingOfYesterday() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant midnight = Instant.parse("2026-11-20T23:00:00Z");

        remembered.get("ada", DashboardBreakdown.class, Today.at(midnight.minusMillis(1), berlin), this::count);
        Computed<DashboardBreakdown> after =
                remembered.get("ada", DashboardBreakdown.class, Today.at(midnight, berlin), this::count);

        assertThat(after.cached()).isFalse();
    }

    @Test
    void forgetsTheUserWhoIsNamedAndNobodyElse() {
        ofAda();
        remembered.get("bob", DashboardBreakdown.class, TODAY, this::count);

        remembered.forget(Set.of("dash:ada", "run:bob", "runs"));

        assertThat(ofAda().cached()).isFalse();
        assertThat(remembered
                        .get("bob", DashboardBreakdown.class, TODAY, this::count)
                        .cached())
                .isTrue();
    }

    @Test
    void forgetsEverybody() {
        ofAda();

        remembered.forgetEverything();

        assertThat(ofAda().cached()).isFalse();
    }

    @Test
    void findsNothingAfterAChangeThatBeganToBeCountedBeforeIt() throws Exception {
        CountDownLatch counting = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        Future<Computed<DashboardBreakdown>> before = threads.submit(() -> ofAda(() -> {
            Computed<DashboardBreakdown> old = count();
            counting.countDown();
            await(changed);
            return old;
        }));
        counting.await();

        remembered.forget(Set.of("dash:ada"));
        Computed<DashboardBreakdown> duringTheOldCounting = ofAda();
        changed.countDown();
        before.get();

        assertThat(duringTheOldCounting).isEqualTo(new Computed<>(numbers(2), NOON, false));
        assertThat(ofAda()).isEqualTo(new Computed<>(numbers(2), NOON, true));
    }

    @Test
    void countsOnceForAllWhoAskAtATime() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Computed<DashboardBreakdown>>> asked = new ArrayList<>();
        for (int reader = 0; reader < 16; reader++) {
            asked.add(threads.submit(() -> ofAda(() -> {
                await(go);
                return count();
            })));
        }
        go.countDown();

        List<Computed<DashboardBreakdown>> told = new ArrayList<>();
        for (Future<Computed<DashboardBreakdown>> one : asked) {
            told.add(one.get());
        }

        assertThat(countings).hasValue(1);
        assertThat(told).extracting(Computed::numbers).containsOnly(numbers(1));
        assertThat(told).filteredOn(computed -> !computed.cached()).hasSize(1);
    }

    @Test
    void tellsAFailureToAllWhoWaitedAndKeepsItNot() throws Exception {
        CountDownLatch counting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<?> first = threads.submit(() -> ofAda(() -> {
            counting.countDown();
            await(go);
            throw new IllegalStateException("no database");
        }));
        counting.await();
        AtomicInteger waiting = new AtomicInteger();
        Future<?> second = threads.submit(() -> {
            waiting.incrementAndGet();
            return ofAda(() -> new Computed<>(numbers(99), NOON, false));
        });
        Awaitility.await().until(() -> waiting.get() == 1 && threadWaits());

        go.countDown();

        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("no database");
        assertThatThrownBy(second::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(IllegalStateException.class);
        assertThat(ofAda()).isEqualTo(new Computed<>(numbers(1), NOON, false));
    }

    /** Both of them: one for the latch, one for the other's numbers. */
    private boolean threadWaits() {
        return Thread.getAllStackTraces().entrySet().stream()
                        .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                        .filter(thread -> List.of(thread.getValue()).stream()
                                .anyMatch(frame -> frame.getClassName().equals(RememberedNumbers.class.getName())
                                        && frame.getMethodName().equals("known")))
                        .count()
                == 1;
    }

    private Computed<DashboardBreakdown> ofAda() {
        return ofAda(this::count);
    }

    private Computed<DashboardBreakdown> ofAda(Supplier<Computed<DashboardBreakdown>> count) {
        return remembered.get("ada", DashboardBreakdown.class, TODAY, count);
    }

    private Computed<DashboardBreakdown> count() {
        return new Computed<>(numbers(countings.incrementAndGet()), NOON, false);
    }

    private static DashboardBreakdown numbers(int counting) {
        return new DashboardBreakdown(counting, 0, counting);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
