package dev.braid.bff.changes;

import static dev.braid.bff.changes.Listener.A;
import static dev.braid.bff.changes.Listener.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.redis.LocalRedis;
import dev.braid.bff.wire.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas that share a real Redis, of which one is told of changes. */
class SharedChangesIT {

    @TempDir
    static Path folder;

    private static TellingBackend backend;
    private static LocalRedis redis;
    private static Listener told;
    private static Listener untold;

    @BeforeAll
    static void start() throws IOException {
        redis = LocalRedis.in(folder);
        backend = TellingBackend.start();
        told = replica(Listener.TOKEN);
        untold = replica("");
    }

    /** More patient with Redis than it need be of a machine that has nothing else to do. */
    private static Listener replica(String token) {
        return new Listener(RunningBff.before(
                backend.url(),
                "braid.redis.url=" + redis.url(),
                "braid.redis.timeout=500ms",
                "braid.cache.l2-timeout=500ms",
                "braid.service.token=" + token));
    }

    @AfterAll
    static void stop() throws IOException {
        told.bff().close();
        untold.bff().close();
        backend.close();
        redis.close();
    }

    @BeforeEach
    void beginAnew() {
        await().until(() -> told.usesRedis() && untold.usesRedis());
        told.feed().stop();
        backend.forgetAll();
        told.feed().start();
    }

    private static WebSocketPeer greeted(long sequence) throws InterruptedException {
        return told.greetedBy(backend, sequence);
    }

    /** What both answer, one from its own memory, the other from Redis first. */
    private static String sharedText() {
        await().until(() -> {
            String text = told.text(A);
            if (text.equals(untold.text(A)) && told.keeps(A)) {
                return true;
            }
            // Each loaded its own before it was in Redis.
            told.cache().forget("run:a").block();
            told.text(A);
            return false;
        });
        return told.text(A);
    }

    private static void awaitAnother(String before, Listener listener) {
        await().untilAsserted(() -> assertThat(listener.text(A)).isNotEqualTo(before));
    }

    @Test
    void makesRedisAndTheOtherReplicasForget() throws Exception {
        WebSocketPeer peer = greeted(0);
        String before = sharedText();

        peer.text(TellingBackend.event(1, "run:a"));

        awaitAnother(before, told);
        awaitAnother(before, untold);
        assertThat(told.text(A)).isNotEqualTo(before);
    }

    @Test
    void makesAllForgetEverythingThatWasLoadedBeforeItHeard() throws Exception {
        WebSocketPeer peer = backend.peer();
        String before = sharedText();

        peer.text(TellingBackend.greeting(5));

        awaitAnother(before, told);
        awaitAnother(before, untold);
    }

    @Test
    void opensNothingWithoutAToken() throws Exception {
        greeted(0);

        assertThat(untold.healthOfChanges()).isEqualTo("NOT_CONFIGURED");
        assertThat(untold.health().get("status").asString()).isEqualTo("UP");
        assertThat(untold.feed().isRunning()).isFalse();
        assertThat(backend.attempts()).isEqualTo(1);
    }

    @Test
    void forgetsWhileRedisIsAwayAndTellsItWhenItIsBack() throws Exception {
        WebSocketPeer peer = greeted(0);
        String before = sharedText();

        redis.stop();
        await().until(() -> !told.usesRedis() && !untold.usesRedis());
        peer.text(TellingBackend.event(1, "run:a"));
        awaitAnother(before, told);
        redis.startAgain();

        awaitAnother(before, untold);
        assertThat(told.text(A)).isNotEqualTo(before);
    }

    @Test
    void readsOnWhileRedisHangs() throws Exception {
        WebSocketPeer peer = greeted(0);
        told.fill();
        double before = told.events("followed");
        redis.hang();

        for (int number = 1; number <= 2_000; number++) {
            peer.text(TellingBackend.event(number, "run:" + number));
        }
        peer.text(TellingBackend.event(2_001, "run:a"));

        await().until(() -> told.events("followed") == before + 2_001);
        told.awaitForgotten(A);
        redis.goOn();
    }

    @Test
    void forgetsATagOnceHoweverManyEventsOfABurstNameIt() throws Exception {
        WebSocketPeer peer = greeted(0);
        told.fill();
        double events = told.events("followed");
        double tags = told.tags();

        for (int number = 1; number < 10_000; number++) {
            peer.text(TellingBackend.event(number, "runs:x", "run:" + number % 10));
        }
        peer.text(TellingBackend.event(10_000, "run:a"));

        await().until(() -> told.events("followed") == events + 10_000);
        told.awaitForgotten(A);
        assertThat(told.keeps(B)).isTrue();
        assertThat(told.tags() - tags).as("of the 20,000 that were named").isLessThan(15_000);
        assertThat(told.flushes("too_many")).isZero();
    }
}
