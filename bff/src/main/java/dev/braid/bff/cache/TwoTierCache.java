package dev.braid.bff.cache;

import dev.braid.bff.cache.Answer.Fresh;
import dev.braid.bff.cache.Answer.Hit;
import dev.braid.bff.cache.Answer.Tier;
import dev.braid.bff.cache.FirstTier.Held;
import dev.braid.bff.cache.Loaded.Keep;
import dev.braid.bff.cache.SecondTier.Found;
import dev.braid.bff.cache.SecondTier.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * L1, else L2, else one load.
 *
 * <p>What an entry is served for and when is {@link Entry}; who waits for whom is {@link Flights}; what is forgotten is
 * {@link Forgotten} here and the generations of {@link RedisTier} between replicas. Stored is what was loaded, in the background, so that no
 * answer waits for Redis to take it.
 */
final class TwoTierCache implements ResponseCache {

    /**
     * Of the time to live, at most, in addition: entries that were loaded together do not expire together. Never less, so that one key is
     * loaded once in its time to live, however often it is asked for.
     */
    private static final double JITTER = 0.1;

    /** Between two attempts to refresh what is stale, after one failed or because another replica is at it. */
    private static final Duration REFRESH_PAUSE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(TwoTierCache.class);

    private final FirstTier firstTier;
    private final SecondTier secondTier;
    private final Forgotten forgotten;
    private final Flights flights;

    /** Of those who want nothing that is stored: a load that others began may bring what the backend had stored. */
    private final Flights renewals;

    private final CacheMetrics metrics;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final Duration refreshTimeout;

    /** @param random numbers from 0 to 1 */
    TwoTierCache(
            FirstTier firstTier,
            SecondTier secondTier,
            Forgotten forgotten,
            CacheMetrics metrics,
            InstantSource clock,
            DoubleSupplier random,
            Duration refreshTimeout) {
        this.firstTier = firstTier;
        this.secondTier = secondTier;
        this.forgotten = forgotten;
        this.flights = new Flights(forgotten);
        this.renewals = new Flights(forgotten);
        this.metrics = metrics;
        this.clock = clock;
        this.random = random;
        this.refreshTimeout = refreshTimeout;
    }

    /**
     * @param renewal whether nothing that is stored may answer it
     * @param context of the caller, in which the load runs
     */
    private record Call<T>(
            CacheRequest request, Loader<T> load, Predicate<T> failed, boolean renewal, ContextView context) {}

    @Override
    public <T> Mono<Answer<T>> get(CacheRequest request, Loader<T> load, Predicate<T> failed) {
        return Mono.<Answer<T>>deferContextual(context -> answer(new Call<>(request, load, failed, false, context)))
                .doOnNext(metrics::answered);
    }

    @Override
    public <T> Mono<Answer<T>> renew(CacheRequest request, Loader<T> load, Predicate<T> failed) {
        return Mono.<Answer<T>>deferContextual(context -> renewed(new Call<>(request, load, failed, true, context)))
                .doOnNext(metrics::answered);
    }

    @Override
    public Mono<Void> forget(Set<String> tags) {
        tags.forEach(CacheRequest::requireTag);
        return Mono.defer(() -> {
            tags.forEach(forgotten::add);
            // Again afterwards: a lookup begun in between may have found in L2 what was only then forgotten there.
            return secondTier
                    .forget(tags)
                    .doOnTerminate(() -> tags.forEach(forgotten::add))
                    .doOnCancel(() -> tags.forEach(forgotten::add));
        });
    }

    private <T> Mono<Answer<T>> answer(Call<T> call) {
        Optional<Held> held = firstTier.find(call.request());
        Instant now = clock.instant();
        if (held.isPresent() && held.get().entry().servable(now)) {
            refreshIfDue(call, held.get());
            return Mono.just(hit(held.get().entry(), Tier.L1, now));
        }
        return flights.<T>board(call.request(), flight -> lookUp(call, flight), TwoTierCache::coalesced)
                .flatMap(answer -> isFor(call, answer) ? Mono.just(answer) : loadedAlone(call))
                .doOnNext(answer -> firstTier.find(call.request()).ifPresent(found -> refreshIfDue(call, found)));
    }

    private <T> Mono<Answer<T>> renewed(Call<T> call) {
        return renewals.<T>board(call.request(), flight -> renewal(call, flight), TwoTierCache::coalesced)
                .flatMap(answer -> isFor(call, answer) ? Mono.just(answer) : loadedAlone(call));
    }

    /** Looks only for what would be replaced. */
    private <T> Mono<Answer<T>> renewal(Call<T> call, Flight<T> flight) {
        return search(call, flight, (entry, now) -> false).contextWrite(call.context());
    }

    /** Whether the caller may be given what perhaps was not loaded for this request, now that it is there. */
    private boolean isFor(Call<?> call, Answer<?> answer) {
        boolean loadedForIt = answer instanceof Fresh<?> fresh && !fresh.coalesced();
        return loadedForIt || call.request().allows(answer.shared(), clock.instant());
    }

    /** Nobody joins it: what others wait for is not for this caller, so what it gets may not be for others. */
    private <T> Mono<Answer<T>> loadedAlone(Call<T> call) {
        metrics.loading();
        return Mono.defer(call.load()::load)
                .doOnError(failure -> metrics.loadFailed())
                .map(loaded -> new Fresh<>(loaded.value(), loaded.shared(), false));
    }

    private <T> Mono<Answer<T>> lookUp(Call<T> call, Flight<T> flight) {
        return search(call, flight, Entry::servable).contextWrite(call.context());
    }

