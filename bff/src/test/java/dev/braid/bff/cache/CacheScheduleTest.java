package dev.braid.bff.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.cache.Answer.Fresh;
import dev.braid.bff.cache.Answer.Hit;
import dev.braid.bff.cache.Loaded.Keep;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Whatever order callers, loads, Redis and messages between two replicas come in: no answer of another scope, none from before a
 * forgetting that was complete when it was asked for, never two loads where one would do, nothing stored for whoever does not want that,
 * and nobody left waiting.
 */
class CacheScheduleTest {

    private static final int KEYS = 3;
    private static final int REPLICAS = 2;
    private static final int STEPS = 400;
    private static final List<String> SCOPES = List.of("alice", "bob");
    private static final Duration NEVER = Duration.ofDays(1);

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    private static boolean shared(int key) {
        return key == 0;
    }

    private static CacheRequest request(int key, String scope) {
        return new CacheRequest("key:" + key, new Scope(scope, Instant.MAX), Set.of("tag:" + key));
    }

    /** The value says for which key, for whom and of which version it was loaded. */
    private static String value(int key, String scope, int version) {
        return key + " " + (shared(key) ? "all" : scope) + " " + version;
    }

    private static Loaded<String> loaded(String value, boolean shared, Duration timeToLive) {
        CachedDocument document = new CachedDocument(value.getBytes(StandardCharsets.UTF_8), new byte[0], Map.of());
        return new Loaded<>(value, shared, new Keep(document, timeToLive, timeToLive.multipliedBy(3)));
    }

    private static boolean suits(String value, int key, String scope, int floor) {
        String[] parts = value.split(" ");
        return parts[0].equals(String.valueOf(key))
                && (parts[1].equals("all") || parts[1].equals(scope))
                && Integer.parseInt(parts[2]) >= floor;
    }

    private static String text(Answer<String> answer) {
        return answer instanceof Hit<String> hit
                ? new String(hit.document().identity(), StandardCharsets.UTF_8)
                : ((Fresh<String>) answer).value();
    }

