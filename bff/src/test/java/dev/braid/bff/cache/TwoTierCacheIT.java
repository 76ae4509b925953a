package dev.braid.bff.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.cache.Answer.Fresh;
import dev.braid.bff.cache.Answer.Hit;
import dev.braid.bff.cache.Answer.Tier;
import dev.braid.bff.cache.Loaded.Keep;
import dev.braid.bff.observe.Metrics;
import dev.braid.bff.redis.HangingServer;
import dev.braid.bff.redis.LocalRedis;
import dev.braid.bff.redis.RedisConnections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/** Replicas that share a real Redis. */
class TwoTierCacheIT {

    private static final CacheRequest REQUEST =
            new CacheRequest("chart:A", new Scope("anonymous", Instant.MAX), Set.of("symbol:A"));
    private static final String ENTRY = "braid:1:shared:chart:A";

    @TempDir
    Path folder;

    private LocalRedis server;
    private final List<Replica> replicas = new ArrayList<>();
    private final AtomicInteger loads = new AtomicInteger();

    private record Replica(ResponseCache cache, RedisConnections redis, SimpleMeterRegistry registry) {

        double errors() {
            return registry.get(Metrics.CACHE_L2_ERRORS).counter().count();
        }

        byte[] inRedis(String key) {
            return redis.binaryCommands().orElseThrow().get(key).block();
        }
    }

    @BeforeEach
    void start() {
        server = LocalRedis.in(folder);
    }

    @AfterEach
    void stop() {
        replicas.forEach(replica -> LocalRedis.close(replica.redis()));
        server.close();
    }