    /** @param usable whether what a tier holds answers the call; if not, it may still stand in for a load that fails */
    private <T> Mono<Answer<T>> search(Call<T> call, Flight<T> flight, BiPredicate<Entry, Instant> usable) {
        // Not what the caller saw before the flight began: who joins later must not get what was forgotten in between,
        // and what another flight has brought in between need not be loaded again.
        Entry held = firstTier.find(call.request()).map(Held::entry).orElse(null);
        Instant begun = clock.instant();
        if (held != null && usable.test(held, begun)) {
            return Mono.just(hit(held, Tier.L1, begun));
        }
        return secondTier.find(call.request()).flatMap(found -> {
            Entry entry = found.entry();
            Instant now = clock.instant();
            if (entry != null && usable.test(entry, now) && call.request().allows(entry.shared(), now)) {
                firstTier.put(call.request(), entry, flight.mark());
                return Mono.just(TwoTierCache.<T>hit(entry, Tier.L2, now));
            }
            return load(call, flight, found, held);
        });
    }

    private <T> Mono<Answer<T>> load(Call<T> call, Flight<T> flight, Found found, @Nullable Entry stale) {
        metrics.loading();
        return Mono.defer(call.load()::load)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("load: nothing (expected: one value)")))
                .map(loaded -> loaded(call, flight, found, stale, loaded))
                .onErrorResume(failure -> {
                    metrics.loadFailed();
                    return Mono.justOrEmpty(standIn(call, found, stale)).switchIfEmpty(Mono.error(failure));
                });
    }

    private <T> Answer<T> loaded(Call<T> call, Flight<T> flight, Found found, @Nullable Entry stale, Loaded<T> loaded) {
        if (call.failed().test(loaded.value())) {
            metrics.loadFailed();
            return standIn(call, found, stale).orElseGet(() -> new Fresh<>(loaded.value(), loaded.shared(), false));
        }
        Keep keep = loaded.keep();
        if (keep == null) {
            withdraw(call.request(), found, stale);
        } else if (keep != null
                && !keep.timeToLive().isNegative()
                && !keep.timeToLive().isZero()) {
            store(call.request(), entry(call.request(), loaded.shared(), keep), flight.mark(), found.generations());
        }
        return new Fresh<>(loaded.value(), loaded.shared(), false);
    }

    /** The caller is no longer given what was kept: a run that is gone, a right that was taken away. Nothing of it is served again. */
    private void withdraw(CacheRequest request, Found found, @Nullable Entry stale) {
        if (found.entry() != null || stale != null) {
            firstTier.removeScoped(request);
            inBackground(secondTier.removeScoped(request));
        }
    }

    private void store(CacheRequest request, Entry entry, long mark, @Nullable Map<String, String> generations) {
        if (!request.allows(entry.shared(), entry.loadedAt())) {
            return;
        }
        firstTier.put(request, entry, mark);
        if (generations != null && !forgotten.since(mark, entry.tags())) {
            inBackground(secondTier.store(request, entry, generations));
        }
    }

    private Entry entry(CacheRequest request, boolean shared, Keep keep) {
        double factor = 1 + JITTER * random.getAsDouble();
        Duration timeToLive = Duration.ofMillis(Math.round(keep.timeToLive().toMillis() * factor));
        return new Entry(
                keep.document(), shared, clock.instant(), timeToLive, keep.staleOnError(), request.tags(shared));
    }

    /** The later loaded of what the tiers still hold for this. */
    private <T> Optional<Answer<T>> standIn(Call<T> call, Found found, @Nullable Entry stale) {
        if (call.renewal()) {
            return Optional.empty();
        }
        CacheRequest request = call.request();
        Instant now = clock.instant();
        Entry other = found.entry();
        boolean fromSecond = other != null && (stale == null || other.loadedAfter(stale));
        return Optional.ofNullable(fromSecond ? other : stale)
                .filter(entry -> entry.standsIn(now) && request.allows(entry.shared(), now))
                .map(entry -> hit(entry, fromSecond ? Tier.L2 : Tier.L1, now));
    }

    private <T> void refreshIfDue(Call<T> call, Held held) {
        if (held.refreshDue(clock.instant())) {
            flights.<T>start(call.request(), flight -> refresh(call, flight, held));
        }
    }

    private <T> Mono<Answer<T>> refresh(Call<T> call, Flight<T> flight, Held held) {
        return secondTier
                .lease(call.request())
                .flatMap(lease -> lease.granted() || !flight.closeUnlessJoined()
                        ? search(bounded(call), flight, Entry::fresh).doFinally(end -> release(call, lease))
                        : Mono.<Answer<T>>empty())
                // Whatever came of it: if it was stored anew there is another entry now, on which this has no effect.
                .doFinally(end -> held.postponeRefresh(clock.instant().plus(REFRESH_PAUSE)))
                .contextWrite(call.context());
    }

    private <T> Call<T> bounded(Call<T> call) {
        return new Call<>(
                call.request(),
                () -> call.load().refreshed().timeout(refreshTimeout),
                call.failed(),
                false,
                call.context());
    }

    private void release(Call<?> call, Lease lease) {
        inBackground(secondTier.release(call.request(), lease));
    }

    /** Whatever becomes of it is nothing to the answer under way. */
    private static void inBackground(Mono<Void> work) {
        work.subscribe(nothing -> {}, failure -> log.warn("second tier: not told", failure));
    }

    private static <T> Answer<T> hit(Entry entry, Tier tier, Instant now) {
        return new Hit<>(entry.document(), entry.shared(), tier, entry.age(now), entry.timeLeft(now));
    }

    private static <T> Answer<T> coalesced(Answer<T> answer) {
        return answer instanceof Fresh<T> fresh ? new Fresh<>(fresh.value(), fresh.shared(), true) : answer;
    }
}
