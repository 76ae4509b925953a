package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.bff.RunningBff;
import dev.braid.bff.socket.Sockets.Seen;
import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.WebSocketPeer;
import dev.braid.bff.wire.WebSocketWire;
import dev.braid.bff.wire.Wire;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** WebSockets to a backend that does what a test says. */
class BackendSocketsIT {

    private static final BlockingQueue<Accepted> ACCEPTED = new LinkedBlockingQueue<>();

    private static final BlockingQueue<String> HEADS = new LinkedBlockingQueue<>();
    private static final BlockingQueue<String> ENDS = new LinkedBlockingQueue<>();

    private static ScriptedBackend backend;
    private static RunningBff bff;
    private static Sockets sockets;
    private static volatile String refusal;
    private static volatile boolean silent;

    /** The backend's side of a connection, and the head of its handshake. */
    record Accepted(Wire wire, String head, WebSocketPeer peer) {

        /** Of a short frame: its first byte, and what it says. */
        String read() throws IOException {
            int first = wire.read(1).charAt(0);
            int length = wire.read(1).charAt(0);
            assertThat(length & 0x80).as("masked").isEqualTo(0x80);
            String mask = wire.read(4);
            String masked = wire.read(length & 0x7F);
            StringBuilder text = new StringBuilder(Integer.toHexString(first)).append(' ');
            for (int i = 0; i < masked.length(); i++) {
                text.append((char) (masked.charAt(i) ^ mask.charAt(i % 4)));
            }
            return text.toString();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedBackend.playing((wire, self) -> {
            String head = wire.readHead();
            if (!head.startsWith("GET /backtests/")) {
                return;
            }
            if (silent) {
                HEADS.add(head);
                wire.skipToEnd();
                ENDS.add("ended");
                return;
            }
            if (refusal != null) {
                wire.send(refusal);
                return;
            }
            ACCEPTED.add(new Accepted(wire, head, WebSocketPeer.accepting(wire, head)));
            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        });
        bff = RunningBff.with(List.of(Sockets.class), backend.url());
        sockets = bff.bean(Sockets.class);
    }

    @AfterAll
    static void stop() throws IOException {
        bff.close();
        backend.close();
    }

    @AfterEach
    void agreeAgain() {
        refusal = null;
        silent = false;
        HEADS.clear();
    }

    private static EventExecutor aLoop() throws Exception {
        try (WebSocketWire viewer = Sockets.client(bff.port())) {
            assertThat(viewer.head()).contains("101");
            return sockets.next().socket().loop();
        }
    }

    private static Mono<Void> opening(EventExecutor loop, Seen seen, String... subprotocols) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Authorization", "Bearer abc");
        return bff.bean(BackendSockets.class)
                .open(
                        loop,
                        "/backtests/7/ws?from_i=3",
                        headers,
                        List.of(subprotocols),
                        SocketLimits.text(1 << 20),
                        seen);
    }

    private static Seen open(EventExecutor loop) throws Exception {
        Seen seen = sockets.seen();
        opening(loop, seen).block(Duration.ofSeconds(10));
        assertThat(sockets.next()).isSameAs(seen);
        return seen;
    }

    private static Accepted accepted() throws InterruptedException {
        Accepted accepted = ACCEPTED.poll(10, TimeUnit.SECONDS);
        assertThat(accepted).isNotNull();
        return accepted;
    }

    @Test
    void opensOneOnTheLoopThatIsAskedFor() throws Exception {
        for (int i = 0; i < 8; i++) {
            EventExecutor loop = aLoop();

            Seen seen = open(loop);

            assertThat(seen.socket().loop()).isSameAs(loop);
            accepted().wire().close();
            assertThat(seen.event()).isEqualTo("closed 1006");
        }
    }

