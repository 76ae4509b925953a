package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.portfolio.PortfolioCache.Answer;
import dev.braid.core.portfolio.PortfolioCache.Freshness;
import dev.braid.core.portfolio.PortfolioCache.Key;
import dev.braid.core.portfolio.PortfolioCache.Timed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class PortfolioCacheTest {

    private static final Key KEY = new Key(7, "portfolio", "ab12");
    private static final Duration LIFE = Duration.ofMinutes(5);

    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private final BoardGenerations generations = new BoardGenerations();
    private final PortfolioCache cache = new PortfolioCache(
            generations,
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
            () -> Duration.between(Instant.EPOCH, now).toNanos());
    private final AtomicInteger computed = new AtomicInteger();

    @Test
    void keepsAnAnswerForItsTime() {
        assertThat(get(KEY).freshness()).isEqualTo(Freshness.CURRENT);
        now = now.plus(LIFE).minusSeconds(1);
        Answer<String> kept = get(KEY);
        now = now.plusSeconds(2);
        Answer<String> again = get(KEY);

        assertThat(kept.freshness()).isEqualTo(Freshness.CACHED);
        assertThat(kept.kept().value()).isEqualTo("1");
        assertThat(again.freshness()).isEqualTo(Freshness.CURRENT);
        assertThat(again.kept().value()).isEqualTo("2");
    }

    @Test
    void findsNothingOfABoardThatChanged() {
        get(KEY);
        get(new Key(8, "portfolio", "ab12"));

        generations.forget(Set.of("meta_board:7", "sprint:3"));

        assertThat(get(KEY).kept().value()).isEqualTo("3");
        assertThat(get(new Key(8, "portfolio", "ab12")).freshness()).isEqualTo(Freshness.CACHED);
        generations.forgetEverything();
        assertThat(get(new Key(8, "portfolio", "ab12")).freshness()).isEqualTo(Freshness.CURRENT);
    }

    @Test
    void doesNotKeepForLaterWhatBeganBeforeAChange() {
        Answer<String> early = cache.get(
                KEY,
                false,
                () -> {
                    generations.forget(Set.of("meta_board:7"));
                    return timed("before");
                },
                json -> json);

        assertThat(early.kept().value()).isEqualTo("before");
        assertThat(get(KEY).kept().value()).isEqualTo("1");
    }

    @Test
    void computesOnceForAllWhoAskAtATime() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Answer<String>>> answers = new ArrayList<>();
            Supplier<Timed<String>> slow = () -> {
                asked.countDown();
                await(answer);
                return timed(Integer.toString(computed.incrementAndGet()));
            };
            answers.add(callers.submit(() -> cache.get(KEY, false, slow, json -> json)));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            List<Thread> joined = new CopyOnWriteArrayList<>();
            for (int caller = 1; caller < 8; caller++) {
                answers.add(callers.submit(() -> {
                    joined.add(Thread.currentThread());
                    return cache.get(KEY, false, slow, json -> json);
                }));
            }
            Awaitility.await()
                    .until(() -> joined.size() == 7
                            && joined.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
            answer.countDown();

            for (Future<Answer<String>> each : answers) {
                assertThat(each.get().kept().value()).isEqualTo("1");
            }
            assertThat(cache.countsOf(7).misses()).isEqualTo(1);
            assertThat(cache.countsOf(7).hits()).isEqualTo(7);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void keepsNoFailure() {
        assertThatThrownBy(() -> cache.get(KEY, false, PortfolioCacheTest::failing, json -> json))
                .hasMessage("broken");
        Awaitility.await().until(() -> cache.entriesOf(7) == 0);
        assertThat(get(KEY).kept().value()).isEqualTo("1");
    }

    @Test
    void computesAnewForWhoAsksForThatAndKeepsIt() {
        get(KEY);

        Answer<String> fresh = cache.get(KEY, true, this::next, json -> json);

        assertThat(fresh.kept().value()).isEqualTo("2");
        assertThat(get(KEY).kept().value()).isEqualTo("2");
    }

    @Test
    void countsEntriesAndBytesOfABoardInItsGeneration() {
        get(KEY);
        get(new Key(7, "health", "cd34"));
        get(new Key(8, "health", "cd34"));

        assertThat(cache.entriesOf(7)).isEqualTo(2);
        assertThat(cache.bytesOf(7)).isEqualTo(2);
        generations.forget(Set.of("meta_board:7"));
        assertThat(cache.entriesOf(7)).isZero();
        assertThat(cache.countsOf(9).hitRate()).isZero();
        assertThat(cache.countsOf(9).meanLoadMillis()).isEmpty();
    }

    @Test
    void givesWhatWasLastKnownWhileTheDatabaseIsAway() {
        cache.orLastKnown("question", () -> get(KEY));
        generations.forget(Set.of("meta_board:7"));
        now = now.plus(LIFE).plus(PortfolioCache.STALE_ON_OUTAGE).minusSeconds(1);

        Answer<String> stale = cache.orLastKnown("question", PortfolioCacheTest::away);

        assertThat(stale.freshness()).isEqualTo(Freshness.STALE);
        assertThat(stale.kept().value()).isEqualTo("1");
        assertThatThrownBy(() -> cache.orLastKnown("other question", PortfolioCacheTest::away))
                .isInstanceOf(DataAccessResourceFailureException.class);
        now = now.plusSeconds(2);
        assertThatThrownBy(() -> cache.orLastKnown("question", PortfolioCacheTest::away))
                .as("too old")
                .isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void givesNothingOlderHoweverOftenItWasAskedForBefore() {
        cache.orLastKnown("question", () -> get(KEY));
        now = now.plus(LIFE).minusSeconds(1);
        cache.orLastKnown("question", () -> get(KEY));
        now = now.plus(PortfolioCache.STALE_ON_OUTAGE).plusSeconds(2);

        assertThatThrownBy(() -> cache.orLastKnown("question", PortfolioCacheTest::away))
                .isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void doesNotWaitForTheDatabaseAnewWithEachQuestion() {
        AtomicInteger waited = new AtomicInteger();
        Supplier<Answer<String>> waiting = () -> {
            waited.incrementAndGet();
            return away();
        };
        cache.orLastKnown("question", () -> get(KEY));

        cache.orLastKnown("question", waiting);
        cache.orLastKnown("question", waiting);
        assertThat(waited).hasValue(1);
        now = now.plus(PortfolioCache.OUTAGE_PAUSE).plusMillis(1);
        cache.orLastKnown("question", waiting);
        assertThat(waited).hasValue(2);
    }

    @Test
    void hidesNoOtherFailureBehindWhatWasLastKnown() {
        cache.orLastKnown("question", () -> get(KEY));

        assertThatThrownBy(() -> cache.orLastKnown("question", () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
    }

    private Answer<String> get(Key key) {
        return cache.get(key, false, this::next, json -> json);
    }

    private Timed<String> next() {
        return timed(Integer.toString(computed.incrementAndGet()));
    }

    private Timed<String> timed(String value) {
        return new Timed<>(value, now.plus(LIFE));
    }

    private static Timed<String> failing() {
        throw new IllegalStateException("broken");
    }

    private static Answer<String> away() {
        throw new DataAccessResourceFailureException("gone");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
