package dev.braid.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One service as a user calls it. */
record Api(URI url, HttpClient client) {

    static final String PASSWORD = "correct horse battery";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** A reply; {@code body} is the missing node unless it is JSON. */
    record Reply(int status, JsonNode body) {}

    /** One connection for each request at a time, as of many users. */
    static HttpClient http1() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    Reply get(String path, String token) {
        return send(request(path, token).GET().build());
    }

    Reply delete(String path, String token) {
        return send(request(path, token).DELETE().build());
    }

    Reply post(String path, @Nullable String token, String json) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    Reply patch(String path, String token, String json) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json))
                .build());
    }

    /** A new user's access token. */
    String register(String email) {
        Reply registered = post("/auth/register", null, credentials(email));
        if (registered.status() != 201) {
            throw new IllegalStateException("registering: " + registered);
        }
        Reply signedIn = post("/auth/login", null, credentials(email));
        if (signedIn.status() != 200) {
            throw new IllegalStateException("signing in: " + signedIn.status());
        }
        return signedIn.body().get("access_token").asString();
    }

    static String credentials(String email) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD);
    }

    HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            boolean json = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("application/json"))
                    .isPresent();
            JsonNode body = json && response.body().length > 0 ? JSON.readTree(response.body()) : JSON.missingNode();
            return new Reply(response.statusCode(), body);
        } catch (IOException failed) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
