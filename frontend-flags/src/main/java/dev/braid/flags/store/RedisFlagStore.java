package dev.braid.flags.store;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Flags shared by all replicas through Redis.
 *
 * <ul>
 *   <li>A change is one atomic script: compare the flag's revision, set, count, write the audit, publish.
 *   <li>At a message, at every (re)subscription and every two seconds the store's revision is compared and, if it is another, all flags
 *       are loaded.
 *   <li>The last snapshot seen is kept in a file, which is what a start without Redis goes by.
 *   <li>A Redis that comes back empty or older is given the flags again by the replicas that remember them.
 *   <li>While Redis is away reads serve the last snapshot and changes are refused.
 * </ul>
 */
public final class RedisFlagStore implements FlagStore {

    private static final Logger log = LoggerFactory.getLogger(RedisFlagStore.class);

    /** Messages can be lost with a connection; a flip must not be unheard for longer than this. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

    /** What a start waits for Redis, lest a flag that is off be on for the first requests. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    /** Beyond the client's own timeout, for a client that has none. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

    private final RedisFlags flags;
    private final SnapshotFile lastSeen;
    private final InstantSource clock;
    private final FlagRedis redis;
    private final CurrentSnapshot current = new CurrentSnapshot();
    private final CountDownLatch firstSynchronized = new CountDownLatch(1);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(RedisFlagStore::daemon);
    private volatile @Nullable Instant synchronizedAt;
    private volatile Disposable subscription = Disposables.disposed();
    private boolean reported;

    private RedisFlagStore(FlagRedis redis, Path directory, InstantSource clock) {
        this.redis = redis;
        this.flags = new RedisFlags(clock);
        this.lastSeen = new SnapshotFile(directory.resolve("flags-last-seen.json"), clock);
        this.clock = clock;
    }

    /** Waits two seconds at most for Redis, and goes on without it. */
    public static RedisFlagStore open(FlagRedis redis, Path directory, InstantSource clock) {
        RedisFlagStore store = new RedisFlagStore(redis, directory, clock);
        store.start();
        return store;
    }

    @Override
    public FlagSnapshot snapshot() {
        return current.get();
    }

    @Override
    public ChangeOutcome change(FlagChange change) {
        if (!isDecidedOn(current.get(), change)) {
            load(current.get());
        }
        RedisFlags.Reply reply = attempt(change);
        if (reply.outcome().equals("behind")) {
            restore();
            reply = attempt(change);
        }
        Flag flag = reply.snapshot().flag(change.feature());
        return switch (reply.outcome()) {
            case "changed" -> new ChangeOutcome.Changed(flag);
            case "stale" -> new ChangeOutcome.Stale(flag);
            default -> throw new FlagStoreUnavailableException("flags: Redis lost them again (expected: to keep them)");
        };
    }

    @Override
    public List<FlagHistoryEntry> history(BraidFeature feature, int limit) {
        return ask(
                commands -> flags.history(commands, feature, limit), messages -> RedisFlags.entries(feature, messages));
    }

    @Override
    public Optional<Instant> synchronizedAt() {
        return Optional.ofNullable(synchronizedAt);
    }

    @Override
    public void addListener(FlagListener listener) {
        current.addListener(listener);
    }

    @Override
    public void close() {
        subscription.dispose();
        thread.shutdownNow();
    }

    private void start() {
        lastSeen.read().ifPresent(current::accept);
        subscription = redis.subscribe(RedisFlags.CHANNEL, this::soon, message -> soon());
        thread.scheduleWithFixedDelay(this::synchronize, 0, CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (!firstSynchronized.await(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn(
                        "flags: Redis has not answered yet, starting with revision {} as last seen",
                        snapshot().revision());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private RedisFlags.Reply attempt(FlagChange change) {
        FlagSnapshot known = current.get();
        if (!isDecidedOn(known, change)) {
            return new RedisFlags.Reply("stale", known);
        }
        RedisFlags.Reply reply = ask(commands -> flags.change(commands, change, known), RedisFlags::reply);
        take(reply.snapshot());
        return reply;
    }

    private static boolean isDecidedOn(FlagSnapshot known, FlagChange change) {
        return known.flag(change.feature()).revision() == change.expectedRevision();
    }

    /** Runs on a thread of the client, which must not wait. */
    private void soon() {
        try {
            thread.execute(this::synchronize);
        } catch (RejectedExecutionException closed) {
            log.debug("flags: closed, a message is not followed", closed);
        }
    }

    private void synchronize() {
        try {
            FlagSnapshot known = current.get();
            if (!ask(flags::position, position -> position).isOf(known)) {
                load(known);
            }
            synchronizedAt = clock.instant();
            firstSynchronized.countDown();
            reportRecovery();
        } catch (RuntimeException failure) {
            report(failure);
        }
    }

    private void load(FlagSnapshot known) {
        FlagSnapshot loaded = ask(flags::load, RedisFlags::reply).snapshot();
        if (loaded.isBehind(known)) {
            restore();
            return;
        }
        take(loaded);
    }

    private void restore() {
        FlagSnapshot known = current.get();
        log.warn("flags: Redis has not what it had, giving back revision {}", known.revision());
        take(ask(commands -> flags.restore(commands, known), RedisFlags::reply).snapshot());
    }

    private synchronized void take(FlagSnapshot snapshot) {
        if (!current.accept(snapshot)) {
            return;
        }
        try {
            lastSeen.write(current.get());
        } catch (IOException failure) {
            log.error("flags: the last snapshot seen is not kept, a start without Redis would not know it", failure);
        }
    }

    private <A, T> T ask(Function<RedisReactiveCommands<String, String>, Mono<A>> question, Function<A, T> reading) {
        RedisReactiveCommands<String, String> commands =
                redis.commands().orElseThrow(() -> new FlagStoreUnavailableException("flags: Redis is not connected"));
        try {
            A answer = question.apply(commands).block(COMMAND_TIMEOUT);
            if (answer == null) {
                throw new FlagStoreUnavailableException("flags: Redis answered nothing");
            }
            return reading.apply(answer);
        } catch (FlagStoreUnavailableException failure) {
            throw failure;
        } catch (RuntimeException failure) {
            throw new FlagStoreUnavailableException("flags: Redis did not answer as expected", failure);
        }
    }

    /** Once for each outage, not every two seconds. */
    private void report(RuntimeException failure) {
        if (!reported && !thread.isShutdown()) {
            reported = true;
            log.warn(
                    "flags: not synchronized, serving revision {} as last seen",
                    snapshot().revision(),
                    failure);
        }
    }

    private void reportRecovery() {
        if (reported) {
            reported = false;
            log.info("flags: synchronized again, at revision {}", snapshot().revision());
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "flags-synchronization");
        thread.setDaemon(true);
        return thread;
    }
}
