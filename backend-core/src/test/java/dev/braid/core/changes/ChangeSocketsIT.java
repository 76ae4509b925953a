package dev.braid.core.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Who is told what, and what becomes of those who are slow, silent or unknown. */
class ChangeSocketsIT extends CoreTestServer {

    @Autowired
    private ApplicationContext service;

    @Autowired
    private Changes changes;

    @Autowired
    private TransactionTemplate transaction;

    private TestCallers callers;

    @BeforeEach
    void knowCallers() {
        callers = TestCallers.of(service);
    }

    @Test
    void tellsAUserWhatTheyMayRead() {
        Known ada = callers.user("member");
        Known max = callers.user("member");
        try (TestSocket socket = open(ada)) {
            publish("test_of_max", Audience.of(List.of(max.id()), "task:read"));
            publish("test_of_both", Audience.of(List.of(ada.id(), max.id()), "task:read"));
            publish("test_of_admins", Audience.everyoneWith("user:admin"));
            publish("test_of_ada", Audience.of(List.of(ada.id()), "run:read"));

            List<JsonNode> events = socket.events(2);

            assertThat(events).extracting(TestSocket::type).containsExactly("test_of_both", "test_of_ada");
            assertThat(events).extracting(event -> event.get("seq").asLong()).containsExactly(1L, 2L);
            assertThat(events.get(0).propertyNames()).containsExactly("event_type", "timestamp", "data", "seq");
            assertThat(events.get(0).at("/data").toString()).isEqualTo("{\"test_id\":7}");
        }
    }

    @Test
    void tellsAMachineEverythingWithTagsAndOneNumberForAll() {
        try (TestSocket socket = open(callers.service())) {
            long last = socket.acknowledged().get("seq").asLong();

            publish("test_first", Audience.of(List.of("somebody"), "task:read"));
            publish("test_second", Audience.everyoneWith("user:admin"));

            await().until(() -> socket.events().stream()
                    .anyMatch(event -> TestSocket.type(event).equals("test_second")));
            List<JsonNode> events = socket.events();
            assertThat(events).extracting(TestSocket::type).contains("test_first", "test_second");
            assertThat(events.get(0).get("seq").asLong()).isEqualTo(last + 1);
            assertThat(events.get(0).propertyNames()).containsExactly("event_type", "timestamp", "data", "seq", "tags");
        }
    }

    @Test
    void saysWhomItTellsFirst() {
        Known ada = callers.user("member");
        try (TestSocket socket = TestSocket.open(uri("/api/ws"), "Authorization", ada.bearer())) {
            JsonNode first = socket.acknowledged();

            assertThat(first.at("/data/user_id").asString()).isEqualTo(ada.id());
            assertThat(first.get("seq").asLong()).isZero();
        }
    }

    @Test
    void beginsAtOnceWhereNobodyNeedsACredentialAndStillTakesOne() {
        Known ada = callers.user("member");
        try (TestSocket socket = TestSocket.open(uri("/api/ws"))) {
            assertThat(socket.acknowledged().at("/data/user_id").asString()).isEqualTo("demo");

            socket.introduce(ada.token());

            await().until(() -> socket.frames().size() > 1);
            await().until(() -> socket.frames().stream()
                    .anyMatch(frame -> frame.at("/data/user_id").asString().equals(ada.id())));
        }
    }

    @Test
    void tellsOfASharedThingWhileItIsShared() {
        Known ada = callers.user("member");
        Known max = callers.user("member");
        try (TestSocket socket = open(max)) {
            publish("test_before", Audience.of(List.of(ada.id()), "task:read"));
            publish("test_shared", Audience.of(List.of(ada.id(), max.id()), "task:read"));
            publish("test_unshared", Audience.of(List.of(ada.id(), max.id()), "task:read"));
            publish("test_after", Audience.of(List.of(ada.id()), "task:read"));
            publish("test_last", Audience.of(List.of(max.id()), "task:read"));

            assertThat(socket.events(3))
                    .extracting(TestSocket::type)
                    .containsExactly("test_shared", "test_unshared", "test_last");
        }
    }

    @Test
    void tellsNobodyWithoutThePermission() {
        Known ada = callers.user("member");
        try (TestSocket socket = open(ada)) {
            publish("test_forbidden", Audience.of(List.of(ada.id()), "portfolio:admin"));
            publish("test_allowed", Audience.of(List.of(ada.id()), "run:read"));

            assertThat(socket.events(1)).extracting(TestSocket::type).containsExactly("test_allowed");
        }
    }