    private Replica replica(RedisConnections redis, Duration l2Timeout) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CacheSettings settings = new CacheSettings(DataSize.ofMegabytes(1), l2Timeout, Duration.ofSeconds(10));
        ResponseCache cache =
                CacheConfiguration.cache(settings, redis, new CacheMetrics(registry), InstantSource.system());
        Replica replica = new Replica(cache, redis, registry);
        replicas.add(replica);
        return replica;
    }

    /** Connected, and subscribed to what others forget. */
    private Replica replica() {
        Replica replica = replica(server.connections(LocalRedis.PATIENCE), LocalRedis.PATIENCE);
        await().until(() -> replica.redis().connected());
        awaitListeners(replica);
        return replica;
    }

    private void awaitListeners(Replica replica) {
        await().until(() -> replica.redis()
                        .commands()
                        .orElseThrow()
                        .pubsubNumsub("braid:1:forget")
                        .block()
                        .get("braid:1:forget")
                >= replicas.size());
    }

    private Answer<String> ask(Replica replica) {
        return ask(replica, REQUEST);
    }

    private Answer<String> ask(Replica replica, CacheRequest request) {
        return replica.cache()
                .get(request, () -> Mono.fromCallable(() -> loaded("load " + loads.incrementAndGet())), value -> false)
                .block(Duration.ofSeconds(30));
    }

    private static Loaded<String> loaded(String value) {
        CachedDocument document =
                new CachedDocument(value.getBytes(StandardCharsets.UTF_8), new byte[0], Map.of("etag", value));
        return new Loaded<>(value, true, new Keep(document, Duration.ofHours(1), Duration.ofMinutes(10)));
    }

    private static Tier tier(Answer<String> answer) {
        return ((Hit<String>) answer).tier();
    }

    private static String text(Answer<String> answer) {
        return answer instanceof Hit<String> hit
                ? new String(hit.document().identity(), StandardCharsets.UTF_8)
                : ((Fresh<String>) answer).value();
    }

    private void awaitStored(Replica replica) {
        await().until(() -> replica.inRedis(ENTRY) != null);
    }

    /** Redis is left alone for a while after it failed; what is loaded meanwhile is not stored there, and has to be loaded again. */
    private boolean isStoredOrAskedForAgain(Replica replica) {
        if (replica.inRedis(ENTRY) != null) {
            return true;
        }
        replica.cache().forget("symbol:A").block();
        ask(replica);
        return false;
    }

    @Test
    void sharesWhatOneReplicaLoaded() {
        Replica one = replica();
        Replica two = replica();
        assertThat(ask(one)).isEqualTo(new Fresh<>("load 1", true, false));
        awaitStored(one);

        Answer<String> elsewhere = ask(two);

        assertThat(tier(elsewhere)).isEqualTo(Tier.L2);
        assertThat(text(elsewhere)).isEqualTo("load 1");
        assertThat(((Hit<String>) elsewhere).document().attributes()).containsEntry("etag", "load 1");
        assertThat(tier(ask(two))).isEqualTo(Tier.L1);
        assertThat(one.redis().commands().orElseThrow().pttl(ENTRY).block())
                .as("fresh, then stale for as long, up to 10 % more")
                .isBetween(
                        Duration.ofMinutes(119).toMillis(),
                        Duration.ofMinutes(133).toMillis());
    }

    @Test
    void forgetsInEveryReplica() {
        Replica one = replica();
        Replica two = replica();
        ask(one);
        awaitStored(one);
        ask(two);

        one.cache().forget("symbol:A").block();

        assertThat(ask(one)).isEqualTo(new Fresh<>("load 2", true, false));
        awaitStored(one);
        await().untilAsserted(() -> assertThat(text(ask(two))).isEqualTo("load 2"));
        assertThat(loads).hasValue(2);
    }

    @Test
    void forgetsThousandsOfTagsAtOnceInEveryReplica() {
        Replica one = replica();
        Replica two = replica();
        ask(one);
        awaitStored(one);
        ask(two);
        Set<String> tags =
                IntStream.range(0, 1_200).mapToObj(number -> "symbol:" + number).collect(Collectors.toSet());
        tags.add("symbol:A");

        one.cache().forget(tags).block();

        assertThat(ask(one)).isEqualTo(new Fresh<>("load 2", true, false));
        awaitStored(one);
        await().untilAsserted(() -> assertThat(text(ask(two))).isEqualTo("load 2"));
        assertThat(one.inRedis("braid:1:generation:symbol:1199")).isNotNull();
    }

    @Test
    void forgetsEverythingInEveryReplica() {
        Replica one = replica();
        Replica two = replica();
        ask(one);
        awaitStored(one);
        ask(two);

        one.cache().forgetEverything().block();

        assertThat(ask(one)).isEqualTo(new Fresh<>("load 2", true, false));
        awaitStored(one);
        await().untilAsserted(() -> assertThat(text(ask(two))).isEqualTo("load 2"));
    }

    @Test
    void servesASharedEntryThatCarriesTagsOfTheCallerWhoLoadedIt() {
        Replica one = replica();
        Replica two = replica();
        ask(one, new CacheRequest("chart:A", new Scope("alice", Instant.MAX), Set.of("symbol:A", "caller:alice")));
        awaitStored(one);
        CacheRequest bob = new CacheRequest("chart:A", new Scope("bob", Instant.MAX), Set.of("symbol:A", "caller:bob"));

        assertThat(tier(ask(two, bob))).isEqualTo(Tier.L2);

        one.cache().forget("caller:alice").block();
        await().untilAsserted(() -> assertThat(text(ask(two, bob))).isEqualTo("load 2"));
    }

    @Test
    void storesNothingInRedisThatWasLoadedBeforeAnotherReplicaForgot() {
        Replica one = replica();
        Replica two = replica();

        one.cache()
                .get(
                        REQUEST,
                        () -> two.cache().forget("symbol:A").then(Mono.fromCallable(() -> loaded("old"))),
                        value -> false)
                .block();

        assertThat(ask(two)).isEqualTo(new Fresh<>("load 1", true, false));
        await().untilAsserted(() -> assertThat(text(ask(one))).isEqualTo("load 1"));
    }

    @Test
    void takesAnythingUnreadableForAMiss() {
        Replica one = replica();
        Replica two = replica();
        ask(one);
        awaitStored(one);
        byte[] damaged = one.inRedis(ENTRY);
        damaged[damaged.length - 1]++;
        one.redis().binaryCommands().orElseThrow().set(ENTRY, damaged).block();

        assertThat(ask(two)).isEqualTo(new Fresh<>("load 2", true, false));
    }

    @Test
    void goesOnWithoutARedisThatIsAwayAndTrustsNothingOldWhenItIsBack() {
        Replica one = replica();
        Replica two = replica();
        ask(one);
        awaitStored(one);
        ask(two);

        server.stop();
        await().until(() -> !one.redis().connected() && !two.redis().connected());
        assertThat(tier(ask(one))).isEqualTo(Tier.L1);
        assertThat(ask(one, new CacheRequest("chart:B", new Scope("anonymous", Instant.MAX), Set.of())))
                .isEqualTo(new Fresh<>("load 2", true, false));
        assertThat(one.errors()).as("rejected at once, hence not even asked").isZero();

        one.cache().forget("symbol:A").block();
        assertThat(ask(one)).isEqualTo(new Fresh<>("load 3", true, false));

        server.startAgain();
        await().until(() -> one.redis().connected());
        assertThat(text(ask(one))).isNotEqualTo("load 1");
        await().untilAsserted(() -> assertThat(text(ask(two))).isNotEqualTo("load 1"));
    }

    @Test
    void forgetsWhatItHeldWheneverItSubscribesAnew() {
        Replica one = replica();
        ask(one);
        awaitStored(one);
        assertThat(tier(ask(one))).isEqualTo(Tier.L1);

        server.stop();
        await().until(() -> !one.redis().connected());
        server.startAgain();

        await().untilAsserted(() -> assertThat(tier(ask(one))).isEqualTo(Tier.L2));
        assertThat(loads).hasValue(1);
    }

    @Test
    void asksAHangingRedisOnlyAFewTimes() {
        Replica one = replica(server.connections(LocalRedis.PATIENCE), Duration.ofMillis(50));
        await().until(() -> one.redis().connected());
        server.hang();

        for (int i = 0; i < 50; i++) {
            assertThat(ask(one, new CacheRequest("chart:" + i, new Scope("anonymous", Instant.MAX), Set.of())))
                    .isInstanceOf(Fresh.class);
        }

        assertThat(one.errors()).as("first three, then one each two seconds").isBetween(3.0, 10.0);
        server.goOn();
        await().untilAsserted(() -> {
            ask(one, new CacheRequest("chart:again", new Scope("anonymous", Instant.MAX), Set.of()));
            one.cache().forget("nothing").block();
            assertThat(one.inRedis("braid:1:generation:nothing")).isNotNull();
        });
    }

    @Test
    void neverWaitsForARedisThatAcceptsAndSaysNothing() {
        try (HangingServer hanging = new HangingServer()) {
            Replica one = replica(LocalRedis.connections(hanging.url(), Duration.ofMillis(100)), Duration.ofMillis(50));

            assertThat(ask(one)).isEqualTo(new Fresh<>("load 1", true, false));
            assertThat(tier(ask(one))).isEqualTo(Tier.L1);
            one.cache().forget("symbol:A").block();
            assertThat(ask(one)).isEqualTo(new Fresh<>("load 2", true, false));
            assertThat(one.errors()).isZero();
        }
    }

    @Test
    void usesARedisThatWasAbsentAtTheStartOnceItIsThere() {
        server.stop();
        Replica one = replica(server.connections(LocalRedis.PATIENCE), LocalRedis.PATIENCE);
        assertThat(ask(one)).isEqualTo(new Fresh<>("load 1", true, false));
        one.cache().forget("symbol:A").block();

        server.startAgain();
        await().until(() -> one.redis().connected());
        await().until(() -> isStoredOrAskedForAgain(one));
        assertThat(tier(ask(replica()))).isEqualTo(Tier.L2);
    }
}
