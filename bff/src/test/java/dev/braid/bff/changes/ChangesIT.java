package dev.braid.bff.changes;

import static dev.braid.bff.changes.Listener.A;
import static dev.braid.bff.changes.Listener.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.cache.CacheRequest;
import dev.braid.bff.cache.Loaded;
import dev.braid.bff.wire.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import reactor.core.publisher.Sinks;

/** What bff forgets of what a backend tells it, and how it comes back to a backend that is gone. */
class ChangesIT {

    private static TellingBackend backend;
    private static Listener listener;
    private static Ear ear;

    /** Times so short that no test waits for them, so long that a busy machine does not make another path of one. */
    @BeforeAll
    static void start() throws IOException {
        backend = TellingBackend.start();
        listener = new Listener(RunningBff.before(
                backend.url(),
                "braid.service.token=" + Listener.TOKEN,
                "braid.changes.handshake=3s",
                "braid.changes.ping=200ms",
                "braid.changes.silence=2s",
                "braid.changes.healthy=1ms",
                "braid.changes.first-pause=20ms",
                "braid.changes.longest-pause=200ms",
                "braid.changes.refused-pause=200ms"));
        ear = Ear.listening();
    }

    @AfterAll
    static void stop() throws IOException {
        listener.bff().close();
        ear.close();
        backend.close();
        assertThat(ear.about("onErrorDropped")).isEmpty();
    }

    @BeforeEach
    void beginAnew() {
        listener.feed().stop();
        backend.forgetAll();
        ear.forgetAll();
        listener.feed().start();
    }

    @AfterEach
    void nothingWasSaidThatMustNotBe() {
        assertThat(ear.about(Listener.TOKEN)).isEmpty();
        assertThat(ear.about("onErrorDropped")).isEmpty();
    }

    private static WebSocketPeer greeted(long sequence) throws InterruptedException {
        return listener.greetedBy(backend, sequence);
    }

    @Test
    void saysWhoItIsAndForgetsWhatAnEventNamesAndNothingElse() throws Exception {
        WebSocketPeer peer = greeted(41);
        listener.fill();

        peer.text(TellingBackend.event(42, "run:a", "runs:x"));

        listener.awaitForgotten(A);
        assertThat(listener.keeps(B)).isTrue();
        assertThat(peer.head())
                .containsIgnoringCase("authorization: Bearer " + Listener.TOKEN + "\r\n")
                .doesNotContainIgnoringCase("\r\norigin:");
        assertThat(listener.healthOfChanges()).isEqualTo("UP");
        assertThat(listener.connectedGauge()).isEqualTo(1);
        assertThat(ear.about("changes are followed from 41 on")).hasSize(1);
    }

    @Test
    void ignoresWhatItWasToldBefore() throws Exception {
        WebSocketPeer peer = greeted(7);
        listener.fill();

        peer.text(TellingBackend.event(7, "run:a"));
        peer.text(TellingBackend.event(2, "run:a"));
        peer.text(TellingBackend.event(8, "run:b"));

        listener.awaitForgotten(B);
        assertThat(listener.keeps(A)).isTrue();
    }

    @Test
    void forgetsEverythingWhereAnEventIsMissing() throws Exception {
        WebSocketPeer peer = greeted(7);
        listener.fill();
        double gaps = listener.flushes("gap");

        peer.text(TellingBackend.event(9, "run:c"));

        listener.awaitForgotten(A);
        listener.awaitForgotten(B);
        assertThat(listener.flushes("gap")).isEqualTo(gaps + 1);
    }

    @Test
    void forgetsEverythingForWhatItCannotRead() throws Exception {
        WebSocketPeer peer = greeted(7);
        listener.fill();

        peer.text("hello");
        listener.awaitForgotten(A);
        listener.awaitForgotten(B);
        listener.fill();
        peer.binary("hello");

        listener.awaitForgotten(A);
        listener.awaitForgotten(B);
        assertThat(peer.ended()).isFalse();
    }

    @Test
    void readsAnEventThatComesInManyFramesWithAPingInBetween() throws Exception {
        WebSocketPeer peer = greeted(0);
        listener.fill();

        peer.inPieces(TellingBackend.event(1, "run:a"));

        listener.awaitForgotten(A);
        assertThat(listener.keeps(B)).isTrue();
    }

    @Test
    void readsAnEventOfThousandsOfTags() throws Exception {
        WebSocketPeer peer = greeted(0);
        listener.fill();
        String[] tags = new String[9_000];
        Arrays.setAll(tags, number -> "run:" + number);
        tags[4_000] = "run:a";

        peer.text(TellingBackend.event(1, tags));

        listener.awaitForgotten(A);
        assertThat(listener.keeps(B)).isTrue();
    }

    @Test
    void leavesWhoSendsTooMuchAtOnceAndForgetsEverythingOnTheNextConnection() throws Exception {
        WebSocketPeer peer = greeted(0);
        listener.fill();

        peer.text("x".repeat(1024 * 1024 + 1));

        peer.awaitEnd();
        greeted(1);
        listener.awaitForgotten(A);
    }