    @Test
    void cutsOffWhoeverReadsTooSlowlyAndNobodyElse() {
        Known ada = callers.user("member");
        double before = slow();
        try (TestSocket slow = TestSocket.notReading(uri("/api/ws"), "Authorization", ada.bearer());
                TestSocket quick = open(ada)) {
            Map<String, Object> much = Map.of("test_id", 7, "text", "x".repeat(200_000));
            for (int i = 0; i < 100; i++) {
                publish("test_large", Audience.of(List.of(ada.id()), "task:read"), much);
                // Five of them at once are more than may wait for anybody, however busy the machine.
                quick.events(i / 4 * 4);
            }

            assertThat(quick.events(100)).hasSize(100);
            await().until(() -> slow() > before);
            slow.read();
            // Even that it is closed it may not have been ready to read.
            assertThat(slow.closed()).isIn(1013, 1006);
            assertThat(slow.events()).hasSizeLessThan(100);
        }
    }

    @Test
    void closesSocketsBeforeTheServiceEnds() {
        ChangeSockets sockets = service.getBean(ChangeSockets.class);
        Known ada = callers.user("member");
        try (TestSocket socket = open(ada)) {
            sockets.stop();

            assertThat(socket.closed()).isEqualTo(1012);
            assertThat(TestSocket.refused(uri("/api/ws"), "Authorization", ada.bearer()))
                    .isEqualTo(503);
        } finally {
            sockets.start();
        }
    }

