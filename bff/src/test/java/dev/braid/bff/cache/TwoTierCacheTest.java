package dev.braid.bff.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.bff.cache.Answer.Fresh;
import dev.braid.bff.cache.Answer.Hit;
import dev.braid.bff.cache.Answer.Tier;
import dev.braid.bff.cache.Loaded.Keep;
import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class TwoTierCacheTest {

    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Duration STALE_ON_ERROR = Duration.ofMinutes(10);
    private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(10);
    private static final CacheRequest REQUEST =
            new CacheRequest("chart:A", new Scope("anonymous", Instant.MAX), Set.of("symbol:A"));

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MemoryTier shared = new MemoryTier(Runnable::run);
    private double random;
    private final ResponseCache cache = replica(DataSize.ofMegabytes(1));
    private final ResponseCache otherReplica = replica(DataSize.ofMegabytes(1));

    private final List<Sinks.One<Loaded<String>>> loads = new ArrayList<>();
    private int cancelled;

    @AfterEach
    void realTime() {
        VirtualTimeScheduler.reset();
    }

    private ResponseCache replica(DataSize size) {
        CacheMetrics metrics = new CacheMetrics(registry);
        Forgotten forgotten = new Forgotten();
        FirstTier firstTier = new FirstTier(size, forgotten, clock, Runnable::run, metrics);
        return new TwoTierCache(
                firstTier, shared.replica(forgotten::add), forgotten, metrics, clock, () -> random, REFRESH_TIMEOUT);
    }

    private Mono<Answer<String>> get(ResponseCache cache, CacheRequest request) {
        return cache.get(request, this::load, value -> value.startsWith("failed"));
    }

    private Mono<Loaded<String>> load() {
        Sinks.One<Loaded<String>> load = Sinks.one();
        loads.add(load);
        return load.asMono().doOnCancel(() -> cancelled++);
    }

    private Answers ask(ResponseCache cache, CacheRequest request) {
        return new Answers(get(cache, request));
    }

    private Answers ask(CacheRequest request) {
        return ask(cache, request);
    }

    /** What one caller got. */
    private static final class Answers {
        private final List<Answer<String>> answers = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();
        private final Disposable subscription;

        private Answers(Mono<Answer<String>> answer) {
            subscription = answer.subscribe(answers::add, failures::add);
        }

        private Answer<String> only() {
            assertThat(failures).isEmpty();
            assertThat(answers).hasSize(1);
            return answers.get(0);
        }

        private Hit<String> hit() {
            return (Hit<String>) only();
        }

        private Fresh<String> fresh() {
            return (Fresh<String>) only();
        }
    }

    private void loaded(int load, String value) {
        loaded(load, value, true);
    }

    private void loaded(int load, String value, boolean forAll) {
        loads.get(load)
                .tryEmitValue(new Loaded<>(value, forAll, new Keep(document(value), TTL, STALE_ON_ERROR)))
                .orThrow();
    }

    private static CachedDocument document(String value) {
        return new CachedDocument(value.getBytes(StandardCharsets.UTF_8), new byte[0], Map.of("etag", value));
    }

    private static String text(Answer<String> answer) {
        return new String(((Hit<String>) answer).document().identity(), StandardCharsets.UTF_8);
    }

    private double counted(String metric, String... tags) {
        return registry.get(metric).tags(tags).counter().count();
    }

    @Test
    void loadsOnceForAllWhoAskAtTheSameTime() {
        Answers first = ask(REQUEST);
        Answers second = ask(REQUEST);

        loaded(0, "one");

        assertThat(loads).hasSize(1);
        assertThat(first.fresh()).isEqualTo(new Fresh<>("one", true, false));
        assertThat(second.fresh()).isEqualTo(new Fresh<>("one", true, true));
        assertThat(counted(Metrics.CACHE_COALESCED)).isEqualTo(1);
        assertThat(counted(Metrics.CACHE_MISSES)).isEqualTo(2);
        assertThat(counted(Metrics.CACHE_LOADS)).isEqualTo(1);
    }

    /** The second reading of a lookup stands between its look into L1 and its joining of a flight. */
    @Test
    void takesWhatWasLoadedBetweenItsLookAndItsJoining() {
        Answers first = ask(REQUEST);
        clock.during(2, () -> loaded(0, "one"));

        Answers second = ask(REQUEST);

        assertThat(first.fresh().value()).isEqualTo("one");
        assertThat(text(second.hit())).isEqualTo("one");
        assertThat(second.hit().tier()).as("L2 may not be there").isEqualTo(Tier.L1);
    }

    @Test
    void servesWhatWasLoadedWithItsAge() {
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(Duration.ofSeconds(20));

        Hit<String> hit = ask(REQUEST).hit();

        assertThat(text(hit)).isEqualTo("one");
        assertThat(hit.document().attributes()).containsEntry("etag", "one");
        assertThat(hit.tier()).isEqualTo(Tier.L1);
        assertThat(hit.age()).isEqualTo(Duration.ofSeconds(20));
        assertThat(hit.timeToLive()).isEqualTo(Duration.ofSeconds(40));
        assertThat(counted(Metrics.CACHE_HITS, "tier", "l1")).isEqualTo(1);
    }

    @Test
    void servesAnotherReplicaFromTheSecondTier() {
        ask(REQUEST);
        loaded(0, "one");

        assertThat(ask(otherReplica, REQUEST).hit().tier()).isEqualTo(Tier.L2);
        assertThat(ask(otherReplica, REQUEST).hit().tier()).isEqualTo(Tier.L1);
        assertThat(loads).hasSize(1);
    }

    @Test // https://github.com/apollographql/router/issues/746
    void keepsTheLoadForFollowersWhenTheLeaderLeaves() {
        Answers leader = ask(REQUEST);
        Answers follower = ask(REQUEST);

        leader.subscription.dispose();
        loaded(0, "one");

        assertThat(cancelled).isZero();
        assertThat(leader.answers).isEmpty();
        assertThat(follower.fresh().value()).isEqualTo("one");
    }

    @Test
    void cancelsTheLoadWithItsLastWaiter() {
        Answers leader = ask(REQUEST);
        Answers follower = ask(REQUEST);

        follower.subscription.dispose();
        assertThat(cancelled).isZero();
        leader.subscription.dispose();
        assertThat(cancelled).isEqualTo(1);

        ask(REQUEST);
        assertThat(loads).hasSize(2);
    }

    @Test
    void passesAnErrorToAllWhoWaitAndKeepsNone() {
        Answers first = ask(REQUEST);
        Answers second = ask(REQUEST);

        loads.get(0).tryEmitError(new IllegalStateException("backend: down")).orThrow();

        assertThat(first.failures).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(second.failures).singleElement().isInstanceOf(IllegalStateException.class);
        ask(REQUEST);
        assertThat(loads).hasSize(2);
        assertThat(counted(Metrics.CACHE_LOAD_FAILURES)).isEqualTo(1);
    }

    @Test
    void failsWhenTheLoadBringsNothingOrThrows() {
        assertThatThrownBy(() ->
                        cache.<String>get(REQUEST, Mono::empty, value -> false).block())
                .hasMessage("load: nothing (expected: one value)");
        assertThatThrownBy(() -> cache.<String>get(
                                REQUEST,
                                () -> {
                                    throw new CancellationException("at once");
                                },
                                value -> false)
                        .block())
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void doesNotStoreWhatIsNotToBeKept() {
        ask(REQUEST);
        loads.get(0).tryEmitValue(new Loaded<>("one", false, null)).orThrow();
        ask(REQUEST);

        assertThat(loads).hasSize(2);
        assertThat(shared.size()).isZero();
    }

    @Test
    void servesStaleWhileOneLoadRefreshes() {
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.plusSeconds(1));

        Hit<String> stale = ask(REQUEST).hit();
        ask(REQUEST).hit();

        assertThat(stale.stale()).isTrue();
        assertThat(stale.timeToLive()).isEqualTo(Duration.ofSeconds(-1));
        assertThat(loads).hasSize(2);
        assertThat(counted(Metrics.CACHE_STALE)).isEqualTo(2);

        loaded(1, "two");
        assertThat(text(ask(REQUEST).only())).isEqualTo("two");
        assertThat(ask(REQUEST).hit().stale()).isFalse();
    }

    @Test
    void refreshesThoughTheCallerWhoTriggeredItIsGone() {
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.plusSeconds(1));

        ask(REQUEST).subscription.dispose();

        assertThat(loads).hasSize(2);
        assertThat(cancelled).isZero();
    }

    @Test
    void endsARefreshThatTakesTooLong() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.plusSeconds(1));
        ask(REQUEST);

        time.advanceTimeBy(REFRESH_TIMEOUT);
        assertThat(cancelled).isEqualTo(1);

        clock.advance(Duration.ofSeconds(2));
        assertThat(ask(REQUEST).hit().stale()).isTrue();
        assertThat(loads).hasSize(3);
    }

    @Test
    void failsThoseWhoWaitForARefreshThatTakesTooLongOnceNothingStandsIn() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.plusSeconds(1));
        ask(REQUEST);
        clock.advance(STALE_ON_ERROR);

        Answers joined = ask(REQUEST);
        time.advanceTimeBy(REFRESH_TIMEOUT);

        assertThat(loads).hasSize(2);
        assertThat(joined.failures).singleElement().isInstanceOf(TimeoutException.class);
    }

    @Test
    void refreshesWithoutTheDeadlineOfTheCallerWhoSetItOff() {
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.plusSeconds(1));
        Loader<String> hurried = new Loader<>() {
            @Override
            public Mono<Loaded<String>> load() {
                return Mono.error(new TimeoutException("the caller's"));
            }

            @Override
            public Mono<Loaded<String>> refreshed() {
                return TwoTierCacheTest.this.load();
            }
        };

        new Answers(cache.get(REQUEST, hurried, value -> false)).hit();
        loaded(1, "two");

        assertThat(text(ask(REQUEST).only())).isEqualTo("two");
    }

    @Test
    void waitsAMomentAfterAFailedRefresh() {
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.plusSeconds(1));
        ask(REQUEST);

        loads.get(1).tryEmitError(new IllegalStateException("backend: down")).orThrow();
        assertThat(ask(REQUEST).hit().stale()).isTrue();
        assertThat(loads).hasSize(2);

        clock.advance(Duration.ofSeconds(1));
        ask(REQUEST).hit();
        assertThat(loads).hasSize(3);
    }

    @Test
    void leavesTheRefreshToTheReplicaThatHoldsTheLease() {
        ask(REQUEST);
        loaded(0, "one");
        ask(otherReplica, REQUEST);
        clock.advance(TTL.plusSeconds(1));
        ask(REQUEST);

        assertThat(ask(otherReplica, REQUEST).hit().stale()).isTrue();
        assertThat(loads).hasSize(2);

        loaded(1, "two");
        clock.advance(Duration.ofSeconds(1));
        ask(otherReplica, REQUEST);
        Hit<String> refreshed = ask(otherReplica, REQUEST).hit();
        assertThat(text(refreshed)).isEqualTo("two");
        assertThat(loads).hasSize(2);
    }

    @Test
    void doesNotWaitForALeaseWhenNothingStaleMayBeServed() {
        shared.holdLease(REQUEST);

        ask(REQUEST);

        assertThat(loads).hasSize(1);
    }

    @Test
    void servesStaleInThePlaceOfALoadThatFailed() {
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.multipliedBy(3));

        Answers afterError = ask(REQUEST);
        loads.get(1).tryEmitError(new IllegalStateException("backend: down")).orThrow();
        Answers afterFailure = ask(REQUEST);
        loads.get(2).tryEmitValue(new Loaded<>("failed", false, null)).orThrow();

        assertThat(text(afterError.only())).isEqualTo("one");
        assertThat(afterError.hit().stale()).isTrue();
        assertThat(text(afterFailure.only())).isEqualTo("one");
        assertThat(loads).hasSize(3);
    }

    @Test
    void passesTheFailureOnWhenTheStaleAnswerIsTooOld() {
        ask(REQUEST);
        loaded(0, "one");
        clock.advance(TTL.plus(STALE_ON_ERROR).plusMillis(1));

        Answers afterFailure = ask(REQUEST);
        loads.get(1).tryEmitValue(new Loaded<>("failed", false, null)).orThrow();

        assertThat(afterFailure.fresh().value()).isEqualTo("failed");
    }

    @Test
    void servesSharedAnswersInEveryScope() {
        ask(REQUEST);
        loaded(0, "one", true);

        assertThat(text(ask(inScope("alice")).only())).isEqualTo("one");
        assertThat(text(ask(otherReplica, inScope("bob")).only())).isEqualTo("one");
    }

    @Test
    void neverServesAnAnswerOutsideItsScope() {
        ask(inScope("alice"));
        loaded(0, "of alice", false);

        Answers bob = ask(inScope("bob"));
        Answers bobElsewhere = ask(otherReplica, inScope("bob"));
        Answers alice = ask(otherReplica, inScope("alice"));

        assertThat(bob.answers).isEmpty();
        assertThat(bobElsewhere.answers).isEmpty();
        assertThat(loads).hasSize(3);
        assertThat(text(alice.only())).isEqualTo("of alice");
    }

    @Test
    void prefersTheLaterLoadedOfSharedAndScoped() {
        ask(REQUEST);
        loaded(0, "public", true);
        clock.advance(TTL.multipliedBy(3));
        ask(inScope("alice"));
        loaded(1, "now private", false);

        assertThat(text(ask(inScope("alice")).only())).isEqualTo("now private");
    }

    @Test
    void forgetsWhatCarriesTheTagInBothTiersAndInEveryReplica() {
        ask(REQUEST);
        loaded(0, "one");
        ask(otherReplica, REQUEST).hit();

        cache.forget("symbol:A").block();

        ask(REQUEST);
        ask(otherReplica, REQUEST);
        assertThat(loads).hasSize(3);
    }

    @Test
    void forgetsEverythingInBothTiersAndInEveryReplica() {
        ask(REQUEST);
        loaded(0, "one");
        ask(otherReplica, REQUEST).hit();
        CacheRequest untagged = new CacheRequest("chart:B", REQUEST.scope(), Set.of());
        ask(untagged);
        loaded(1, "two");

        cache.forgetEverything().block();

        ask(REQUEST);
        ask(otherReplica, REQUEST);
        ask(untagged);
        assertThat(loads).hasSize(5);
    }

    @Test
    void forgetsWhatCarriesAnyOfSeveralTags() {
        ask(REQUEST);
        loaded(0, "one");

        cache.forget(Set.of("symbol:B", "symbol:A")).block();

        assertThat(ask(REQUEST).answers).isEmpty();
        assertThat(ask(otherReplica, REQUEST).answers).isEmpty();
    }

    @Test
    void keepsWhatCarriesOtherTags() {
        ask(REQUEST);
        loaded(0, "one");

        cache.forget("symbol:B").block();

        assertThat(ask(REQUEST).hit().tier()).isEqualTo(Tier.L1);
    }

    @Test
    void doesNotStoreALoadThatBeganBeforeTheForgetting() {
        Answers before = ask(REQUEST);
        cache.forget("symbol:A").block();
        loaded(0, "old");

        assertThat(before.fresh().value()).isEqualTo("old");
        assertThat(ask(REQUEST).answers).isEmpty();
        assertThat(ask(otherReplica, REQUEST).answers).isEmpty();
        assertThat(loads).hasSize(3);
    }

    @Test
    void doesNotLetANewCallerJoinALoadFromBeforeTheForgetting() {
        ask(REQUEST);
        cache.forget("symbol:A").block();

        Answers after = ask(REQUEST);
        loaded(1, "new");
        loaded(0, "old");

        assertThat(after.fresh()).isEqualTo(new Fresh<>("new", true, false));
        assertThat(text(ask(REQUEST).only())).isEqualTo("new");
    }

    @Test
    void lengthensTheTimeToLiveByUpToATenthAndNeverShortensIt() {
        random = 0;
        ask(REQUEST);
        loaded(0, "short");
        random = 1;
        ask(new CacheRequest("chart:B", new Scope("anonymous", Instant.MAX), Set.of()));
        loaded(1, "long");

        assertThat(ask(REQUEST).hit().timeToLive()).isEqualTo(Duration.ofSeconds(60));
        assertThat(ask(new CacheRequest("chart:B", new Scope("anonymous", Instant.MAX), Set.of()))
                        .hit()
                        .timeToLive())
                .isEqualTo(Duration.ofSeconds(66));
    }

    @Test
    void holdsNoMoreBytesThanItMay() {
        ResponseCache small = replica(DataSize.ofKilobytes(10));
        for (int i = 0; i < 50; i++) {
            ask(small, new CacheRequest("chart:" + i, new Scope("anonymous", Instant.MAX), Set.of()));
            loaded(i, "x".repeat(1000));
        }

        assertThat(registry.get(Metrics.CACHE_EVICTIONS)
                        .tag("cause", "size")
                        .counter()
                        .count())
                .isGreaterThan(40);
    }

    @Test
    void refusesATagThatIsEmptyOrTooLong() {
        assertThatThrownBy(() -> cache.forget("")).hasMessage("tag: 0 characters (expected: 1 to 200)");
        assertThatThrownBy(() -> cache.forget(Set.of("symbol:A", "")))
                .hasMessage("tag: 0 characters (expected: 1 to 200)");
        assertThatThrownBy(() -> new CacheRequest("key", new Scope("scope", Instant.MAX), Set.of("x".repeat(201))))
                .hasMessage("tag: 201 characters (expected: 1 to 200)");
    }

    @Test
    void givesAPrivateAnswerToItsScopeAlone() {
        ask(inScope("alice"));
        loaded(0, "alice's", false);

        assertThat(text(ask(inScope("alice")).only())).isEqualTo("alice's");
        assertThat(ask(inScope("bob")).answers).isEmpty();
        assertThat(ask(nobody("alice")).answers).isEmpty();
        assertThat(ask(otherReplica, inScope("bob")).answers).isEmpty();
        assertThat(text(ask(otherReplica, inScope("alice")).only())).isEqualTo("alice's");
        assertThat(ask(otherReplica, nobody("alice")).answers).isEmpty();
    }

    @Test
    void storesNothingPrivateForWhoHasProvenNothing() {
        ask(nobody("alice"));
        loaded(0, "alice's", false);

        assertThat(ask(inScope("alice")).answers).isEmpty();
        assertThat(shared.size()).isZero();
    }

    @Test
    void sharesWhatIsSharedWithWhoHasProvenNothing() {
        ask(nobody("alice"));
        Answers follower = ask(nobody("alice"));
        loaded(0, "everyone's", true);

        assertThat(follower.fresh().coalesced()).isTrue();
        assertThat(text(ask(nobody("bob")).only())).isEqualTo("everyone's");
        assertThat(loads).hasSize(1);
    }

    @Test
    void loadsForItselfWhenWhatItWaitedForIsNotForIt() {
        ask(nobody("alice"));
        Answers follower = ask(nobody("alice"));
        loaded(0, "the first one's", false);

        assertThat(follower.answers).isEmpty();
        loaded(1, "the second one's", false);
        assertThat(follower.fresh()).isEqualTo(new Fresh<>("the second one's", false, false));
    }

    @Test
    void givesNothingPrivateOnceTheScopeHasEnded() {
        CacheRequest request = until("alice", TTL.dividedBy(2));
        ask(request);
        loaded(0, "alice's", false);

        clock.advance(TTL.dividedBy(2).minusMillis(1));
        assertThat(text(ask(request).only())).isEqualTo("alice's");
        assertThat(text(ask(otherReplica, request).only())).isEqualTo("alice's");
        clock.advance(Duration.ofMillis(1));
        assertThat(ask(request).answers).isEmpty();
        assertThat(ask(otherReplica, request).answers).isEmpty();
    }

    @Test
    void givesNothingStaleOnceTheScopeHasEnded() {
        CacheRequest request = until("alice", TTL.plusSeconds(5));
        ask(request);
        loaded(0, "alice's", false);
        clock.advance(TTL.plusSeconds(5));

        Answers late = ask(request);
        loads.get(1).tryEmitError(new IllegalStateException("backend: down")).orThrow();

        assertThat(late.answers).isEmpty();
        assertThat(late.failures).hasSize(1);
    }

    @Test
    void givesNothingStaleIfTheScopeEndsDuringTheLoadThatFails() {
        CacheRequest request = until("alice", TTL.multipliedBy(2).plusSeconds(5));
        ask(request);
        loaded(0, "alice's", false);
        clock.advance(TTL.multipliedBy(2).plusSeconds(4));

        Answers late = ask(request);
        clock.advance(Duration.ofSeconds(1));
        loads.get(1).tryEmitError(new IllegalStateException("backend: down")).orThrow();

        assertThat(late.answers).isEmpty();
        assertThat(late.failures).hasSize(1);
    }

    @Test
    void storesNothingThatArrivesAfterTheScopeHasEnded() {
        CacheRequest request = until("alice", Duration.ofSeconds(1));
        Answers leader = ask(request);
        Answers follower = ask(request);
        clock.advance(Duration.ofSeconds(1));
        loaded(0, "alice's", false);

        assertThat(leader.fresh().value()).isEqualTo("alice's");
        assertThat(follower.answers).isEmpty();
        assertThat(shared.size()).isZero();
        assertThat(loads).hasSize(2);
    }

    @Test
    void storesNothingOfARefreshThatOutlastsTheScope() {
        CacheRequest request = until("alice", TTL.plusSeconds(5));
        ask(request);
        loaded(0, "alice's", false);
        clock.advance(TTL.plusSeconds(4));
        assertThat(ask(request).hit().stale()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        loaded(1, "alice's too late", false);

        assertThat(text(ask(inScope("alice")).only())).isEqualTo("alice's");
    }

    private void refused(int load) {
        loads.get(load).tryEmitValue(new Loaded<>("refused", false, null)).orThrow();
    }

    @Test
    void givesNothingStaleAnyMoreOnceItsCallerIsRefused() {
        ask(inScope("alice"));
        loaded(0, "alice's", false);
        clock.advance(TTL.plusSeconds(1));
        ask(inScope("alice")).hit();
        refused(1);

        Answers here = ask(inScope("alice"));
        Answers elsewhere = ask(otherReplica, inScope("alice"));
        loads.get(2).tryEmitError(new IllegalStateException("backend: down")).orThrow();
        refused(3);

        assertThat(here.failures).hasSize(1);
        assertThat(elsewhere.fresh().value()).isEqualTo("refused");
    }

    @Test
    void putsNothingInThePlaceOfAFailureOnceItsCallerIsRefused() {
        ask(inScope("alice"));
        loaded(0, "alice's", false);
        clock.advance(TTL.multipliedBy(2).plusSeconds(1));
        ask(inScope("alice"));
        refused(1);

        Answers alice = ask(inScope("alice"));
        loads.get(2).tryEmitError(new IllegalStateException("backend: down")).orThrow();

        assertThat(alice.answers).isEmpty();
        assertThat(alice.failures).hasSize(1);
    }

    @Test
    void keepsWhatIsSharedThoughOneCallerIsRefused() {
        ask(inScope("alice"));
        loaded(0, "everyone's");
        clock.advance(TTL.plusSeconds(1));
        ask(inScope("mallory")).hit();
        refused(1);

        assertThat(text(ask(inScope("alice")).only())).isEqualTo("everyone's");
    }

    @Test
    void forgetsWhatAScopeMaySeeAloneAndNothingElse() {
        ask(inScope("alice"));
        loaded(0, "alice's", false);
        CacheRequest other = new CacheRequest("chart:B", new Scope("alice", Instant.MAX), Set.of());
        ask(other);
        loaded(1, "everyone's", true);

        cache.forget(Scope.tag("alice")).block();

        assertThat(ask(inScope("alice")).answers).isEmpty();
        assertThat(ask(otherReplica, inScope("alice")).answers).isEmpty();
        assertThat(text(ask(other).only())).isEqualTo("everyone's");
        assertThat(text(ask(otherReplica, other).only())).isEqualTo("everyone's");
    }

    private static CacheRequest nobody(String scope) {
        return new CacheRequest("chart:A", Scope.unproven(scope), Set.of("symbol:A"));
    }

    private CacheRequest until(String scope, Duration left) {
        return new CacheRequest("chart:A", new Scope(scope, clock.instant().plus(left)), Set.of("symbol:A"));
    }

    private static CacheRequest inScope(String scope) {
        return new CacheRequest("chart:A", new Scope(scope, Instant.MAX), Set.of("symbol:A", "caller:" + scope));
    }

    private Answers renew(CacheRequest request) {
        return new Answers(cache.renew(request, this::load, value -> value.startsWith("failed")));
    }

    @Test
    void loadsAnewForWhoWantsNothingStoredAndStoresItForTheOthers() {
        ask(REQUEST);
        loaded(0, "old");

        Answers renewed = renew(REQUEST);
        loaded(1, "new");

        assertThat(renewed.fresh()).isEqualTo(new Fresh<>("new", true, false));
        assertThat(text(ask(REQUEST).only())).isEqualTo("new");
        assertThat(text(ask(otherReplica, REQUEST).only())).isEqualTo("new");
        assertThat(loads).hasSize(2);
    }

    @Test
    void renewsOnceForAllWhoWantNothingStoredAtTheSameTime() {
        Answers first = renew(REQUEST);
        Answers second = renew(REQUEST);

        loaded(0, "new");

        assertThat(loads).hasSize(1);
        assertThat(first.fresh().coalesced()).isFalse();
        assertThat(second.fresh().coalesced()).isTrue();
    }

    @Test
    void renewsApartFromTheLoadOfThoseWhoWouldTakeWhatIsStored() {
        Answers content = ask(REQUEST);
        Answers demanding = renew(REQUEST);

        loaded(0, "perhaps old");
        loaded(1, "new");

        assertThat(content.fresh().value()).isEqualTo("perhaps old");
        assertThat(demanding.fresh()).isEqualTo(new Fresh<>("new", true, false));
    }

    @Test
    void putsNothingStoredInThePlaceOfARenewalThatFails() {
        ask(REQUEST);
        loaded(0, "old");

        Answers refusedInWords = renew(REQUEST);
        loads.get(1).tryEmitValue(new Loaded<>("failed", true, null)).orThrow();
        Answers failed = renew(REQUEST);
        loads.get(2).tryEmitError(new IllegalStateException("no luck")).orThrow();

        assertThat(refusedInWords.fresh().value()).isEqualTo("failed");
        assertThat(failed.failures).hasSize(1);
        assertThat(text(ask(REQUEST).only())).as("still there for others").isEqualTo("old");
    }

    @Test
    void forgetsWhatARenewalShowsToBeRefused() {
        CacheRequest request = new CacheRequest("run:1", new Scope("alice", Instant.MAX), Set.of());
        ask(request);
        loaded(0, "mine", false);

        renew(request);
        refused(1);
        ask(request);

        assertThat(loads).hasSize(3);
    }

    @Test
    void renewsAloneForWhoMayNotSeeWhatAnotherLoaded() {
        CacheRequest request = new CacheRequest("run:1", Scope.unproven("alice"), Set.of());
        Answers first = renew(request);
        Answers second = renew(request);

        loaded(0, "first's", false);
        loaded(1, "second's", false);

        assertThat(first.fresh().value()).isEqualTo("first's");
        assertThat(second.fresh()).isEqualTo(new Fresh<>("second's", false, false));
    }
}
