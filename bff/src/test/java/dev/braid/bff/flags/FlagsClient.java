package dev.braid.bff.flags;

import dev.braid.bff.RunningBff;
import dev.braid.contracts.conformance.RecordingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A bff of its own, and what an operator does with its flags. */
final class FlagsClient implements AutoCloseable {

    static final String FLAG = "/api/v1/flags/chart-aggregation";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Flags need none. */
    private static final URI NO_BACKEND = URI.create("http://127.0.0.1:9");

    private final RunningBff bff;
    private final RecordingHttpClient client = RecordingHttpClient.http1();

    private FlagsClient(RunningBff bff) {
        this.bff = bff;
    }

    static FlagsClient start(Path data, String... settings) {
        Stream<String> own = Stream.of(
                "braid.data.dir=" + data,
                "logging.level.root=WARN",
                // The next one is started while this one still lets go of event loops that they share.
                "server.shutdown=graceful");
        return new FlagsClient(RunningBff.before(
                NO_BACKEND, Stream.concat(own, Stream.of(settings)).toArray(String[]::new)));
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> put(String path, String ifMatch, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> switchTo(String state, long revision) {
        return put(FLAG, "\"" + revision + "\"", "{\"state\":\"" + state + "\",\"reason\":\"a test\"}");
    }

    String state() {
        return json(get(FLAG)).path("state").stringValue();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(bff.url(path));
    }

    HttpRequest.Builder managementRequest(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bff.managementPort() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no reply", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static JsonNode json(HttpResponse<String> reply) {
        return MAPPER.readTree(reply.body());
    }

    static String code(HttpResponse<String> reply) {
        return json(reply).path("error").path("code").asString();
    }

    @Override
    public void close() {
        bff.close();
    }
}
