package dev.braid.core.portfolio;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.braid.core.web.DatabaseOutage;
import dev.braid.core.web.EntityTag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What was computed of boards, kept for the generation of the board that it began in and for its time to live, and computed once however
 * many ask at a time, unless they want nothing that is known. A failure is told to all who waited, and not kept. While the database is away what was last known is given instead,
 * for ten minutes from the end of its time.
 */
@Component
final class PortfolioCache {

    /** How long after its time an answer stands in for one that cannot be computed. */
    static final Duration STALE_ON_OUTAGE = Duration.ofMinutes(10);

    /** For so long after it did not answer, the database is not asked for what was known: each question waits for it in vain. */
    static final Duration OUTAGE_PAUSE = Duration.ofSeconds(2);

    /** Answers of a large board take some 100 KB each: hundreds of boards with several questions each. */
    private static final long MOST_BYTES = 64L << 20;

    /** Of hundreds of boards. */
    private static final int MOST_PARTS = 1_000;

    private final BoardGenerations generations;
    private final Clock clock;
    private final AsyncCache<String, Kept<?>> answers;
    private final AsyncCache<String, Kept<?>> parts;
    private final Cache<String, Kept<?>> lastKnown;
    private volatile Instant awayUntil = Instant.MIN;
    private final Map<Long, CacheCounts> counts = new ConcurrentHashMap<>();

    @Autowired
    PortfolioCache(BoardGenerations generations, Clock clock) {
        this(generations, clock, Ticker.systemTicker());
    }

    PortfolioCache(BoardGenerations generations, Clock clock, Ticker ticker) {
        this.generations = generations;
        this.clock = clock;
        this.answers = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(Expiry.<String, Kept<?>>creating((key, value) -> value.timeToLive()))
                .maximumWeight(MOST_BYTES)
                .<String, Kept<?>>weigher((key, value) -> (int) Math.min(Integer.MAX_VALUE, value.bytes()))
                .buildAsync();
        this.parts = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(Expiry.<String, Kept<?>>creating((key, value) -> value.timeToLive()))
                .maximumSize(MOST_PARTS)
                .buildAsync();
        this.lastKnown = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(Expiry.<String, Kept<?>>writing(
                        (key, value) -> Duration.between(clock.instant(), standsInUntil(value))))
                .maximumWeight(MOST_BYTES)
                .<String, Kept<?>>weigher((key, value) -> (int) Math.min(Integer.MAX_VALUE, value.bytes()))
                .build();
    }

    /** Where an answer is from. */
    enum Freshness {
        CURRENT,
        CACHED,
        /** Not what is known now: the database does not answer. */
        STALE;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Something that is to be shown until then. */
    record Timed<T>(T value, Instant until) {}

    /**
     * Something that was computed, and until when it is shown.
     *
     * @param bytes of it as it is sent; 0 of what is not
     * @param tag of the same; that of nothing where it is not sent
     */
    record Kept<T>(T value, Instant at, Instant until, long bytes, EntityTag tag) {

        private static final EntityTag OF_NOTHING = EntityTag.weak();

        static <T> Kept<T> part(Timed<T> computed, Instant at) {
            return new Kept<>(computed.value(), at, computed.until(), 0, OF_NOTHING);
        }

        private static <T> Kept<T> answer(Timed<T> computed, Instant at, String json) {
            return new Kept<>(computed.value(), at, computed.until(), json.length(), EntityTag.weak(json));
        }

        private Duration timeToLive() {
            return Duration.between(at, until);
        }
    }

    /** What a caller is given. */
    record Answer<T>(Kept<T> kept, Freshness freshness) {}

    /**
     * What is looked up.
     *
     * @param boardId whose generation it belongs to
     * @param section of the board's answers, {@code portfolio}
     * @param hash of all that the answer depends on
     */
    record Key(long boardId, String section, String hash) {

        /** The contract's key, in a generation. */
        String in(long generation) {
            return prefix(boardId, generation) + section + ":" + hash;
        }

        private static String prefix(long boardId, long generation) {
            return "meta_board:" + boardId + ":g" + generation + ":";
        }
    }

    /**
     * The answer to a question, computed at most once for its key at a time.
     *
     * @param bypass what is known is not asked for; what is computed is kept all the same
     * @param json of the value as it is sent
     */
    <T> Answer<T> get(Key key, boolean bypass, Supplier<Timed<T>> compute, Function<T, String> json) {
        CacheCounts counted = countsOf(key.boardId());
        Answer<T> answer = lookedUp(answers, key, bypass, () -> counted(counted, compute, json));
        if (answer.freshness() == Freshness.CACHED) {
            counted.hit();
        }
        return answer;
    }