    @Test
    void givesOneUserSoManySockets() {
        Known ada = callers.user("member");
        List<TestSocket> sockets =
                IntStream.range(0, 20).mapToObj(i -> open(ada)).toList();
        try (TestSocket late = TestSocket.open(uri("/api/ws"))) {
            assertThat(TestSocket.refused(uri("/api/ws"), "Authorization", ada.bearer()))
                    .isEqualTo(429);
            late.acknowledged();
            late.introduce(ada.token());
            assertThat(late.closed()).isEqualTo(4429);
            sockets.get(0).close();
            await().ignoreExceptions().until(() -> {
                open(ada).close();
                return true;
            });
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1007 | {"type":"auth"
            1008 | {"type":"auth"}
            1008 | {"type":"auth","token":7}
            1008 | {"type":"auth","token":"x","more":1}
            1008 | {"type":"subscribe","token":"x"}
            1008 | []
            1008 | 7
            4401 | {"type":"auth","token":""}
            4401 | {"type":"auth","token":"x.y.z"}
            """)
    void endsAConversationThatItDoesNotUnderstand(int code, String message) {
        try (TestSocket socket = TestSocket.open(uri("/api/ws"))) {
            socket.acknowledged();
            socket.say(message);

            assertThat(socket.closed()).isEqualTo(code);
            assertThat(socket.reason()).contains("expected: ").doesNotContain("\uFFFD");
        }
    }

    @Test
    void refusesMessagesThatAreTooLongOrBinary() {
        try (TestSocket tooLong = TestSocket.open(uri("/api/ws"));
                TestSocket longest = TestSocket.open(uri("/api/ws"));
                TestSocket binary = TestSocket.open(uri("/api/ws"))) {
            tooLong.say(" ".repeat(16 * 1024 + 1));
            longest.say(" ".repeat(16 * 1024));
            binary.socket().sendBinary(ByteBuffer.allocate(1), true).join();

            assertThat(tooLong.closed()).isEqualTo(1009);
            assertThat(longest.closed()).isEqualTo(1008);
            assertThat(binary.closed()).isEqualTo(1003);
        }
    }

    @Test
    void echoesItsOwnSubprotocolOnly() {
        Known ada = callers.user("member");
        try (TestSocket socket = TestSocket.offering(uri("/api/ws"), "braid.v1", "bearer." + ada.token())) {
            assertThat(socket.acknowledged().at("/data/user_id").asString()).isEqualTo(ada.id());
            assertThat(socket.socket().getSubprotocol()).isEqualTo("braid.v1");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            null, 403
            https://evil.example, 403
            http://127.0.0.1, 403
            https://127.0.0.1:PORT, 403
            http://127.0.0.1:PORT, 101
            HTTP://127.0.0.1:PORT, 101
            """)
    void letsInPagesOfItsOwnOriginOnly(String origin, int status) {
        assertThat(handshake("Origin", origin.replace("PORT", String.valueOf(port()))))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://app.example, app.example, https, 101
            https://app.example:443, app.example, https, 101
            http://app.example:8080, app.example:8080, http, 101
            http://app.example, app.example:8080, http, 403
            http://app.example, app.example, https, 403
            https://evil.example, app.example, https, 403
            """)
    void knowsItsOriginBehindAProxy(String origin, String host, String scheme, int status) {
        assertThat(handshake(
                        "Origin",
                        origin,
                        "X-Forwarded-For",
                        "10.0.0.9",
                        "X-Forwarded-Host",
                        host,
                        "X-Forwarded-Proto",
                        scheme))
                .isEqualTo(status);
    }

    @Test
    void takesNoParametersAndNothingButAHandshake() {
        assertThat(TestSocket.refused(uri("/api/ws?token=x"))).isEqualTo(422);
        HttpResponse<String> plain = get("/api/ws");
        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(json(plain).at("/error/code").asString()).isEqualTo("BAD_REQUEST");
        assertThat(get("/api/ws?token=x").statusCode()).isEqualTo(422);
        assertThat(send("POST", "/api/ws", "{}").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            websocket, keep-alive, 13, dGhlIHNhbXBsZSBub25jZQ==, 400
            websocket, close, 13, dGhlIHNhbXBsZSBub25jZQ==, 400
            h2c, Upgrade, 13, dGhlIHNhbXBsZSBub25jZQ==, 400
            websocket, Upgrade, 12, dGhlIHNhbXBsZSBub25jZQ==, 400
            WebSocket, 'keep-alive, upgrade', 13, dGhlIHNhbXBsZSBub25jZQ==, 101
            WebSocket, UPGRADE, 13, dGhlIHNhbXBsZSBub25jZQ==, 400
            websocket, Upgrade, 13, x, 400
            websocket, Upgrade, 13, '', 400
            """)
    void refusesWhatIsNoHandshakeAsAnyOtherRequest(
            String upgrade, String connection, String version, String key, int status) throws IOException {
        String request = """
                GET /api/ws HTTP/1.1\r
                Host: 127.0.0.1\r
                Upgrade: %s\r
                Connection: %s\r
                Sec-WebSocket-Version: %s\r
                Sec-WebSocket-Key: %s\r
                X-Correlation-ID: handshake-1\r
                \r
                """.formatted(upgrade, connection, version, key);

        String reply = rawReply(request);

        assertThat(reply).startsWith("HTTP/1.1 " + status).contains("X-Correlation-ID: handshake-1");
        if (status == 400) {
            assertThat(reply).contains("\"error\":{\"code\":\"BAD_REQUEST\"", "\"correlation_id\":\"handshake-1\"");
        }
    }

    @Test
    void documentsWhatItSends() {
        HttpResponse<String> document = get("/v3/asyncapi");

        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.body()).startsWith("asyncapi: 3.0.0");
    }

    /** The status that a handshake is answered with. */
    private int handshake(String... headers) {
        try (TestSocket opened = TestSocket.open(uri("/api/ws"), headers)) {
            opened.acknowledged();
            return 101;
        } catch (CompletionException refused) {
            return ((WebSocketHandshakeException) refused.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    /** What comes at once, up to a page. */
    private String rawReply(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder reply = new StringBuilder();
            byte[] part = new byte[4_096];
            while (!isWhole(reply)) {
                int read = socket.getInputStream().read(part);
                if (read < 0) {
                    break;
                }
                reply.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
            }
            return reply.toString();
        }
    }

    /** The head, and of an error its body, which ends as JSON does. */
    private static boolean isWhole(CharSequence reply) {
        String text = reply.toString();
        return text.contains("\r\n\r\n") && (text.startsWith("HTTP/1.1 101") || text.contains("}}"));
    }

    private double slow() {
        return service.getBean(MeterRegistry.class)
                .get("braid.changes.slow")
                .counter()
                .count();
    }

    private TestSocket open(Known caller) {
        TestSocket socket = TestSocket.open(uri("/api/ws"), "Authorization", caller.bearer());
        socket.acknowledged();
        return socket;
    }

    private void publish(String type, Audience audience) {
        publish(type, audience, Map.of("test_id", 7));
    }

    private void publish(String type, Audience audience, Map<String, Object> data) {
        String aggregate = "test:" + UUID.randomUUID();
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> transaction.executeWithoutResult(
                        status -> changes.publish(new Change(type, aggregate, data, audience, Set.of("test")))));
    }
}