    @Test
    void saysWhatItIsToldToAndNoOrigin() throws Exception {
        open(aLoop());

        assertThat(accepted().head())
                .startsWith("GET /backtests/7/ws?from_i=3 HTTP/1.1\r\n")
                .containsIgnoringCase("authorization: Bearer abc\r\n")
                .containsIgnoringCase("sec-websocket-version: 13\r\n")
                .doesNotContainIgnoringCase("sec-websocket-protocol")
                .doesNotContainIgnoringCase("sec-websocket-extensions")
                .doesNotContainIgnoringCase("origin:");
    }

    @Test
    void carriesMessagesBothWaysMasked() throws Exception {
        Seen seen = open(aLoop());
        Accepted backend = accepted();

        Message play = Message.of("{\"t\":\"ctrl\"}");
        seen.on(socket -> {
            socket.write(play);
            socket.flush();
        });
        assertThat(backend.read()).isEqualTo("81 {\"t\":\"ctrl\"}");
        assertThat(play.release()).isTrue();

        backend.peer().inPieces("{\"t\":\"frame\"}");
        assertThat(seen.event()).isEqualTo("text {\"t\":\"frame\"}");
        assertThat(backend.read()).isEqualTo("8a ?");
        String large = "x".repeat(500_000);
        backend.peer().text(large);
        assertThat(seen.event()).isEqualTo("text " + large);
    }

    @Test
    void hearsWhatComesWithTheHandshake() throws Exception {
        for (int i = 0; i < 20; i++) {
            Seen seen = sockets.seen();
            Disposable opening = opening(aLoop(), seen).subscribe();
            Accepted backend = accepted();
            backend.peer().text("{\"t\":\"hb\"}");

            assertThat(seen.event()).isEqualTo("text {\"t\":\"hb\"}");
            sockets.next();
            assertThat(opening.isDisposed()).isTrue();
        }
    }

    @Test
    void closesAndIsClosed() throws Exception {
        Seen seen = open(aLoop());
        Accepted told = accepted();
        seen.on(socket -> socket.close(new Closing(1000, "bye")));
        assertThat(told.read()).startsWith("88 ").endsWith("bye");
        told.peer().close(1000, "");
        assertThat(told.wire().isEndedByOther()).isTrue();
        assertThat(seen.event()).isEqualTo("closed 1000");

        Seen left = open(aLoop());
        Accepted leaving = accepted();
        leaving.peer().close(4504, "gone");
        assertThat(leaving.read()).startsWith("88 ");
        assertThat(left.event()).isEqualTo("closed 4504");
    }

    @Test
    void closesABackendThatBreaksTheProtocol() throws Exception {
        Seen seen = open(aLoop());
        Accepted backend = accepted();

        backend.wire().send(new byte[] {(byte) 0x83, 0});

        assertThat(backend.read()).startsWith("88 \u0003\u00ea");
        backend.wire().close();
        assertThat(seen.event()).isEqualTo("closed 1002");
    }

    @Test
    void saysWhichStatusRefusedIt() throws Exception {
        refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}";

        assertThatThrownBy(() -> opening(aLoop(), sockets.seen()).block(Duration.ofSeconds(10)))
                .isInstanceOfSatisfying(
                        RefusedUpgrade.class,
                        refused -> assertThat(refused.status()).isEqualTo(401));
    }

    @Test
    void failsWhereTheBackendEndsTheConnectionInsteadOfAnAnswer() throws Exception {
        refusal = "";

        assertThatThrownBy(() -> opening(aLoop(), sockets.seen()).block(Duration.ofSeconds(10)))
                .isNotInstanceOf(RefusedUpgrade.class);
    }

    @Test
    void failsWhereTheBackendSaysNothing() throws Exception {
        silent = true;

        assertThatThrownBy(() -> opening(aLoop(), sockets.seen()).block(Duration.ofSeconds(10)))
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(ENDS.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
    }

    @Test
    void givesUpWhenItIsCancelled() throws Exception {
        silent = true;

        Disposable opening = opening(aLoop(), sockets.seen()).subscribe();
        assertThat(HEADS.poll(10, TimeUnit.SECONDS)).startsWith("GET /backtests/7/ws");
        opening.dispose();

        assertThat(ENDS.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
    }
}
