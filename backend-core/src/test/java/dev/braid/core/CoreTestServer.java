package dev.braid.core;

import dev.braid.contracts.conformance.RecordingHttpClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service on an ephemeral port, on one PostgreSQL that all tests of this JVM share: a test uses symbols and users of its
 * own.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "braid.bind=127.0.0.1",
            "management.server.port=0",
            "braid.data.dir=target/it-data",
            "braid.auth=off",
            "braid.demo=false",
            "braid.warm-up=0s"
        })
public abstract class CoreTestServer {

    protected static final JsonMapper JSON = new JsonMapper();

    private static final EmbeddedPostgres POSTGRES = startPostgres();
    private static final HttpClient CLIENT = RecordingHttpClient.http1();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Value("${local.server.port}")
    private int port;

    @DynamicPropertySource
    static void useSharedPostgres(DynamicPropertyRegistry properties) {
        properties.add("braid.db.url", CoreTestServer::databaseUrl);
    }

    protected final URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port + pathAndQuery);
    }

    /** The database as its owner: for what the service itself may not do. */
    protected static JdbcClient owner() {
        return JdbcClient.create(POSTGRES.getPostgresDatabase());
    }

    /** An account for runs to belong to. */
    protected static void anAccountOf(String userId) {
        owner().sql("""
                        INSERT INTO users (id, email, created_at, updated_at) VALUES (:id, :id || '@users.invalid', now(), now())
                        ON CONFLICT DO NOTHING
                        """).param("id", userId).update();
    }

    protected static String databaseUrl() {
        return POSTGRES.getJdbcUrl("postgres", "postgres");
    }

    protected final int port() {
        return port;
    }

    /** {@code headers}: name, value, name, value … */
    protected final HttpResponse<String> get(String pathAndQuery, String... headers) {
        return send("GET", pathAndQuery, null, headers);
    }

    protected final HttpResponse<String> send(
            String method, String pathAndQuery, @org.jspecify.annotations.Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(pathAndQuery))
                .timeout(TIMEOUT)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    protected final HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    protected static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    protected static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static EmbeddedPostgres startPostgres() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setRegisterShutdownHook(false)
                    .start();
            // After the applications: each would wait for the connections that it lost.
            SpringApplication.getShutdownHandlers().add(() -> stop(postgres));
            return postgres;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void stop(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
