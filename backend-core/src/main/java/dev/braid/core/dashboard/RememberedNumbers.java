package dev.braid.core.dashboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.braid.core.changes.ChangeListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What was counted for a user in the last 5 s, counted once however many ask at a time. Numbers are kept for a user's generation, which
 * ends with every change of theirs: what began to be counted before a change is never found after it, not even if its counting ends
 * later. They are kept for a day as well, and not found on the next. A failure is told to all who waited, and not kept.
 */
@Component
final class RememberedNumbers implements ChangeListener {

    /** The contract's time to live, from the moment when counting begins. */
    static final Duration FRESH = Duration.ofSeconds(5);

    private static final String TAG = "dash:";

    /** A bound only: some 100 bytes each. Whoever is forgotten early is counted for again. */
    private static final int MOST_USERS = 100_000;

    /** Four kinds for each user, in one zone. */
    private static final int MOST_NUMBERS = 4 * MOST_USERS;

    private record Key(String userId, long generation, Class<?> kind, Today today) {}

    private final AtomicLong generations = new AtomicLong();
    private final Cache<String, Long> generationOf;
    private final Cache<Key, CompletableFuture<Computed<?>>> numbers;

    @Autowired
    RememberedNumbers() {
        this(Ticker.systemTicker());
    }

    RememberedNumbers(Ticker ticker) {
        this.generationOf = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterAccess(FRESH)
                .maximumSize(MOST_USERS)
                .build();
        this.numbers = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(FRESH)
                .maximumSize(MOST_NUMBERS)
                .build();
    }

    /** @param count asked on this thread, unless the numbers are known or being counted */
    <T> Computed<T> get(String userId, Class<T> kind, Today today, Supplier<Computed<T>> count) {
        // Before the database is asked: whatever is committed from here on ends this generation.
        long generation = generationOf.get(userId, any -> generations.incrementAndGet());
        Key key = new Key(userId, generation, kind, today);
        CompletableFuture<Computed<?>> mine = new CompletableFuture<>();
        CompletableFuture<Computed<?>> first = numbers.get(key, absent -> mine);
        return first == mine ? counted(key, mine, count) : known(kind, first);
    }

    @Override
    public void forget(Set<String> tags) {
        tags.stream()
                .filter(tag -> tag.startsWith(TAG))
                .map(tag -> tag.substring(TAG.length()))
                .forEach(generationOf::invalidate);
    }

    @Override
    public void forgetEverything() {
        generationOf.invalidateAll();
    }

    private <T> Computed<T> counted(Key key, CompletableFuture<Computed<?>> mine, Supplier<Computed<T>> count) {
        try {
            Computed<T> computed = count.get();
            mine.complete(computed);
            return computed;
        } catch (RuntimeException | Error failed) {
            numbers.asMap().remove(key, mine);
            mine.completeExceptionally(failed);
            throw failed;
        }
    }

    private static <T> Computed<T> known(Class<T> kind, CompletableFuture<Computed<?>> first) {
        try {
            Computed<?> computed = first.join();
            return new Computed<>(kind.cast(computed.numbers()), computed.at(), true);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