    private static TwoTierCache cache(SecondTier secondTier, Forgotten forgotten, InstantSource clock, Random random) {
        CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
        FirstTier firstTier = new FirstTier(DataSize.ofKilobytes(8), forgotten, clock, Runnable::run, metrics);
        return new TwoTierCache(firstTier, secondTier, forgotten, metrics, clock, random::nextDouble, NEVER);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsPromisesInAnySchedule(long seed) {
        World world = new World(seed);

        for (int step = 0; step < STEPS; step++) {
            world.step();
        }

        world.finish();
    }

    /** One caller's request. */
    private record Waiter(String described, Disposable subscription, boolean[] done) {}

    /** One load that has begun and not ended. */
    private record Load(int key, String scope, int version, Sinks.One<Loaded<String>> outcome) {}

    /** Two replicas, their Redis and the backend, all in one thread, with a random choice of what happens next. */
    private static final class World {

        private final Random random;
        private final String seed;
        private final SettableClock clock = new SettableClock();
        private final List<Runnable> commands = new ArrayList<>();
        private final MemoryTier redis = new MemoryTier(commands::add);
        private final List<TwoTierCache> replicas = new ArrayList<>();
        private final int[] versions = new int[KEYS];
        /** What an answer must at least be of, by replica and key. */
        private final int[][] floors = new int[REPLICAS][KEYS];
        /** Versions that the replica was told of or will be, in the order of their writing; how many of them it was told. */
        private final List<Map<Integer, List<Integer>>> foreign = List.of(new HashMap<>(), new HashMap<>());

        private final int[][] told = new int[REPLICAS][KEYS];
        /** How often the replica forgot the key: loads asked for in the same epoch must be one. */
        private final int[][] epochs = new int[REPLICAS][KEYS];

        private final List<Waiter> waiters = new ArrayList<>();
        private final List<Load> loads = new ArrayList<>();
        private final AtomicReference<String> problems = new AtomicReference<>("");
        private final Map<String, Integer> loading = new HashMap<>();

        private World(long seed) {
            this.random = new Random(seed);
            this.seed = "seed " + seed;
            for (int i = 0; i < REPLICAS; i++) {
                int replica = i;
                Forgotten forgotten = new Forgotten();
                SecondTier secondTier = redis.replica(tag -> {
                    forgotten.add(tag);
                    hear(replica, Integer.parseInt(tag.substring("tag:".length())));
                });
                replicas.add(cache(secondTier, forgotten, clock, random));
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> ask();
                case 4 -> leave();
                case 5 -> write();
                case 6 -> clock.advance(Duration.ofSeconds(random.nextInt(50)));
                case 7, 8 -> endLoad();
                default -> runCommand();
            }
        }

        private void ask() {
            int replica = random.nextInt(REPLICAS);
            int key = random.nextInt(KEYS);
            String scope = SCOPES.get(random.nextInt(SCOPES.size()));
            int floor = floors[replica][key];
            boolean anew = random.nextInt(6) == 0;
            String route = replica + " " + key + " " + scope + " " + epochs[replica][key] + (anew ? " anew" : "");
            String described = seed + ": " + route + ", version " + floor + " or later";
            boolean[] done = new boolean[1];
            Disposable subscription = answer(replicas.get(replica), request(key, scope), anew, load(key, scope, route))
                    .subscribe(
                            answer -> {
                                assertThat(done[0]).as(described).isFalse();
                                done[0] = true;
                                check(described, text(answer), key, scope, floor);
                                if (anew && answer instanceof Hit) {
                                    problems.set(described + " but was stored");
                                }
                            },
                            failure -> done[0] = true);
            waiters.add(new Waiter(described, subscription, done));
        }

        private static Mono<Answer<String>> answer(
                TwoTierCache cache, CacheRequest request, boolean anew, Mono<Loaded<String>> load) {
            Predicate<String> failed = value -> value.startsWith("failed");
            return anew ? cache.renew(request, () -> load, failed) : cache.get(request, () -> load, failed);
        }

        private void check(String described, String value, int key, String scope, int floor) {
            if (value.startsWith("failed")) {
                return;
            }
            if (!suits(value, key, scope, floor)) {
                problems.set(described + " but was " + value);
            }
        }

        private Mono<Loaded<String>> load(int key, String scope, String route) {
            return Mono.defer(() -> {
                Load load = new Load(key, scope, versions[key], Sinks.one());
                loads.add(load);
                int active = loading.merge(route, 1, Integer::sum);
                if (active > 1) {
                    problems.set(seed + ": " + active + " loads of " + route);
                }
                return load.outcome().asMono().doFinally(end -> {
                    loads.remove(load);
                    loading.merge(route, -1, Integer::sum);
                });
            });
        }

        private void endLoad() {
            if (loads.isEmpty()) {
                return;
            }
            Load load = loads.get(random.nextInt(loads.size()));
            String value = value(load.key(), load.scope(), load.version());
            switch (random.nextInt(6)) {
                case 0 -> load.outcome().tryEmitError(new IllegalStateException("backend: down"));
                case 1 -> load.outcome().tryEmitValue(new Loaded<>("failed", false, null));
                case 2 -> load.outcome().tryEmitValue(new Loaded<>(value, false, null));
                default -> load.outcome().tryEmitValue(loaded(value, shared(load.key()), Duration.ofMinutes(1)));
            }
        }

        private void leave() {
            if (!waiters.isEmpty()) {
                waiters.remove(random.nextInt(waiters.size())).subscription().dispose();
            }
        }

        private void write() {
            int replica = random.nextInt(REPLICAS);
            int key = random.nextInt(KEYS);
            int version = ++versions[key];
            int other = 1 - replica;
            foreign.get(other).computeIfAbsent(key, none -> new ArrayList<>()).add(version);
            epochs[replica][key]++;
            replicas.get(replica).forget("tag:" + key).subscribe(nothing -> {}, failure -> {}, () -> {
                epochs[replica][key]++;
                floors[replica][key] = Math.max(floors[replica][key], version);
            });
        }

        /** Messages may overtake each other: of n that arrived, the latest is at least of the nth version. */
        private void hear(int replica, int key) {
            epochs[replica][key]++;
            int version = foreign.get(replica).get(key).get(told[replica][key]++);
            floors[replica][key] = Math.max(floors[replica][key], version);
        }

        private void runCommand() {
            if (!commands.isEmpty()) {
                commands.remove(random.nextInt(commands.size())).run();
            }
        }

        private void finish() {
            while (!commands.isEmpty() || !loads.isEmpty()) {
                runCommand();
                endLoad();
            }
            assertThat(problems.get()).isEmpty();
            assertThat(waiters)
                    .allSatisfy(waiter ->
                            assertThat(waiter.done()[0]).as(waiter.described()).isTrue());
            assertThat(loading.values()).as(seed).allMatch(active -> active == 0);
        }
    }

    @Test
    void keepsItsPromisesToManyThreads() throws Exception {
        int threads = 4;
        int rounds = 3_000;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        Scheduler redis = Schedulers.newSingle("redis");
        AtomicIntegerArray versions = new AtomicIntegerArray(KEYS);
        AtomicIntegerArray floors = new AtomicIntegerArray(KEYS);
        AtomicReference<String> problem = new AtomicReference<>("");
        CountDownLatch finished = new CountDownLatch(threads);
        Forgotten forgotten = new Forgotten();
        TwoTierCache cache = cache(
                new MemoryTier(redis::schedule).replica(tag -> {}), forgotten, InstantSource.system(), new Random(1));

        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(thread);
            callers.execute(() -> {
                try {
                    for (int round = 0; round < rounds && problem.get().isEmpty(); round++) {
                        round(cache, random, versions, floors, problem);
                    }
                } catch (RuntimeException failure) {
                    problem.set(failure.toString());
                } finally {
                    finished.countDown();
                }
            });
        }

        assertThat(finished.await(60, TimeUnit.SECONDS))
                .as("nobody left waiting")
                .isTrue();
        callers.shutdownNow();
        redis.dispose();
        assertThat(problem.get()).isEmpty();
    }

    private static void round(
            TwoTierCache cache,
            Random random,
            AtomicIntegerArray versions,
            AtomicIntegerArray floors,
            AtomicReference<String> problem) {
        int key = random.nextInt(KEYS);
        String scope = SCOPES.get(random.nextInt(SCOPES.size()));
        if (random.nextInt(10) == 0) {
            int version = versions.incrementAndGet(key);
            cache.forget("tag:" + key).block();
            floors.accumulateAndGet(key, version, Math::max);
            return;
        }
        int floor = floors.get(key);
        Mono<Answer<String>> answer = cache.get(
                request(key, scope),
                () -> Mono.fromCallable(() -> value(key, scope, versions.get(key)))
                        .publishOn(Schedulers.parallel())
                        .map(value -> loaded(value, shared(key), Duration.ofMillis(2))),
                value -> false);
        if (random.nextInt(4) == 0) {
            answer.subscribe().dispose();
            return;
        }
        String value = text(answer.block(Duration.ofSeconds(20)));
        if (!suits(value, key, scope, floor)) {
            problem.set("key %d of %s, version %d or later, but was %s".formatted(key, scope, floor, value));
        }
    }
}
