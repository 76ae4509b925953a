package dev.braid.core.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of {@code /api/ws} that remembers what it was told. */
public final class TestSocket implements WebSocket.Listener, AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean reading;
    private volatile @Nullable WebSocket socket;
    private volatile int closedWith;
    private volatile String reason = "";

    private TestSocket(boolean reading) {
        this.reading = reading;
    }

    /** {@code headers}: name, value, name, value … */
    public static TestSocket open(URI http, String... headers) {
        return open(http, true, List.of(), headers);
    }

    public static TestSocket offering(URI http, String... subprotocols) {
        return open(http, true, List.of(subprotocols));
    }

    /** Of a client that reads nothing until it is told to. */
    public static TestSocket notReading(URI http, String... headers) {
        return open(http, false, List.of(), headers);
    }

    /** The status of a handshake that is refused. */
    public static int refused(URI http, String... headers) {
        return refusal(() -> open(http, headers));
    }

    public static int refusedOffering(URI http, String... subprotocols) {
        return refusal(() -> offering(http, subprotocols));
    }

    private static int refusal(Supplier<TestSocket> opening) {
        try (TestSocket opened = opening.get()) {
            throw new AssertionError("opened, and told " + opened.frames);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw failed;
        }
    }

    private static TestSocket open(URI http, boolean reading, List<String> subprotocols, String... headers) {
        TestSocket client = new TestSocket(reading);
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        if (!subprotocols.isEmpty()) {
            builder.subprotocols(
                    subprotocols.get(0),
                    subprotocols.subList(1, subprotocols.size()).toArray(String[]::new));
        }
        URI uri = URI.create(http.toString().replaceFirst("^http", "ws"));
        client.socket = builder.buildAsync(uri, client).join();
        return client;
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) {
            opened.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            frames.add(JSON.readTree(part.toString()));
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String why) {
        reason = why;
        closedWith = code;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
        reason = String.valueOf(broken);
        closedWith = 1006;
    }

    public void say(String text) {
        socket().sendText(text, true).join();
    }

    public void introduce(String token) {
        say("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
    }

    public WebSocket socket() {
        return Objects.requireNonNull(socket);
    }

    public void read() {
        socket().request(Long.MAX_VALUE);
    }

    public List<JsonNode> frames() {
        return frames;
    }

    /** Without those that only acknowledge. */
    public List<JsonNode> events() {
        return frames.stream()
                .filter(frame -> !type(frame).equals("connection_ack"))
                .toList();
    }

    public List<JsonNode> events(int atLeast) {
        await().atMost(PATIENCE).until(() -> events().size() >= atLeast);
        return events();
    }

    /** The acknowledgement of its credential; to be waited for, because only then it is told what changes. */
    public JsonNode acknowledged() {
        await().atMost(PATIENCE).until(() -> !frames.isEmpty() || closedWith != 0);
        assertThat(frames).as("closed with %d %s", closedWith, reason).isNotEmpty();
        assertThat(type(frames.get(0))).isEqualTo("connection_ack");
        return frames.get(0);
    }

    public int closed() {
        await().atMost(PATIENCE).until(() -> closedWith != 0);
        return closedWith;
    }

    public boolean isClosed() {
        return closedWith != 0;
    }

    public String reason() {
        return reason;
    }

    public static String type(JsonNode frame) {
        return frame.path("event_type").asString();
    }

    @Override
    public void close() {
        WebSocket opened = socket;
        if (opened != null) {
            opened.abort();
        }
    }
}
