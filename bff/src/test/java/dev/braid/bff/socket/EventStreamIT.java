package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.socket.Sockets.Seen;
import dev.braid.bff.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Event streams as they are on the network. */
class EventStreamIT {

    private static final String REQUEST =
            "GET /__events HTTP/1.1\r\nHost: localhost\r\nX-Correlation-ID: abcdefgh\r\n\r\n";

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

    private static Message event(String json, String id) {
        ByteBuf text = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        try {
            return Message.of(text, id);
        } finally {
            text.release();
        }
    }

    private static void send(Seen seen, String json, String id) throws Exception {
        Message message = event(json, id);
        seen.on(socket -> {
            socket.write(message);
            socket.flush();
        });
        message.release();
    }

    @Test
    void sendsTheHeadOfTheExchangeAndThenEventsInChunks() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            String head = client.send(REQUEST).readHead();
            Seen seen = sockets.next();

            assertThat(head)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("content-type: text/event-stream\r\n")
                    .containsIgnoringCase("cache-control: no-store\r\n")
                    .containsIgnoringCase("x-accel-buffering: no\r\n")
                    .containsIgnoringCase("transfer-encoding: chunked\r\n")
                    .containsIgnoringCase("x-correlation-id: abcdefgh\r\n")
                    .doesNotContainIgnoringCase("content-length");
            send(seen, "{\"i\":7}", "7");
            seen.on(Socket::ping);
            String expected = "13\r\nid:7\ndata:{\"i\":7}\n\n\r\n3\r\n:\n\n\r\n";
            assertThat(client.read(expected.length())).isEqualTo(expected);
        }
    }

    @Test
    void tellsAnEventSourceThatIsNotToComeBackToWait() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            client.send(REQUEST).readHead();
            Seen seen = sockets.next();

            seen.on(socket -> socket.close(new Closing(4500, "ended")));

            String expected = "12\r\nretry:2147483647\n\n\r\n0\r\n\r\n";
            assertThat(client.read(expected.length())).isEqualTo(expected);
        }
    }

    @Test
    void closesWithTheLastChunkAndEndsTheConnection() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            client.send(REQUEST).readHead();
            Seen seen = sockets.next();

            Message last = event("{}", null);
            seen.on(socket -> {
                socket.write(last);
                socket.close(new Closing(1012, "drain"));
                socket.write(last);
            });

            assertThat(client.readToEnd()).isEqualTo("9\r\ndata:{}\n\n\r\n0\r\n\r\n");
            assertThat(seen.event()).isEqualTo("closed 1012");
            assertThat(last.release()).isTrue();
        }
    }

    @Test
    void noticesAClientThatGoes() throws Exception {
        Wire client = Wire.to(bff.port());
        client.send(REQUEST).readHead();
        Seen seen = sockets.next();

        client.close();

        assertThat(seen.event()).isEqualTo("closed 1006");
    }

    @Test
    void doesNotReadRequestsThatFollow() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            client.send(REQUEST).readHead();
            Seen seen = sockets.next();

            client.send(REQUEST.repeat(100));
            send(seen, "{}", null);

            assertThat(client.read(14)).isEqualTo("9\r\ndata:{}\n\n\r\n");
        }
    }

    @Test
    void doesNotWriteAheadOfAClientThatDoesNotRead() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            client.send(REQUEST).readHead();
            Seen seen = sockets.next();

            Message event = event("{\"p\":\"" + "x".repeat(240) + "\"}", "1");
            int[] written = {0};
            seen.on(socket -> {
                while (socket.isWritable()) {
                    socket.write(event);
                    socket.flush();
                    written[0]++;
                }
            });
            ByteBuf chunk = event.eventChunk();
            int size = chunk.readableBytes();
            chunk.release();
            event.release();
            client.read(written[0] * size);

            assertThat(seen.event()).isEqualTo("writable");
        }
    }

    @Test
    void isOneBodyWithoutChunksForHttp10() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            String head = client.send("GET /__events HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    .readHead();
            Seen seen = sockets.next();

            send(seen, "{}", "1");
            seen.on(socket -> {
                socket.ping();
                socket.close(new Closing(1012, ""));
            });

            assertThat(head).doesNotContainIgnoringCase("transfer-encoding");
            assertThat(client.readToEnd()).isEqualTo("id:1\ndata:{}\n\n:\n\n");
        }
    }

    @Test
    void isAStreamOfHttp2WhereTheClientSpeaksIt() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        var reply = client.send(
                HttpRequest.newBuilder(bff.url("/__events")).build(), HttpResponse.BodyHandlers.ofInputStream());
        Seen seen = sockets.next();

        assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(reply.headers().firstValue("content-type")).hasValue("text/event-stream");
        try (BufferedReader events = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
            send(seen, "{}", "1");
            assertThat(events.readLine()).isEqualTo("id:1");
            assertThat(events.readLine()).isEqualTo("data:{}");
            assertThat(events.readLine()).isEmpty();

            seen.on(socket -> socket.close(new Closing(1012, "")));
            assertThat(events.readLine()).isNull();
            assertThat(seen.event()).isEqualTo("closed 1012");
        }
    }

    @Test
    void isOverForTheMetricsWhenItsHeadIsOut() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            client.send(REQUEST).readHead();
            sockets.next();

            await().until(() -> Wire.exchange(
                            bff.managementPort(),
                            "GET /actuator/prometheus HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .matches("(?s).*http_server_requests_seconds_count\\{[^}]*uri=\"/__events\"[^}]*\\}.*"));
        }
    }
}
