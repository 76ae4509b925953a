package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.RunStatus;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.access.UnusableSetting;
import dev.braid.core.run.RunRows;
import dev.braid.core.run.RunRows.Standing;
import dev.braid.core.socket.Closing;
import dev.braid.core.socket.Wire;
import dev.braid.core.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.web.socket.CloseStatus;

/** Who is given a place, and how many there are. */
class PlaybackLimitsTest {

    private static final Caller ADA = new Caller("ada", Caller.Kind.USER, Set.of("run:read"));
    private static final Caller BOB = new Caller("bob", Caller.Kind.USER, Set.of("run:read"));
    private static final Caller BFF = new Caller("service:bff", Caller.Kind.SERVICE, Set.of("run:read"));

    private final RunRows runs = mock(RunRows.class);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable Playbacks playbacks;

    @AfterEach
    void close() {
        if (playbacks != null) {
            playbacks.stop();
        }
    }

    @Test
    void admitsAThousandTunnelsOfOneUser() {
        with(Map.of());
        for (int i = 0; i < 1_000; i++) {
            open(ADA);
        }

        assertThat(refusal(ADA)).isEmpty();
        assertThat(openPlaybacks()).isEqualTo(1_000);
    }

    @Test
    void hasAPlaceForSoManyOfOneUser() {
        with(Map.of("braid.playbacks.of.user", "2"));
        open(ADA);
        PlaybackSocket second = open(ADA);

        assertThat(refusal(ADA)).contains(ErrorCode.RATE_LIMITED);
        assertThat(refusal(BOB)).isEmpty();

        second.end();

        assertThat(refusal(ADA)).isEmpty();
    }

    @Test
    void hasAPlaceForSoManyInAllWhichAMachineMayHave() {
        with(Map.of("braid.playbacks", "3", "braid.playbacks.of.user", "2"));
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(BFF)).isEmpty();
            open(BFF);
        }

        assertThat(refusal(BFF)).contains(ErrorCode.BUSY);
        assertThat(refusal(ADA)).contains(ErrorCode.BUSY);
        assertThatThrownBy(() -> playbacks.requirePlace(Optional.empty())).isInstanceOf(ApiException.class);
    }

    /** Two that ask for the last place at once are both let in by what is asked before; one of them is sent away again. */
    @Test
    void sendsAwayWhoeverCameTogetherWithTheLastThatHadAPlace() throws InterruptedException {
        with(Map.of("braid.playbacks", "1"));
        open(ADA);
        TestWire wire = new TestWire();

        PlaybackSocket late = playbacks.open(wire, "run", Start.idleAt(0), PlaybackSocket.Form.MESSAGE);
        playbacks.welcome(late, proof(BOB));

        assertThat(wire.closed.poll(5, TimeUnit.SECONDS)).isEqualTo(Closing.FULL);
    }

    @Test
    void keepsWhoeverRenewsAProofWhileThereIsNoPlace() {
        with(Map.of("braid.playbacks", "1", "braid.playbacks.of.user", "1"));
        PlaybackSocket socket = open(ADA);

        playbacks.welcome(socket, proof(ADA));

        assertThat(openPlaybacks()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1.5", "99999999999"})
    void refusesANumberThatIsNone(String number) {
        assertThatThrownBy(() -> with(Map.of("braid.playbacks.of.user", number)))
                .isInstanceOf(UnusableSetting.class)
                .hasMessage("BRAID_PLAYBACKS_OF_USER: %s (expected: a number from 1 on)", number);
        assertThatCode(() -> with(Map.of("braid.playbacks", " "))).doesNotThrowAnyException();
    }

    private void with(Map<String, String> settings) {
        MockEnvironment environment = new MockEnvironment();
        settings.forEach(environment::setProperty);
        when(runs.standing(any()))
                .thenReturn(Optional.of(new Standing("run", "X", RunStatus.QUEUED, "1", 0, null, null)));
        playbacks = new Playbacks(runs, mock(SharedRows.class), environment, Clock.systemUTC(), meters);
        playbacks.start();
    }

    private PlaybackSocket open(Caller caller) {
        PlaybackSocket socket = playbacks.open(new TestWire(), "run", Start.idleAt(0), PlaybackSocket.Form.MESSAGE);
        playbacks.welcome(socket, proof(caller));
        return socket;
    }

    private double openPlaybacks() {
        return meters.get("braid.playback.open").gauge().value();
    }

    private Optional<ErrorCode> refusal(Caller caller) {
        try {
            playbacks.requirePlace(Optional.of(caller));
            return Optional.empty();
        } catch (ApiException refused) {
            return Optional.of(refused.code());
        }
    }

    private static Proof proof(Caller caller) {
        return new Proof(caller, Instant.MAX, () -> true);
    }

    /** Takes whatever it is sent. */
    private static final class TestWire implements Wire {

        private final BlockingQueue<CloseStatus> closed = new LinkedBlockingQueue<>();

        @Override
        public void send(String text, Consumer<@Nullable Throwable> sent) {
            sent.accept(null);
        }

        @Override
        public boolean ping() {
            return false;
        }

        @Override
        public void close(CloseStatus why) {
            closed.add(why);
        }
    }
}