    /** What several answers are made of; as {@link #get}, but nobody counts it. */
    <T> Kept<T> part(Key key, boolean bypass, Supplier<Timed<T>> compute) {
        Answer<T> answer = lookedUp(parts, key, bypass, () -> {
            Instant at = clock.instant();
            return Kept.part(compute.get(), at);
        });
        return answer.kept();
    }

    private <T> Answer<T> lookedUp(
            AsyncCache<String, Kept<?>> cache, Key key, boolean bypass, Supplier<Kept<T>> compute) {
        // Before the database is asked: whatever is committed from here on ends this generation.
        String name = key.in(generations.of(key.boardId()));
        if (bypass) {
            Kept<T> computed = compute.get();
            cache.put(name, CompletableFuture.completedFuture(computed));
            return new Answer<>(computed, Freshness.CURRENT);
        }
        CompletableFuture<Kept<?>> mine = new CompletableFuture<>();
        CompletableFuture<Kept<?>> first = cache.get(name, (absent, executor) -> mine);
        if (first == mine) {
            return new Answer<>(complete(mine, compute), Freshness.CURRENT);
        }
        return new Answer<>(join(first), Freshness.CACHED);
    }

    /**
     * What is computed now or, while the database is away, what was last known under this name.
     *
     * @param name of the question as it was asked, which does not take the database to tell
     */
    <T> Answer<T> orLastKnown(String name, Supplier<Answer<T>> now) {
        Optional<Kept<T>> before = clock.instant().isBefore(awayUntil) ? lastKnown(name) : Optional.empty();
        return before.map(PortfolioCache::stale).orElseGet(() -> nowOrLastKnown(name, now));
    }

    private <T> Answer<T> nowOrLastKnown(String name, Supplier<Answer<T>> now) {
        try {
            Answer<T> answer = now.get();
            if (lastKnown.getIfPresent(name) != answer.kept()) {
                lastKnown.put(name, answer.kept());
            }
            return answer;
        } catch (RuntimeException failed) {
            if (!DatabaseOutage.is(failed)) {
                throw failed;
            }
            awayUntil = clock.instant().plus(OUTAGE_PAUSE);
            Optional<Kept<T>> last = lastKnown(name);
            return last.map(PortfolioCache::stale).orElseThrow(() -> failed);
        }
    }

    private static <T> Answer<T> stale(Kept<T> kept) {
        return new Answer<>(kept, Freshness.STALE);
    }

    CacheCounts countsOf(long boardId) {
        return counts.computeIfAbsent(boardId, any -> new CacheCounts());
    }

    /** Of a board, in its generation. */
    long entriesOf(long boardId) {
        return keptOf(boardId).count();
    }

    /** Of a board, in its generation, as they are sent. */
    long bytesOf(long boardId) {
        return keptOf(boardId).mapToLong(Kept::bytes).sum();
    }

    private Stream<Kept<?>> keptOf(long boardId) {
        String prefix = Key.prefix(boardId, generations.of(boardId));
        return answers.synchronous().asMap().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue);
    }

    private <T> Kept<T> counted(CacheCounts counted, Supplier<Timed<T>> compute, Function<T, String> json) {
        counted.miss();
        long start = System.nanoTime();
        Instant at = clock.instant();
        Timed<T> computed = compute.get();
        counted.loaded(System.nanoTime() - start, at);
        return Kept.answer(computed, at, json.apply(computed.value()));
    }

    private static <T> Kept<T> complete(CompletableFuture<Kept<?>> mine, Supplier<Kept<T>> compute) {
        try {
            Kept<T> computed = compute.get();
            mine.complete(computed);
            return computed;
        } catch (RuntimeException | Error failed) {
            // Which also takes it out of the cache.
            mine.completeExceptionally(failed);
            throw failed;
        }
    }

    @SuppressWarnings("unchecked") // a name always goes with one type of value
    private static <T> Kept<T> join(CompletableFuture<Kept<?>> first) {
        try {
            return (Kept<T>) first.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    @SuppressWarnings("unchecked") // a name always goes with one type of value
    private <T> Optional<Kept<T>> lastKnown(String name) {
        return Optional.ofNullable((Kept<T>) lastKnown.getIfPresent(name));
    }

    private static Instant standsInUntil(Kept<?> kept) {
        return kept.until().plus(STALE_ON_OUTAGE);
    }
}
