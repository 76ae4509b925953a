package dev.braid.bff.socket;

import static dev.braid.bff.wire.WebSocketWire.BINARY;
import static dev.braid.bff.wire.WebSocketWire.CLOSE;
import static dev.braid.bff.wire.WebSocketWire.CONTINUATION;
import static dev.braid.bff.wire.WebSocketWire.FINAL;
import static dev.braid.bff.wire.WebSocketWire.PING;
import static dev.braid.bff.wire.WebSocketWire.PONG;
import static dev.braid.bff.wire.WebSocketWire.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.bff.socket.Sockets.Seen;
import dev.braid.bff.wire.WebSocketWire;
import dev.braid.bff.wire.Wire;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets of bff as they are on the network, with clients that keep to RFC 6455 and clients that do not. */
class WebSocketIT {

    private static RunningBff bff;
    private static Sockets sockets;

    @BeforeAll
    static void start() {
        bff = RunningBff.with(List.of(Sockets.class), URI.create("http://127.0.0.1:1"));
        sockets = bff.bean(Sockets.class);
    }

    @AfterAll
    static void stop() {
        bff.close();
    }

    private static WebSocketWire client(String... headers) throws Exception {
        return Sockets.client(bff.port(), headers);
    }

    @Test
    void upgradesWithTheHeadersOfTheExchange() throws Exception {
        try (WebSocketWire client =
                client("Sec-WebSocket-Protocol: braid.v1, bearer.x.y.z", "X-Correlation-ID: abcdefgh")) {

            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("upgrade: websocket\r\n")
                    .containsIgnoringCase("connection: upgrade\r\n")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .containsIgnoringCase("sec-websocket-protocol: braid.v1\r\n")
                    .containsIgnoringCase("x-correlation-id: abcdefgh\r\n")
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .doesNotContainIgnoringCase("sec-websocket-extensions")
                    .doesNotContainIgnoringCase("bearer");
            sockets.next();
        }
    }

    @Test
    void carriesMessagesBothWays() throws Exception {
        try (WebSocketWire client = client()) {
            assertThat(client.head()).doesNotContainIgnoringCase("sec-websocket-protocol");
            Seen seen = sockets.next();

            client.text("{\"t\":\"é\"}");
            assertThat(seen.event()).isEqualTo("text {\"t\":\"é\"}");

            Message message = Message.of("{\"t\":\"hb\"}");
            seen.on(socket -> {
                socket.write(message);
                socket.write(message);
                socket.flush();
            });
            assertThat(client.read().text()).isEqualTo("{\"t\":\"hb\"}");
            assertThat(client.read().text()).isEqualTo("{\"t\":\"hb\"}");
            assertThat(message.release()).isTrue();
        }
    }

    @Test
    void answersPingsAlsoBetweenFragmentsAndHearsPongs() throws Exception {
        try (WebSocketWire client = client()) {
            Seen seen = sockets.next();

            client.send(TEXT, new byte[] {'a'});
            client.send(FINAL | PING, new byte[] {1, 2, 3});
            client.send(CONTINUATION, new byte[0]);
            client.send(FINAL | CONTINUATION, new byte[] {'b'});
            assertThat(seen.event()).isEqualTo("text ab");
            WebSocketWire.Frame answer = client.read();
            assertThat(answer.opcode()).isEqualTo(PONG);
            assertThat(answer.payload()).containsExactly(1, 2, 3);

            seen.on(Socket::ping);
            assertThat(client.read().opcode()).isEqualTo(PING);
            client.send(FINAL | PONG, new byte[0]);
            assertThat(seen.event()).isEqualTo("pong");
        }
    }

