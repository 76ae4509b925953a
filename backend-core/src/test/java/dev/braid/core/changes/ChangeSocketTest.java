package dev.braid.core.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.socket.SocketRules;
import dev.braid.core.socket.WebSocketWire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.verification.VerificationMode;

/** One socket whose client, and whose clock, do what the test says. */
class ChangeSocketTest {

    private static final Instant NOW = Instant.parse("2026-01-05T14:30:00Z");
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LATER = Duration.ofHours(1);
    private static final Caller ADA = new Caller("ada", Caller.Kind.USER, Set.of("task:read"));

    private final Session remote = mock(Session.class);
    private final RemoteEndpoint.Async async = mock(RemoteEndpoint.Async.class);
    private final RemoteEndpoint.Basic basic = mock(RemoteEndpoint.Basic.class);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> sent = new ArrayList<>();
    private final List<SendHandler> underway = new ArrayList<>();
    private boolean sendsAtOnce;

    @BeforeEach
    void aClient() {
        when(remote.getAsyncRemote()).thenReturn(async);
        when(remote.getBasicRemote()).thenReturn(basic);
        when(remote.getUserProperties()).thenReturn(new HashMap<>());
        doAnswer(sending -> {
                    sent.add(sending.getArgument(0));
                    SendHandler handler = sending.getArgument(1);
                    if (sendsAtOnce) {
                        handler.onResult(new SendResult(remote));
                    } else {
                        underway.add(handler);
                    }
                    return null;
                })
                .when(async)
                .sendText(anyString(), any());
    }

    @Test
    void sendsOneFrameAfterTheOther() {
        ChangeSocket socket = welcomed(rules(LATER, LATER, 10, 10_000));

        tell(socket, 2);
        assertThat(sent).hasSize(1);
        arrived();
        assertThat(sent).hasSize(2);
        arrived();

        assertThat(sent).hasSize(3);
        assertThat(sent.get(0)).contains("connection_ack").endsWith("\"seq\":0}");
        assertThat(sent.get(2)).endsWith("\"seq\":2}");
    }

    /** Which no stack would bear if each were sent by the one before. */
    @Test
    void sendsThousandsThatWaitedWhenTheClientReadsAgain() {
        ChangeSocket socket = welcomed(rules(LATER, LATER, 100_000, Integer.MAX_VALUE));
        tell(socket, 50_000);

        sendsAtOnce = true;
        arrived();

        assertThat(sent).hasSize(50_001);
    }

    @Test
    void closesWhenTooManyFramesWait() {
        ChangeSocket socket = welcomed(rules(LATER, LATER, 3, 10_000));

        tell(socket, 3);
        verifyClosed(never(), 1013);
        tell(socket, 1);

        verifyClosed(timeout(5_000), 1013);
        assertThat(meters.get("braid.changes.slow").counter().count()).isEqualTo(1);
        arrived();
        assertThat(sent).hasSize(1);
    }

    @Test
    void closesWhenFramesThatWaitAreTooLong() {
        ChangeSocket socket = welcomed(rules(LATER, LATER, 1_000, 500));

        tell(socket, 10);

        verifyClosed(timeout(5_000), 1013);
    }

    @Test
    void closesWhenAFrameDoesNotArrive() {
        welcomed(rules(LATER, LATER, 10, 10_000));

        underway.get(0).onResult(new SendResult(remote, new IOException("gone")));

        verifyClosed(timeout(5_000), 1013);
    }

    @Test
    void forgetsASocketThatIsClosedAlready() {
        doThrow(new IllegalStateException("closed")).when(async).sendText(anyString(), any());
        ChangeSocket socket = welcomed(rules(LATER, LATER, 10, 10_000));

        tell(socket, 5);

        verifyClosed(never(), 1013);
        assertThat(meters.get("braid.changes.sockets").gauge().value()).isZero();
    }

    @Test
    void closesWhoeverDoesNotAnswerAPing() throws IOException {
        ChangeSocket socket = welcomed(rules(LATER, AT_ONCE, 10, 10_000));
        arrived();

        socket.check();
        verify(basic).sendPing(any());
        socket.heard();
        socket.check();
        verifyClosed(never(), 4408);
        socket.check();

        verifyClosed(timeout(5_000), 4408);
    }

    @Test
    void sendsNoPingWhileAFrameIsUnderWay() throws IOException {
        ChangeSocket socket = welcomed(rules(LATER, AT_ONCE, 10, 10_000));

        socket.check();

        verify(basic, never()).sendPing(any());
    }

    @Test
    void closesWhenAPingCannotBeSent() throws IOException {
        doThrow(new IOException("gone")).when(basic).sendPing(any());
        ChangeSocket socket = welcomed(rules(LATER, AT_ONCE, 10, 10_000));
        arrived();

        socket.check();

        verifyClosed(timeout(5_000), 4408);
    }

    @Test
    void closesWhoeverProvesNothingInTime() {
        ChangeSocket socket = opened(rules(AT_ONCE, LATER, 10, 10_000));

        socket.check();

        verifyClosed(timeout(5_000), 4401);
    }

    @Test
    void closesAtTheInstantOfExpiry() {
        ChangeSocket early = opened(rules(LATER, LATER, 10, 10_000));
        early.welcome(new Proof(ADA, NOW.plusNanos(1), () -> true), 0);
        early.check();
        verifyClosed(never(), 4401);

        early.welcome(new Proof(ADA, NOW, () -> true), 0);
        early.check();

        verifyClosed(timeout(5_000), 4401);
    }

    @Test
    void closesWhenTheCredentialStandsNoMore() {
        AtomicBoolean stands = new AtomicBoolean(true);
        ChangeSocket socket = opened(rules(LATER, LATER, 10, 10_000));
        socket.welcome(new Proof(ADA, Instant.MAX, stands::get), 0);
        socket.checkStanding();
        verifyClosed(never(), 4401);

        stands.set(false);
        socket.checkStanding();

        verifyClosed(timeout(5_000), 4401);
    }

    private ChangeSocket welcomed(SocketRules rules) {
        ChangeSocket socket = opened(rules);
        socket.welcome(new Proof(ADA, Instant.MAX, () -> true), 0);
        return socket;
    }

    private ChangeSocket opened(SocketRules rules) {
        return new ChangeSockets(rules, Clock.fixed(NOW, ZoneOffset.UTC), meters).open(new WebSocketWire(remote));
    }

    private static SocketRules rules(Duration proofWithin, Duration pingEvery, int frames, int characters) {
        return new SocketRules(proofWithin, pingEvery, LATER, frames, characters, 100, 20, 20, 200);
    }

    private static void tell(ChangeSocket socket, int events) {
        for (int i = 0; i < events; i++) {
            NumberedChange change = new NumberedChange(
                    i + 1,
                    new UUID(0, 0),
                    "test_changed",
                    NOW,
                    "{}",
                    Audience.of(Set.of("ada"), "task:read"),
                    Set.of());
            socket.tell(change, Frame.of(change));
        }
    }

    private void arrived() {
        underway.remove(0).onResult(new SendResult(remote));
    }

    private void verifyClosed(VerificationMode mode, int code) {
        ArgumentCaptor<CloseReason> why = ArgumentCaptor.forClass(CloseReason.class);
        try {
            verify(remote, mode).close(why.capture());
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        why.getAllValues()
                .forEach(reason -> assertThat(reason.getCloseCode().getCode()).isEqualTo(code));
    }
}