    @Test
    void forgetsEverythingOnceItHearsAgainAndNotBefore() throws Exception {
        greeted(7).drop();
        WebSocketPeer next = backend.peer();
        listener.fill();
        Sinks.One<Loaded<String>> underWay = Sinks.one();
        CacheRequest slow = Listener.request("slow");
        listener.cache().get(slow, underWay::asMono, value -> false).subscribe();
        assertThat(listener.health().get("status").asString()).isEqualTo("DEGRADED");
        assertThat(listener.healthOfChanges()).isEqualTo("DOWN");
        assertThat(listener.connectedGauge()).isZero();
        assertThat(listener.keeps(A)).isTrue();

        next.text(TellingBackend.greeting(9));

        listener.awaitForgotten(A);
        listener.awaitForgotten(B);
        underWay.tryEmitValue(Listener.loaded("from before the greeting"));
        assertThat(listener.text(slow)).isNotEqualTo("from before the greeting");
        await().until(() -> listener.healthOfChanges().equals("UP"));
    }

    @Test
    void forgetsEverythingWhenItHearsForTheFirstTime() throws Exception {
        listener.fill();

        greeted(7);

        listener.awaitForgotten(A);
        listener.awaitForgotten(B);
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 Unauthorized", "403 Forbidden"})
    void saysOnceWhatToDoAboutATokenThatIsRefusedAndGoesOnTrying(String status) throws Exception {
        greeted(0).drop();
        backend.refusing("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\n{}");
        await().until(() -> backend.attempts() >= 5);

        assertThat(ear.about("backend-core.jar token service")).hasSize(1);
        assertThat(listener.healthOfChanges()).isEqualTo("DOWN");

        backend.refusing(null);
        greeted(1);
    }

    @Test
    void saysWhatToDoAboutATokenThatIsNotTakenAnyMore() throws Exception {
        greeted(7).close(4401, "token revoked");

        await().until(() -> !ear.about("the backend refuses BRAID_SERVICE_TOKEN (closed with 4401 token revoked)")
                .isEmpty());
        greeted(8);
    }

    @Test
    void doesNotComeBackWhereItIsAskedNotTo() throws Exception {
        greeted(7).close(4500, "no changes here");

        await().until(() -> !ear.about("closed with 4500 no changes here and asks not to come back")
                .isEmpty());
        await().during(Duration.ofMillis(600)).until(() -> backend.attempts() == 1);
        assertThat(listener.healthOfChanges()).isEqualTo("DOWN");
    }

    @Test
    void comesBackToABackendThatDrains() throws Exception {
        for (int round = 0; round < 3; round++) {
            WebSocketPeer peer = greeted(round);
            peer.close(1012, "");
            peer.awaitEnd();
            assertThat(peer.closedWith()).contains(1012);
        }
        greeted(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 503 Busy\r\nContent-Length: 9000\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: wrong\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\n\r\n",
                "nonsense\r\n\r\n",
                ""
            })
    void goesOnTryingWhateverTheBackendAnswers(String reply) throws Exception {
        greeted(0).drop();
        backend.refusing(reply);
        await().until(() -> backend.attempts() >= 4);

        backend.refusing(null);

        greeted(1);
    }

    @Test
    void leavesABackendThatDoesNotAnswerTheUpgrade() throws Exception {
        greeted(0).drop();
        backend.deaf(true);
        await().until(() -> backend.attempts() >= 3);

        backend.deaf(false);

        greeted(1);
    }

    @Test
    void leavesABackendThatDoesNotGreet() throws Exception {
        WebSocketPeer peer = backend.peer();
        peer.text(TellingBackend.event(1, "run:a"));

        peer.awaitEnd();
        greeted(1);
        assertThat(ear.about("not greeted within PT3S")).hasSize(1);
    }

    @Test
    void leavesAPeerThatSaysNothingAnyMoreNotEvenToAPing() throws Exception {
        WebSocketPeer peer = greeted(1);
        await().during(Duration.ofMillis(2_500)).until(() -> !peer.ended());

        peer.fallSilent();

        peer.awaitEnd();
        greeted(2);
        assertThat(ear.about("changes are not followed: silent")).hasSize(1);
    }

    @Test
    void comesBackToABackendThatWasStoppedAndDoesNotComplainOfEachAttempt() throws Exception {
        greeted(7);
        listener.fill();

        backend.stop();
        await().until(() -> !listener.feed().connected());
        await().during(Duration.ofSeconds(1)).until(() -> listener.keeps(A));
        backend.startAgain();

        greeted(0);
        listener.awaitForgotten(A);
        assertThat(ear.about("changes are not followed: "))
                .as("that it is gone, that nobody listens")
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void saysSoWhereTheTokenIsAUsers() throws Exception {
        backend.peer().text(TellingBackend.greeting(0).replace("service:bff", "5a1d"));

        await().until(() -> !ear.about("BRAID_SERVICE_TOKEN: of the user 5a1d").isEmpty());
    }

    @Test
    void leavesAndDoesNotComeBackOnceItIsStopped() throws Exception {
        WebSocketPeer peer = greeted(7);

        listener.feed().stop();

        peer.awaitEnd();
        await().during(Duration.ofMillis(600)).until(() -> backend.attempts() == 1);
        assertThat(listener.connectedGauge()).isZero();
        assertThat(listener.feed().isRunning()).isFalse();
        assertThat(ear.errors()).isEmpty();
    }

    @Test
    void hearsUntilTheLastRequestIsAnswered() {
        assertThat(listener.feed().getPhase())
                .as("lower ones start earlier and stop later")
                .isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
                .isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
    }

    @Test
    void stopsInTheMiddleOfAnAttempt() throws Exception {
        greeted(0).drop();
        backend.deaf(true);
        await().until(() -> backend.attempts() >= 2);

        listener.feed().stop();

        int attempts = backend.attempts();
        await().during(Duration.ofMillis(1_500)).until(() -> backend.attempts() == attempts);
        assertThat(ear.errors()).isEmpty();
    }
}
