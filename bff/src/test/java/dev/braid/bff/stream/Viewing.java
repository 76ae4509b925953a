package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A viewer on a real socket, and all that it was told. */
final class Viewing implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile WebSocket socket;

    /** @param subprotocols none: a plain client */
    static Viewing of(URI url, String... subprotocols) {
        return with(List.of(), url, subprotocols);
    }

    static Viewing with(List<String> headers, URI url, String... subprotocols) {
        Viewing viewing = new Viewing();
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        for (int i = 0; i < headers.size(); i += 2) {
            builder.header(headers.get(i), headers.get(i + 1));
        }
        if (subprotocols.length > 0) {
            builder.subprotocols(subprotocols[0], java.util.Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
        }
        viewing.socket = builder.buildAsync(URI.create(url.toString().replaceFirst("^http", "ws")), viewing)
                .join();
        return viewing;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    Viewing say(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    Viewing play() {
        return say("{\"t\":\"ctrl\",\"cmd\":\"play\"}");
    }

    List<JsonNode> frames() {
        return told.stream().filter(is("frame")).toList();
    }

    /** Those that came later than something that was told. */
    List<JsonNode> framesAfter(JsonNode told) {
        return this.told.stream()
                .dropWhile(each -> each != told)
                .filter(is("frame"))
                .toList();
    }

    List<Integer> rows() {
        return frames().stream().map(frame -> frame.path("i").asInt()).toList();
    }

    /** Of one look at them: more come all the time. */
    int lastRow() {
        List<Integer> rows = rows();
        return rows.get(rows.size() - 1);
    }

    JsonNode awaitOne(String type) {
        return await(is(type));
    }

    JsonNode await(Predicate<JsonNode> wanted) {
        org.awaitility.Awaitility.await(
                        "told: " + told.stream().filter(is("frame").negate()).toList())
                .atMost(PATIENCE)
                .until(() -> told.stream().anyMatch(wanted));
        return told.stream().filter(wanted).findFirst().orElseThrow();
    }

    void awaitRow(int row) {
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> rows().stream().anyMatch(seen -> seen >= row));
    }

    int awaitClosed() {
        return closed.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    /** Every row of a stretch came, once, with every order. */
    void assertNothingIsMissing() {
        List<JsonNode> frames = frames();
        List<Integer> rows =
                frames.stream().map(frame -> frame.path("i").asInt()).toList();
        assertThat(rows).isSorted().doesNotHaveDuplicates();
        for (int next = 1; next < rows.size(); next++) {
            assertThat(1 + frames.get(next).path("dropped").asInt())
                    .as("rows that %s stands for, after %s", frames.get(next), frames.get(next - 1))
                    .isEqualTo(rows.get(next) - rows.get(next - 1));
        }
        int first = rows.get(0) - frames.get(0).path("dropped").asInt();
        List<String> expected = new ArrayList<>();
        for (int row = first; row <= rows.get(rows.size() - 1); row++) {
            if (row % 3 == 0) {
                expected.add("o" + row);
            }
        }
        assertThat(orders(frames)).isEqualTo(expected);
    }

    private static List<String> orders(List<JsonNode> frames) {
        List<String> orders = new ArrayList<>();
        frames.forEach(frame -> frame.path("orders")
                .forEach(order -> orders.add(order.path("order_id").asString())));
        return orders;
    }

    static Predicate<JsonNode> is(String type) {
        return message -> message.path("t").asString().equals(type);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            told.add(JSON.readTree(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    Optional<Integer> code() {
        return Optional.ofNullable(closed.getNow(null));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
