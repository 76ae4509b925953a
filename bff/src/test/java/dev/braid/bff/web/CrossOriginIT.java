package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.Wire;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may read replies, as it is said on the wire. */
class CrossOriginIT {

    private static final String APP = "https://app.example";
    private static final String OWN_WORD =
            "Access-Control-Allow-Origin: *\r\nAccess-Control-Max-Age: 1\r\nVary: Accept\r\n";

    private static ScriptedBackend backend;
    private static RunningBff bff;

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedBackend.answering("");
        bff = RunningBff.before(
                backend.url(),
                "braid.allowed.origins=https://app.example, http://localhost:5173",
                "braid.trusted.proxies=127.0.0.1");
    }

    @AfterAll
    static void stop() throws IOException {
        bff.close();
        backend.close();
    }

    private static String ask(String request, String... headers) throws IOException {
        return Wire.exchange(
                bff.port(),
                request + " HTTP/1.1\r\nHost: bff.example\r\nConnection: close\r\n"
                        + String.join(
                                "",
                                Stream.of(headers).map(line -> line + "\r\n").toList()) + "\r\n");
    }

    /** The values of a field, of as many lines as it has. */
    private static List<String> values(String reply, String name) {
        return reply.split("\r\n\r\n", 2)[0]
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    private static void assertReadableByTheApp(String reply) {
        assertThat(values(reply, "Access-Control-Allow-Origin")).containsExactly(APP);
        assertThat(values(reply, "Access-Control-Allow-Credentials")).containsExactly("true");
        assertThat(values(reply, "Access-Control-Expose-Headers"))
                .singleElement()
                .asString()
                .contains("X-Correlation-ID", "ETag", "Age", "Braid-Mode", "Cache-Status", "Retry-After", "Link");
        assertThat(values(reply, "Access-Control-Max-Age")).isEmpty();
        assertThat(String.join(",", values(reply, "Vary"))).contains("Origin");
    }

    private static void assertReadableByNoOtherPage(String reply) {
        assertThat(reply.split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT)).doesNotContain("access-control-");
        assertThat(String.join(",", values(reply, "Vary"))).contains("Origin");
    }

    @ParameterizedTest
    @CsvSource({"GET,200", "GET,304", "GET,404", "GET,500", "HEAD,200", "POST,201", "DELETE,204"})
    void saysWhoMayReadWhatIsPassedThrough(String method, int status) throws Exception {
        backend.answers("HTTP/1.1 " + status + " Whatever\r\n" + OWN_WORD
                + (status == 204 || status == 304 ? "\r\n" : "Content-Length: 0\r\n\r\n"));

        assertReadableByTheApp(ask(method + " /backtests", "Origin: " + APP));
        String foreign = ask(method + " /backtests", "Origin: https://evil.example");
        assertReadableByNoOtherPage(foreign);
        assertThat(foreign).startsWith("HTTP/1.1 " + status);
        assertThat(values(foreign, "Vary")).contains("Accept");
        assertReadableByNoOtherPage(ask(method + " /backtests", "Origin: null"));
        assertReadableByNoOtherPage(ask(method + " /backtests", "Origin: http://bff.example"));
    }

    @Test
    void changesNothingWithoutAnOrigin() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\n" + OWN_WORD + "Content-Length: 0\r\n\r\n");

        String reply = ask("GET /backtests");

        assertThat(values(reply, "Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(values(reply, "Access-Control-Max-Age")).containsExactly("1");
        assertThat(values(reply, "Vary")).containsExactly("Accept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/api/v1/flags",
                "/api/v1/flags/none",
                "/ops/none",
                "/v3/api-docs",
                "/swagger-ui/",
                "/api/v1/chart-data",
                "/api/v1/chart-data?symbol=A&timeframe=1D"
            })
    void saysWhoMayReadItsOwnReplies(String path) throws Exception {
        backend.answers("HTTP/1.1 404 Not Found\r\n" + OWN_WORD + "Content-Length: 0\r\n\r\n");

        assertReadableByTheApp(ask("GET " + path, "Origin: " + APP));
        assertReadableByNoOtherPage(ask("GET " + path, "Origin: https://evil.example"));
        String toNoPage = ask("GET " + path);
        assertThat(toNoPage.split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT))
                .doesNotContain("access-control-allow-credentials");
        assertThat(String.join(",", values(toNoPage, "Vary"))).doesNotContain("Origin");
    }

    @Test
    void saysTheSameOverHttp2() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\n" + OWN_WORD + "Content-Length: 2\r\n\r\n{}");
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        for (String path : List.of("/backtests", "/health")) {
            HttpResponse<String> reply = client.send(
                    HttpRequest.newBuilder(bff.url(path)).header("Origin", APP).build(), BodyHandlers.ofString());

            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(reply.headers().allValues("Access-Control-Allow-Origin")).containsExactly(APP);
            assertThat(reply.headers().allValues("Access-Control-Max-Age")).isEmpty();
            assertThat(String.join(",", reply.headers().allValues("Vary"))).contains("Origin");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backtests", "/api/v1/flags/chart-aggregation", "/api/v1/chart-data", "/nowhere"})
    void answersThePreflightOfAnAllowedOrigin(String path) throws Exception {
        backend.plays((wire, self) -> self.keepHeadOf(wire));

        String reply = ask("OPTIONS " + path, "Origin: " + APP, "Access-Control-Request-Method: PUT");

        assertThat(reply).startsWith("HTTP/1.1 204 ");
        assertThat(values(reply, "Access-Control-Allow-Origin")).containsExactly(APP);
        assertThat(values(reply, "Access-Control-Allow-Credentials")).containsExactly("true");
        assertThat(values(reply, "Access-Control-Allow-Methods"))
                .containsExactly("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        assertThat(values(reply, "Access-Control-Allow-Headers"))
                .singleElement()
                .asString()
                .contains(
                        "Authorization",
                        "Content-Type",
                        "If-Match",
                        "If-None-Match",
                        "Idempotency-Key",
                        "Last-Event-ID")
                .contains("Braid-Timeout", "X-Correlation-ID", "traceparent");
        assertThat(values(reply, "Access-Control-Max-Age")).containsExactly("600");
        assertThat(values(reply, "Vary")).containsExactly("Origin");
        assertThat(backend.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://app.example",
                "https://app.example:444",
                "https://app.example.evil.example",
                "https://xapp.example",
                "https://app.example/",
                "https://app.example, https://evil.example",
                "*",
                "file://",
                "nonsense"
            })
    void refusesThePreflightOfAnyOtherOrigin(String origin) throws Exception {
        String reply = ask("OPTIONS /backtests", "Origin: " + origin, "Access-Control-Request-Method: PUT");

        assertThat(reply).startsWith("HTTP/1.1 403 ").contains("\"code\":\"FORBIDDEN\"");
        assertReadableByNoOtherPage(reply);
    }

    @Test
    void readsAnOriginAsBrowsersWriteIt() throws Exception {
        for (String origin : List.of("https://APP.example", "https://app.example:443", "http://localhost:5173")) {
            assertThat(ask("OPTIONS /x", "Origin: " + origin, "Access-Control-Request-Method: GET"))
                    .startsWith("HTTP/1.1 204 ")
                    .contains(origin);
        }
        assertThat(ask("OPTIONS /x", "Origin: " + APP, "Origin: " + APP, "Access-Control-Request-Method: GET"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void passesOnOptionsThatAreNoPreflight() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n");

        assertThat(values(ask("OPTIONS /backtests"), "Allow")).containsExactly("GET");
        assertThat(values(ask("OPTIONS /backtests", "Origin: " + APP), "Allow")).containsExactly("GET");
        assertThat(values(ask("OPTIONS /backtests", "Access-Control-Request-Method: GET"), "Allow"))
                .containsExactly("GET");
    }

    @Test
    void knowsItsOwnOriginBehindAProxy() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n");
        String method = "Access-Control-Request-Method: PUT";

        assertThat(ask("OPTIONS /x", "Origin: http://bff.example", method)).startsWith("HTTP/1.1 200 ");
        assertThat(ask("OPTIONS /x", "Origin: https://braid.example", method)).startsWith("HTTP/1.1 403 ");
        assertThat(ask(
                        "OPTIONS /x",
                        "Origin: https://braid.example",
                        "Forwarded: for=192.0.2.1;host=braid.example;proto=https",
                        method))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask(
                        "OPTIONS /x",
                        "Origin: https://braid.example",
                        "X-Forwarded-Host: braid.example",
                        "X-Forwarded-Proto: https",
                        method))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask("OPTIONS /x", "Origin: https://braid.example", "Forwarded: host=\"", method))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void leavesTheManagementPortToItsOwnOrigin() throws Exception {
        String request = "GET /actuator/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: " + APP + "\r\n\r\n";

        assertThat(Wire.exchange(bff.managementPort(), request).toLowerCase(Locale.ROOT))
                .startsWith("http/1.1 200 ")
                .doesNotContain("access-control-");
    }
}
