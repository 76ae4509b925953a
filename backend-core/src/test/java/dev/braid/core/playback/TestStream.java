package dev.braid.core.playback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of an event stream that remembers what it was told. */
final class TestStream implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpResponse<Stream<String>> reply;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private String nextId = "";
    private volatile String lastId = "";
    private volatile boolean isOver;

    private TestStream(HttpResponse<Stream<String>> reply) {
        this.reply = reply;
    }

    static TestStream open(URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        TestStream stream = new TestStream(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofLines()));
        Thread reading = new Thread(stream::read, "test-stream");
        reading.setDaemon(true);
        reading.start();
        return stream;
    }

    private void read() {
        try {
            reply.body().forEach(this::line);
        } catch (UncheckedIOException closed) {
            nextId = "";
        } finally {
            isOver = true;
        }
    }

    private void line(String line) {
        if (line.startsWith("id: ")) {
            nextId = line.substring(4);
        } else if (line.startsWith("data: ")) {
            events.add(JSON.readTree(line.substring(6)));
            lastId = nextId;
        }
    }

    String header(String name) {
        return reply.headers().firstValue(name).orElse("");
    }

    List<JsonNode> events() {
        return events;
    }

    String lastId() {
        return lastId;
    }

    void await(int atLeast) {
        Awaitility.await().atMost(PATIENCE).until(() -> events.size() >= atLeast);
    }

    void awaitEnd() {
        Awaitility.await().atMost(PATIENCE).until(() -> isOver);
    }

    @Override
    public void close() {
        reply.body().close();
    }
}
