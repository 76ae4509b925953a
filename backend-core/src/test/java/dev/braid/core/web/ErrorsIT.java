package dev.braid.core.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.OpenToEveryone;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@Import(ErrorsIT.Probes.class)
class ErrorsIT extends CoreTestServer {

    @OpenToEveryone
    @RestController
    static final class Probes {

        record Body(String text) {}

        @GetMapping("/probe/failure")
        String failure() {
            throw new IllegalStateException("secret internals");
        }

        @GetMapping("/probe/no-database")
        String noDatabase() {
            throw new CannotCreateTransactionException("secret internals");
        }

        @GetMapping("/probe/number")
        int number(@RequestParam int value) {
            return value;
        }

        @PostMapping(value = "/probe/body", consumes = MediaType.APPLICATION_JSON_VALUE)
        Body body(@RequestBody Body body) {
            return body;
        }

        @GetMapping("/probe/half")
        void half(HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
            response.flushBuffer();
            throw new IllegalStateException("after the first bytes");
        }
    }

    @Test
    void unknownPathIsNotFound() {
        assertError(get("/no/such/path?x=1"), 404, "NOT_FOUND");
    }

    @Test
    void wrongMethodIsToldWhatIsAllowed() {
        HttpResponse<String> response = send("DELETE", "/healthz", null);

        assertError(response, 405, "METHOD_NOT_ALLOWED");
        assertThat(header(response, "Allow")).contains("GET");
    }

    @Test
    void unacceptableTypeIsRefusedInJson() {
        assertError(get("/health", "Accept", "image/png"), 406, "NOT_ACCEPTABLE");
    }

    @Test
    void unsupportedContentTypeIsRefused() {
        assertError(send("POST", "/probe/body", "x", "Content-Type", "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void unreadableJsonIsABadRequest() {
        assertError(send("POST", "/probe/body", "{\"text\":", "Content-Type", "application/json"), 400, "BAD_REQUEST");
    }

    @Test
    void missingAndMalformedParametersAreNamed() {
        JsonNode missing = assertError(get("/probe/number"), 422, "VALIDATION");
        JsonNode malformed = assertError(get("/probe/number?value=abc"), 422, "VALIDATION");

        assertThat(missing.at("/details/value").asString()).isEqualTo("missing");
        assertThat(malformed.at("/details/value").asString()).startsWith("abc (expected");
    }

    @Test
    void declaredOversizedBodyIsRefusedBeforeItIsRead() {
        String big = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";

        assertError(send("POST", "/probe/body", big, "Content-Type", "application/json"), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void chunkedOversizedBodyIsRefusedWhenItPassesTheLimit() {
        byte[] big = ("{\"text\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.US_ASCII);
        Supplier<InputStream> body = () -> new ByteArrayInputStream(big);
        HttpRequest chunked = HttpRequest.newBuilder(uri("/probe/body"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(body))
                .build();

        assertError(send(chunked), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void bodyAtTheLimitPasses() {
        String text = "x".repeat((1 << 20) - "{\"text\":\"\"}".length());

        HttpResponse<String> response =
                send("POST", "/probe/body", "{\"text\":\"" + text + "\"}", "Content-Type", "application/json");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void unexpectedFailureSaysNothingAboutItself() {
        HttpResponse<String> response = get("/probe/failure");

        assertError(response, 500, "INTERNAL");
        assertThat(response.body()).doesNotContain("secret", "IllegalState", "at dev.");
    }

    @Test
    void databaseThatDoesNotAnswerIsWorthAnotherTry() {
        HttpResponse<String> response = get("/probe/no-database");

        assertError(response, 503, "BUSY");
        assertThat(header(response, "Retry-After")).isEqualTo("1");
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void undecodableQueryIsABadRequest() throws IOException {
        assertThat(raw("GET /probe/number?value=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"BAD_REQUEST\"")
                .containsIgnoringCase("x-correlation-id: ");
    }

    @Test
    void whatTheContainerRefusesHasTheSameShape() throws IOException {
        assertThat(raw("GET /a|b<> HTTP/1.1\r\nHost: x\r\nX-Correlation-ID: abcdefgh-1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"BAD_REQUEST\"")
                .containsIgnoringCase("x-correlation-id: ")
                .doesNotContain("<html");
    }

    @Test
    void replyThatFailsHalfWayIsCutNotEnded() throws IOException {
        String reply = raw("GET /probe/half HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 200").contains("half").doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void acceptableCorrelationIdIsKeptOnErrorsToo() {
        HttpResponse<String> response = get("/no/such/path", "X-Correlation-ID", "caller-chosen-1");

        assertThat(header(response, "X-Correlation-ID")).isEqualTo("caller-chosen-1");
        assertThat(json(response).at("/error/correlation_id").asString()).isEqualTo("caller-chosen-1");
    }

    @Test
    void unacceptableCorrelationIdIsReplaced() {
        assertThat(header(get("/healthz", "X-Correlation-ID", "short"), "X-Correlation-ID"))
                .matches("[A-Za-z0-9-]{8,64}")
                .isNotEqualTo("short");
    }

    @Test
    void traceOfTheCallerIsContinued() {
        String trace = "0af7651916cd43dd8448eb211c80319c";

        HttpResponse<String> response = get("/healthz", "traceparent", "00-" + trace + "-b7ad6b7169203331-01");

        assertThat(header(response, "traceparent"))
                .startsWith("00-" + trace + "-")
                .doesNotContain("b7ad6b7169203331");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static JsonNode assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).startsWith("application/json");
        assertThat(header(response, "X-Correlation-ID")).isNotBlank();
        JsonNode error = json(response).get("error");
        assertThat(error.get("code").asString()).isEqualTo(code);
        assertThat(error.get("message").asString()).isNotBlank();
        assertThat(error.has("details")).isTrue();
        assertThat(error.get("correlation_id").asString()).isEqualTo(header(response, "X-Correlation-ID"));
        return error;
    }
}
