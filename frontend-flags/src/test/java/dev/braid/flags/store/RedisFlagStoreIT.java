package dev.braid.flags.store;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static dev.braid.flags.BraidFeature.RUN_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RedisFlagStoreIT {

    private static final String KEY = CHART_AGGREGATION.key();

    @TempDir
    Path data;

    private final List<FlagStore> stores = new ArrayList<>();
    private TestRedis redis;

    @BeforeEach
    void startRedis() throws IOException {
        redis = TestRedis.started();
    }

    @AfterEach
    void stopEverything() throws IOException {
        stores.forEach(FlagStore::close);
        redis.close();
    }

    @Test
    void letsEveryReplicaSeeAFlipWithinASecond() {
        FlagStore one = replica("one");
        FlagStore two = replica("two");

        ChangeOutcome outcome = one.change(change(CHART_AGGREGATION, 0, false));

        assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(one.snapshot().flag(CHART_AGGREGATION).on()).isFalse();
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> two.snapshot().equals(one.snapshot()));

        two.change(change(CHART_AGGREGATION, 1, true));

        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> one.snapshot().flag(CHART_AGGREGATION).on());
        assertThat(one.snapshot().revision()).isEqualTo(2);
    }

    @Test
    void seesAFlipWhoseMessageWasLost() {
        FlagStore one = replica("one");
        TestRedis.Client deaf = redis.client();
        FlagStore two = replica("two", deaf);
        deaf.loseSubscriptions();

        one.change(change(CHART_AGGREGATION, 0, false));

        await().atMost(Duration.ofSeconds(5))
                .until(() -> !two.snapshot().flag(CHART_AGGREGATION).on());
    }

    @Test
    void refusesAChangeDecidedOnWhatIsNoLongerSo() {
        FlagStore one = replica("one");
        FlagStore two = replica("two");
        one.change(change(CHART_AGGREGATION, 0, false));

        ChangeOutcome late = two.change(change(CHART_AGGREGATION, 0, true));

        assertThat(late).isEqualTo(new ChangeOutcome.Stale(one.snapshot().flag(CHART_AGGREGATION)));
        assertThat(two.snapshot()).isEqualTo(one.snapshot());
    }

    @Test
    void keepsTheStrategyOfTheRevisionThatAChangeWasDecidedOn() {
        FlagStore one = replica("one");
        TestRedis.Client deaf = redis.client();
        FlagStore two = replica("two", deaf);
        deaf.loseSubscriptions();
        Strategy strategy = Strategy.parse("username:users=alice");
        one.change(new FlagChange(
                CHART_AGGREGATION, 0, true, Optional.of(new FlagChange.NewStrategy(strategy)), "test", "because"));

        ChangeOutcome outcome = two.change(change(CHART_AGGREGATION, 1, false));

        assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(two.snapshot().flag(CHART_AGGREGATION).on()).isFalse();
        assertThat(two.snapshot().flag(CHART_AGGREGATION).strategy()).isEqualTo(strategy);
    }

    @Test
    void losesNoUpdateOfFiftyWritersOnTwoReplicas() throws Exception {
        List<FlagStore> replicas = List.of(replica("one"), replica("two"));
        ExecutorService writers = Executors.newFixedThreadPool(50);
        List<Future<?>> written = new ArrayList<>();
        for (int writer = 0; writer < 50; writer++) {
            FlagStore store = replicas.get(writer % 2);
            written.add(writers.submit(() -> flipOnce(store)));
        }
        for (Future<?> future : written) {
            future.get();
        }
        writers.shutdown();

        FlagStore fresh = replica("three");
        assertThat(fresh.snapshot().flag(CHART_AGGREGATION).revision()).isEqualTo(50);
        assertThat(fresh.snapshot().revision()).isEqualTo(50);
        assertThat(fresh.snapshot().flag(CHART_AGGREGATION).on()).isTrue();
        assertThat(fresh.history(CHART_AGGREGATION, 100))
                .hasSize(50)
                .allSatisfy(entry ->
                        assertThat(entry.from().on()).isNotEqualTo(entry.to().on()));
    }

    @Test
    void remembersWhoChangedWhatAndWhyNewestFirst() {
        FlagStore store = replica("one");
        Strategy strategy = Strategy.parse("username:users=alice");
        store.change(new FlagChange(
                CHART_AGGREGATION,
                0,
                true,
                Optional.of(new FlagChange.NewStrategy(strategy)),
                "alice",
                "first \"for\" me\n"));
        store.change(change(CHART_AGGREGATION, 1, false));

        List<FlagHistoryEntry> history = store.history(CHART_AGGREGATION, 10);

        assertThat(history).hasSize(2);
        assertThat(history.get(0).from()).isEqualTo(history.get(1).to());
        assertThat(history.get(1).from()).isEqualTo(Flag.untouched(CHART_AGGREGATION));
        assertThat(history.get(1).to().strategy()).isEqualTo(strategy);
        assertThat(history.get(1).to().updatedAt()).isNotNull();
        assertThat(history.get(1).actor()).isEqualTo("alice");
        assertThat(history.get(1).reason()).isEqualTo("first \"for\" me\n");
        assertThat(store.history(CHART_AGGREGATION, 1)).hasSize(1);
        assertThat(store.history(RUN_AGGREGATION, 10)).isEmpty();
    }

    @Test
    void goesOnReadingAndRefusesChangesWhileRedisIsAwayAndComesBackByItself() throws IOException {
        FlagStore one = replica("one");
        FlagStore two = replica("two");
        one.change(change(CHART_AGGREGATION, 0, false));
        await().until(() -> two.snapshot().equals(one.snapshot()));

        redis.stop();

        assertThatExceptionOfType(FlagStoreUnavailableException.class)
                .isThrownBy(() -> one.change(change(CHART_AGGREGATION, 1, true)));
        assertThatExceptionOfType(FlagStoreUnavailableException.class)
                .isThrownBy(() -> one.history(CHART_AGGREGATION, 1));
        assertThat(one.snapshot().flag(CHART_AGGREGATION).on()).isFalse();

        redis.start();

        // It came back empty: what it had is given back before anything is decided on it.
        ChangeOutcome outcome = await().ignoreException(FlagStoreUnavailableException.class)
                .until(() -> one.change(change(CHART_AGGREGATION, 1, true)), made -> true);
        assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(one.snapshot().revision()).isEqualTo(2);
        await().until(() -> two.snapshot().equals(one.snapshot()));
    }

    @Test
    void givesAnEmptiedRedisItsFlagsBackWithoutBeingAsked() throws IOException {
        FlagStore store = replica("one");
        store.change(change(CHART_AGGREGATION, 0, false));

        redis.stop();
        redis.start();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(replica("fresh")
                                .snapshot()
                                .flag(CHART_AGGREGATION)
                                .on())
                        .isFalse());
        assertThat(store.snapshot().flag(CHART_AGGREGATION).on()).isFalse();
    }

    @Test
    void takesTheFlagsOfAnotherRedisInsteadOfOverwritingThem() {
        FlagStore before = replica("one");
        before.change(change(CHART_AGGREGATION, 0, false));
        before.change(change(RUN_AGGREGATION, 0, false));
        before.close();
        redis.commands().flushall();
        replica("two").change(change(RUN_AGGREGATION, 0, false));

        FlagStore moved = replica("one");

        assertThat(moved.snapshot().revision()).isOne();
        assertThat(moved.snapshot().flag(CHART_AGGREGATION).on()).isTrue();
    }

    @Test
    void startsWithoutRedisFromWhatItSawLast(CapturedOutput output) throws IOException {
        FlagStore before = replica("one");
        before.change(change(CHART_AGGREGATION, 0, false));
        before.close();
        redis.stop();

        FlagStore store = replica("one");

        assertThat(store.snapshot()).isEqualTo(before.snapshot());
        assertThat(store.synchronizedAt()).isEmpty();
        assertThat(output).contains("starting with revision 1 as last seen");

        redis.start();

        await().until(() -> store.synchronizedAt().isPresent());
        assertThat(replica("fresh").snapshot()).isEqualTo(before.snapshot());
    }

    @Test
    void startsWithoutRedisAndWithoutAnythingSeenFromTheDefaults() throws IOException {
        redis.stop();
        FlagStore store = replica("one");

        assertThat(store.snapshot().flag(CHART_AGGREGATION)).isEqualTo(Flag.untouched(CHART_AGGREGATION));

        redis.start();
        replica("two").change(change(CHART_AGGREGATION, 0, false));

        await().until(() -> !store.snapshot().flag(CHART_AGGREGATION).on());
    }

    @Test
    void saysThatWhatItSawLastIsUnreadableAndKeepsItAside(CapturedOutput output) throws IOException {
        Path directory = Files.createDirectories(data.resolve("one"));
        Files.writeString(directory.resolve("flags-last-seen.json"), "{\"epoch\":");

        FlagStore store = replica("one");
        store.change(change(CHART_AGGREGATION, 0, false));

        assertThat(output).contains("flags-last-seen.json: unreadable");
        assertThat(directory).isDirectoryContaining("glob:**flags-last-seen.json.unreadable-*");
        store.close();
        redis.stop();
        assertThat(replica("one").snapshot().flag(CHART_AGGREGATION).on()).isFalse();
    }

    @Test
    void keepsTheLastGoodSnapshotWhenRedisHoldsNonsense(CapturedOutput output) {
        FlagStore store = replica("one");
        store.change(change(CHART_AGGREGATION, 0, false));

        redis.commands().hset(RedisFlags.FLAGS, KEY, "nonsense");
        redis.commands().hincrby(RedisFlags.META, "revision", 1);
        redis.commands().publish(RedisFlags.CHANNEL, "2");

        await().untilAsserted(() -> assertThat(output).contains("not synchronized, serving revision 1"));
        assertThat(store.snapshot().flag(CHART_AGGREGATION).on()).isFalse();
        assertThatExceptionOfType(FlagStoreUnavailableException.class)
                .isThrownBy(() -> store.change(change(CHART_AGGREGATION, 1, true)));
    }

    @Test
    void tellsItsListenersOfAFlipMadeElsewhere() {
        List<Flag> heard = new ArrayList<>();
        replica("one").addListener((from, to) -> heard.add(to));

        replica("two").change(change(CHART_AGGREGATION, 0, false));

        await().untilAsserted(
                        () -> assertThat(heard).extracting(Flag::key, Flag::on).containsExactly(tuple(KEY, false)));
    }

    private FlagStore replica(String name) {
        return replica(name, redis.client());
    }

    private FlagStore replica(String name, FlagRedis client) {
        FlagStore store = RedisFlagStore.open(client, data.resolve(name), InstantSource.system());
        stores.add(store);
        return store;
    }

    private static void flipOnce(FlagStore store) {
        ChangeOutcome outcome;
        do {
            Flag flag = store.snapshot().flag(CHART_AGGREGATION);
            outcome = store.change(change(CHART_AGGREGATION, flag.revision(), !flag.on()));
        } while (outcome instanceof ChangeOutcome.Stale);
    }

    private static FlagChange change(BraidFeature feature, long revision, boolean on) {
        return new FlagChange(feature, revision, on, Optional.empty(), "test", "because");
    }
}
