package dev.braid.core.changes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.braid.core.access.Caller;
import dev.braid.core.socket.SocketRules;
import dev.braid.core.socket.Wire;
import dev.braid.core.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is given a place. */
class ChangeSocketsTest {

    private static final Duration LATER = Duration.ofHours(1);
    private static final SocketRules ONE_UNPROVEN = new SocketRules(LATER, LATER, LATER, 10, 10_000, 100, 20, 20, 1);
    private static final Caller BFF = new Caller("service:bff", Caller.Kind.SERVICE, Set.of("task:read"));

    private final ChangeSockets sockets = new ChangeSockets(ONE_UNPROVEN, Clock.systemUTC(), new SimpleMeterRegistry());

    @BeforeEach
    void open() {
        sockets.start();
        sockets.resumeAt(0);
    }

    @AfterEach
    void close() {
        sockets.stop();
    }

    @Test
    void strangersTakeNoPlaceOfThoseWhoAreKnown() {
        sockets.open(mock(Wire.class));

        assertThatThrownBy(() -> sockets.requirePlace(Optional.empty())).isInstanceOf(ApiException.class);
        assertThatCode(() -> sockets.requirePlace(Optional.of(BFF))).doesNotThrowAnyException();
    }
}
