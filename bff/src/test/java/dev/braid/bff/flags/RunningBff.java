package dev.braid.bff.flags;

import dev.braid.bff.Bff;
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
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All of bff on free ports, and a client of it. */
final class RunningBff implements AutoCloseable {

    static final String FLAG = "/api/v1/flags/chart-aggregation";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final ConfigurableApplicationContext application;
    private final RecordingHttpClient client = RecordingHttpClient.http1();

    private RunningBff(ConfigurableApplicationContext application) {
        this.application = application;
    }

    static RunningBff start(Path data, String... properties) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "braid.port=0",
                                "braid.management.port=0",
                                "braid.bind=127.0.0.1",
                                "braid.data.dir=" + data,
                                "logging.level.root=WARN"),
                        Stream.of(properties))
                .map(property -> "--" + property)
                .toArray(String[]::new);
        return new RunningBff(new SpringApplicationBuilder(Bff.class).run(arguments));
    }

    HttpResponse<String> get(String path) {
        return send(request("local.server.port", path).GET());
    }

    HttpResponse<String> put(String path, String ifMatch, String body) {
        return send(request("local.server.port", path)
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
        return request("local.server.port", path);
    }

    HttpRequest.Builder managementRequest(String path) {
        return request("local.management.port", path);
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
        application.close();
    }

    private HttpRequest.Builder request(String portProperty, String path) {
        String port = application.getEnvironment().getRequiredProperty(portProperty);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