    @Test
    void closesWithACodeAndEndsWhenTheClientHasAnswered() throws Exception {
        try (WebSocketWire client = client()) {
            Seen seen = sockets.next();

            Message last = Message.of("{}");
            seen.on(socket -> {
                socket.write(last);
                last.release();
                socket.close(new Closing(4408, "too slow"));
                socket.close(new Closing(1012, "later"));
                assertThat(socket.isWritable()).isFalse();
            });
            assertThat(client.read().text()).isEqualTo("{}");
            WebSocketWire.Frame close = client.read();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.code()).isEqualTo(4408);
            assertThat(close.text()).endsWith("too slow");

            client.text("too late");
            client.close(4408);
            assertThat(client.isEnded()).isTrue();
            assertThat(seen.event()).isEqualTo("closed 4408");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4999, 1005})
    void answersTheClientsCloseFrame(int code) throws Exception {
        try (WebSocketWire client = client()) {
            Seen seen = sockets.next();

            if (code == 1005) {
                client.send(FINAL | CLOSE, new byte[0]);
            } else {
                client.close(code);
            }
            WebSocketWire.Frame answer = client.read();
            assertThat(answer.opcode()).isEqualTo(CLOSE);
            assertThat(answer.code()).isEqualTo(code);
            assertThat(client.isEnded()).isTrue();
            assertThat(seen.event()).isEqualTo("closed " + code);
        }
    }

    @Test
    void noticesAClientThatGoesWithoutAWord() throws Exception {
        WebSocketWire gone = client();
        Seen left = sockets.next();
        gone.close();
        assertThat(left.event()).isEqualTo("closed 1006");

        WebSocketWire reset = client();
        Seen cut = sockets.next();
        reset.wire().reset();
        assertThat(cut.event()).isEqualTo("closed 1006");
    }

    /** What a client may not send: the code it is closed with, and the bytes. */
    static Stream<Bad> bad() {
        byte[] ab = {'a', 'b'};
        return Stream.of(
                new Bad("bit of an extension", 1002, client -> client.send(FINAL | 0x40 | TEXT, ab)),
                new Bad("bit of an extension on a ping", 1002, client -> client.send(FINAL | 0x10 | PING, ab)),
                new Bad("opcode of no data frame", 1002, client -> client.send(FINAL | 5, ab)),
                new Bad("opcode of no control frame", 1002, client -> client.send(FINAL | 11, ab)),
                new Bad("no mask", 1002, client -> client.sendUnmasked(FINAL | TEXT, ab)),
                new Bad("fragmented ping", 1002, client -> client.send(PING, ab)),
                new Bad("long ping", 1002, client -> client.send(FINAL | PING, new byte[126])),
                new Bad("continuation of nothing", 1002, client -> client.send(FINAL | CONTINUATION, ab)),
                new Bad(
                        "message within a message",
                        1002,
                        client -> client.send(TEXT, ab).send(FINAL | TEXT, ab)),
                new Bad("close frame with half a code", 1002, client -> client.send(FINAL | CLOSE, new byte[1])),
                new Bad("close code that is not sent", 1002, client -> client.close(1006)),
                new Bad(
                        "close reason that is no text",
                        1007,
                        client -> client.send(FINAL | CLOSE, new byte[] {3, (byte) 0xE8, (byte) 0xFF})),
                new Bad(
                        "length that is too long for what it says",
                        1002,
                        client -> client.sendRaw(new byte[] {(byte) 0x81, (byte) 0xFE, 0, 1, 0, 0, 0, 0, 'a'})),
                new Bad(
                        "text that is no text",
                        1007,
                        client -> client.send(FINAL | TEXT, new byte[] {(byte) 0xC0, (byte) 0xAF})),
                new Bad(
                        "half a character at the end",
                        1007,
                        client -> client.send(TEXT, new byte[] {'a', (byte) 0xC3})
                                .send(FINAL | CONTINUATION, new byte[0])),
                new Bad(
                        "a character broken over fragments",
                        1007,
                        client -> client.send(TEXT, new byte[] {(byte) 0xC3}).send(FINAL | CONTINUATION, ab)),
                new Bad(
                        "wrong text in a fragment that is not the last",
                        1007,
                        client -> client.send(TEXT, new byte[] {(byte) 0xFF})),
                new Bad("binary message", 1003, client -> client.send(FINAL | BINARY, ab)),
                new Bad("64 KiB and one", 1009, client -> client.send(FINAL | TEXT, new byte[65_537])),
                new Bad(
                        "64 KiB and one in fragments",
                        1009,
                        client -> client.send(TEXT, new byte[65_536]).send(FINAL | CONTINUATION, new byte[1])),
                new Bad("no end of fragments", 1009, client -> {
                    for (int i = 0; i < 65; i++) {
                        client.send(i == 0 ? TEXT : CONTINUATION, new byte[1024]);
                    }
                }),
                new Bad(
                        "a length of 2^63 - 1",
                        1009,
                        client -> client.sendRaw(
                                new byte[] {(byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0})));
    }

    record Bad(String what, int code, Sending sending) {

        interface Sending {
            void to(WebSocketWire client) throws Exception;
        }

        @Override
        public String toString() {
            return what;
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void closesWhatBreaksTheProtocolAndNothingElse(Bad bad) throws Exception {
        try (WebSocketWire other = client()) {
            Seen bystander = sockets.next();
            WebSocketWire client = client();
            Seen seen = sockets.next();

            bad.sending().to(client);
            client.text("more");
            WebSocketWire.Frame close = client.read();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.code()).isEqualTo(bad.code());
            if (bad.code() == 1003) {
                // A good frame of a bad kind: the close handshake goes on as any other.
                client.close(bad.code());
            }
            assertThat(client.isEnded()).isTrue();
            client.close();
            assertThat(seen.event()).isEqualTo("closed " + bad.code());

            other.text("still here");
            assertThat(bystander.event()).isEqualTo("text still here");
        }
    }

    /** RFC 6455, section 4.1: the client has to wait. What it sends nevertheless is lost, and its memory with it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0081\u0081\0\0\0\0a",
                "POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
                "POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhel",
                "\u0081\u0083\0\0\0\0a\r\n"
            })
    void doesNotHearWhatComesBeforeItsAnswer(String early) throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            assertThat(client.send(WebSocketWire.handshake("/__socket") + early).readHead())
                    .startsWith("HTTP/1.1 101 ");
            Seen seen = sockets.next();

            client.reset();

            assertThat(seen.event()).isEqualTo("closed 1006");
        }
    }

    @Test
    void takesTheLargestMessage() throws Exception {
        try (WebSocketWire client = client()) {
            Seen seen = sockets.next();

            String largest = "é".repeat(32_768);
            client.text(largest);

            assertThat(seen.event()).isEqualTo("text " + largest);
        }
    }

    @Test
    void answersAsManyPingsAsTheClientReadsAnswersToAndKeepsNoMore() throws Exception {
        try (WebSocketWire client = client()) {
            Seen seen = sockets.next();

            byte[] payload = new byte[125];
            for (int i = 0; i < 20_000; i++) {
                payload[124] = (byte) i;
                client.send(FINAL | PING, payload);
            }
            client.text("after");
            assertThat(seen.eventBesideWritable()).isEqualTo("text after");
            assertThat(pending(seen)).isLessThan(4096);

            WebSocketWire.Frame answer = client.read();
            while (answer.payload()[124] != (byte) 19_999) {
                assertThat(answer.opcode()).isEqualTo(PONG);
                answer = client.read();
            }
        }
    }

    @Test
    void doesNotWriteAheadOfAClientThatDoesNotRead() throws Exception {
        try (WebSocketWire client = client()) {
            Seen seen = sockets.next();

            Message frame = Message.of("{\"p\":\"" + "x".repeat(240) + "\"}");
            int[] written = {0};
            seen.on(socket -> {
                while (socket.isWritable()) {
                    socket.write(frame);
                    socket.flush();
                    written[0]++;
                }
            });
            assertThat(pending(seen)).isLessThan(2048);
            // What the system takes for both sides; 16 KiB were asked for of the sender's.
            assertThat((long) written[0] * frame.bytes()).isLessThan(8 * 1024 * 1024);

            for (int i = 0; i < written[0]; i++) {
                client.read();
            }
            assertThat(seen.event()).isEqualTo("writable");
            seen.on(socket -> assertThat(socket.isWritable()).isTrue());
            frame.release();
        }
    }

    @Test
    void endsAConnectionWhoseClientDoesNotHearThatItIsClosed() throws Exception {
        try (WebSocketWire client = client()) {
            Seen seen = sockets.next();

            seen.on(socket -> socket.close(new Closing(1012, "")));

            assertThat(client.read().code()).isEqualTo(1012);
            assertThat(client.isEnded()).isTrue();
            assertThat(seen.event()).isEqualTo("closed 1012");
        }
    }

    @Test
    void leavesOnePlaceForEachRequestInTheMetrics() throws Exception {
        try (WebSocketWire client = client()) {
            sockets.next();

            String metrics = Wire.exchange(
                    bff.managementPort(),
                    "GET /actuator/prometheus HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(metrics).containsPattern("http_server_requests_seconds_count\\{[^}]*status=\"101\"");
            assertThat(client.text("on").head()).contains("101");
        }
    }

    private static long pending(Seen seen) throws Exception {
        long[] bytes = {0};
        seen.on(socket -> bytes[0] =
                ((TakenConnection) socket).channel().unsafe().outboundBuffer().totalPendingWriteBytes());
        return bytes[0];
    }
}
