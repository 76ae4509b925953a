package dev.braid.bff.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request and a reply look like on the other side: start line and header section. */
class ProxyHeadIT {

    private static ScriptedBackend backend;
    private static RunningBff bff;

    /** What the backend answers next. */
    private static volatile String reply = "";

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedBackend.playing((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send(reply);
        });
        bff = RunningBff.before(backend.url());
    }

    @AfterAll
    static void stop() throws IOException {
        bff.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb%2f%41",
                "//double//slash/",
                "/p;x=1;y/..;/./a/../b",
                "/q?",
                "/q??a=b&a=c&&=&d",
                "/odd|pipe\"quote<>{}\\^`",
                "/lone%percent%zz%",
                "/brackets[1]?x[]=[2]",
                "/hash?a#b",
                "/api/v1/unknown?from=2024-01-01T00:00:00Z&x=a+b%20c",
                "/caf\u00c3\u00a9?q=\u00e2\u0082\u00ac",
            })
    void passesTheTargetOnByteForByte(String target) throws Exception {
        reply = ok("");

        ask("GET " + target + " HTTP/1.1", "");

        assertThat(backend.nextHead()).startsWith("GET " + target + " HTTP/1.1\r\n");
    }

    @Test
    void takesTheTargetOutOfAnAbsoluteForm() throws Exception {
        reply = ok("");

        ask("GET http://elsewhere.test:1234/a%2fb?c HTTP/1.1", "");

        assertThat(backend.nextHead()).startsWith("GET /a%2fb?c HTTP/1.1\r\n");
    }

    @Test
    void answersOptionsOfTheServerItself() throws Exception {
        assertThat(ask("OPTIONS * HTTP/1.1", "")).startsWith("HTTP/1.1 204 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PURGE", "PROPFIND", "M-SEARCH", "DELETE", "OPTIONS", "TRACE"})
    void passesAnyMethodOn(String method) throws Exception {
        reply = ok("");

        assertThat(ask(method + " /thing HTTP/1.1", "")).startsWith("HTTP/1.1 200 OK\r\n");

        assertThat(backend.nextHead()).startsWith(method + " /thing HTTP/1.1\r\n");
    }

    @Test
    void passesRequestFieldsOnInTheirOrderAndByteForByte() throws Exception {
        reply = ok("");

        ask(
                "GET /fields HTTP/1.1",
                "X-B: 1\r\nX-A: one\r\nX-B: 2\r\nx-raw: gr\u00c3\u00bc\u00c3\u009f\r\n"
                        + "Authorization: Bearer abc\r\nCookie: a=b; c=d\r\nAccept-Encoding: br\r\n");

        String head = backend.nextHead();
        assertThat(head)
                .contains("X-B: 1\r\nX-A: one\r\nX-B: 2\r\nx-raw: gr\u00c3\u00bc\u00c3\u009f\r\n")
                .contains("Authorization: Bearer abc\r\n", "Cookie: a=b; c=d\r\n", "Accept-Encoding: br\r\n");
        assertThat(head.toLowerCase()).doesNotContain("\r\naccept:", "\r\nuser-agent:", "content-length", "chunked");
    }

    @Test
    void passesCredentialsOnUntouched() throws Exception {
        reply = ok("");
        String credentials = "aUTHORIZATION: bEaReR  a.b.c \t,x\r\nAuthorization: Digest user=\"caf\u00c3\u00a9\"\r\n"
                + "COOKIE: a=\"b c\"; ;d\r\ncookie: e=\u00ff\r\n";

        assertThat(ask("GET /backtests HTTP/1.1", credentials)).startsWith("HTTP/1.1 200 ");

        assertThat(backend.nextHead()).contains(credentials);
    }

    @Test
    void keepsWhatBelongsToOneConnectionFromTheOther() throws Exception {
        reply =
                "HTTP/1.1 200 OK\r\nConnection: X-Inner, close\r\nX-Inner: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\n"
                        + "Proxy-Status: inner; error=dns_error\r\nUpgrade: h2c\r\nTrailer: X\r\nX-Outer: 2\r\nContent-Length: 0\r\n\r\n";

        String answer = ask(
                "GET /hops HTTP/1.1",
                "Connection: X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nProxy-Authorization: secret\r\n"
                        + "Proxy-Connection: keep-alive\r\nTE: trailers\r\nTrailer: X\r\nX-Mine-Too: 2\r\nExpect: 100-continue\r\n");

        assertThat(backend.nextHead())
                .contains("X-Mine-Too: 2\r\n")
                .doesNotContain("X-Mine: 1", "Keep-Alive", "Proxy-", "TE:", "Trailer", "Expect");
        assertThat(answer)
                .contains("X-Outer: 2\r\n", "Proxy-Status: inner; error=dns_error\r\n")
                .doesNotContain("X-Inner", "Keep-Alive", "Proxy-Auth", "Upgrade", "Trailer:");
    }

    @Test
    void keepsTheEndOfABodyWhereItIsWhateverConnectionNames() throws Exception {
        backend.forgetHeads();
        reply = "HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nok";

        String answer = Wire.exchange(
                bff.port(),
                "POST /framed HTTP/1.1\r\nHost: h\r\nConnection: close, Content-Length\r\nContent-Length: 2\r\n\r\nhi");

        assertThat(backend.nextHead()).contains("Content-Length: 2\r\n").doesNotContain("chunked");
        assertThat(answer).contains("Content-Length: 2\r\n").endsWith("\r\n\r\nok");
    }

    @Test
    void saysThatItStandsBetween() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nVia: 1.0 inner\r\nContent-Length: 0\r\n\r\n";

        String answer = ask("GET /via HTTP/1.1", "Via: 1.0 outer\r\n");

        assertThat(backend.nextHead()).contains("Via: 1.0 outer\r\n", "via: 1.1 braid\r\n");
        assertThat(answer).contains("Via: 1.0 inner\r\n", "via: 1.1 braid\r\n");
    }

    @Test
    void tellsTheBackendWhoAskedAndBelievesNoStranger() throws Exception {
        reply = ok("");

        ask(
                "GET /who HTTP/1.1",
                "X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: evil.test\r\nX-Real-IP: 6.6.6.6\r\nX-Forwarded-Prefix: /evil\r\n"
                        + "X-Forwarded-User: evil\r\n");

        assertThat(backend.nextHead())
                .contains("host: 127.0.0.1:" + backend.url().getPort() + "\r\n")
                .contains(
                        "X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-Proto: http\r\n", "X-Forwarded-Host: h.test\r\n")
                .contains("Forwarded: for=127.0.0.1;host=\"h.test\";proto=http\r\n")
                .doesNotContain("6.6.6.6", "evil", "https");
    }

    @Test
    void passesTheReplysFieldsAndStatusLineOnUnchanged() throws Exception {
        reply =
                "HTTP/1.1 299 Rather Odd\r\nSet-Cookie: a=1\r\nX-Z: z\r\nSet-Cookie: b=2\r\nX-Raw: \u00c3\u00bc\r\nETag: \"x\"\r\n"
                        + "Date: Mon, 05 Jan 2026 14:30:00 GMT\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\nhi";

        String answer = ask("GET /reply HTTP/1.1", "");

        assertThat(answer)
                .startsWith("HTTP/1.1 299 Rather Odd\r\n")
                .contains("Set-Cookie: a=1\r\nX-Z: z\r\nSet-Cookie: b=2\r\nX-Raw: \u00c3\u00bc\r\nETag: \"x\"\r\n")
                .contains("Date: Mon, 05 Jan 2026 14:30:00 GMT\r\n", "WWW-Authenticate: Bearer\r\n")
                .doesNotContain("nosniff", "X-Frame-Options", "Braid-Mode")
                .endsWith("\r\n\r\nhi");
    }

    @Test
    void addsADateOnlyWhereNoneIs() throws Exception {
        reply = ok("");

        assertThat(ask("GET /date HTTP/1.1", "")).containsPattern("(?i)\r\ndate: \\w{3}, \\d+ \\w{3} \\d{4} ");
    }

    @Test
    void passesAnErrorOfTheBackendOnByteForByte() throws Exception {
        String body = "{\"error\":{\"code\":\"RUN_NOT_FOUND\", \"message\":\"no\"} }\n";
        reply = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;

        assertThat(ask("GET /error HTTP/1.1", ""))
                .startsWith("HTTP/1.1 503 Busy\r\n")
                .contains("Retry-After: 7\r\n")
                .endsWith("\r\n\r\n" + body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD 200", "GET 204", "GET 304", "HEAD 404"})
    void sendsNoBodyWhereNoneMayBeAndKeepsTheLengthOfWhatWouldBe(String methodAndStatus) throws Exception {
        String[] words = methodAndStatus.split(" ");
        String length = words[1].equals("204") ? "" : "Content-Length: 1234\r\n";
        reply = "HTTP/1.1 " + words[1] + " X\r\nETag: W/\"1\"\r\n" + length + "\r\n";

        String answer = ask(words[0] + " /bodiless HTTP/1.1", "");

        assertThat(answer)
                .contains("ETag: W/\"1\"\r\n", length)
                .endsWith("\r\n\r\n")
                .doesNotContainIgnoringCase("chunked");
    }

    @Test
    void isNotConfusedByInformationalReplies() throws Exception {
        reply =
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                        + ok("final");

        assertThat(ask("GET /hints HTTP/1.1", ""))
                .contains("HTTP/1.1 200 OK\r\n")
                .endsWith("final");
    }

    @Test
    void refusesAChangeOfProtocolNobodyAskedFor() throws Exception {
        reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";

        assertThat(ask("GET /switch HTTP/1.1", "")).startsWith("HTTP/1.1 502 ").contains("UPSTREAM_UNAVAILABLE");
    }

    @Test
    void putsNoChunksBeforeAClientOfHttp10() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

        String answer = Wire.exchange(bff.port(), "GET /old HTTP/1.0\r\n\r\n");

        assertThat(answer).doesNotContainIgnoringCase("transfer-encoding").endsWith("\r\n\r\nabc");
    }

    @Test
    void passesChunksOnWithoutALength() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";

        assertThat(ask("GET /chunks HTTP/1.1", ""))
                .containsIgnoringCase("transfer-encoding: chunked\r\n")
                .doesNotContainIgnoringCase("content-length")
                .endsWith("0\r\n\r\n");
    }

    @Test
    void continuesTheTraceAndTheCorrelation() throws Exception {
        reply =
                "HTTP/1.1 200 OK\r\nX-Correlation-ID: of-the-backend\r\ntraceparent: nonsense\r\nContent-Length: 0\r\n\r\n";
        String trace = "0af7651916cd43dd8448eb211c80319c";

        String answer = ask(
                "GET /trace HTTP/1.1",
                "X-Correlation-ID: my-own-id-1\r\ntraceparent: 00-" + trace
                        + "-b7ad6b7169203331-01\r\ntracestate: a=b\r\n");

        String head = backend.nextHead();
        assertThat(head).contains("X-Correlation-ID: my-own-id-1\r\n").contains("traceparent: 00-" + trace + "-");
        assertThat(head).doesNotContain("b7ad6b7169203331");
        assertThat(answer)
                .contains("X-Correlation-ID: my-own-id-1\r\n")
                .contains("traceparent: 00-" + trace + "-")
                .doesNotContain("of-the-backend", "nonsense");
    }

    @Test
    void answersWhatCannotBeReadInTheOneErrorShape() throws Exception {
        String answer = Wire.exchange(bff.port(), "NOT HTTP AT ALL\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("X-Correlation-ID: ")
                .contains("{\"error\":{\"code\":\"BAD_REQUEST\"");
    }

    @Test
    void answersAnOversizedHeaderSectionInTheOneErrorShape() throws Exception {
        String answer = Wire.exchange(
                bff.port(), "GET / HTTP/1.1\r\nHost: h.test\r\nX-Large: " + "x".repeat(32 * 1024) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("BAD_REQUEST");
    }

    private static String ask(String requestLine, String fields) throws IOException {
        backend.forgetHeads();
        return Wire.exchange(bff.port(), requestLine + "\r\nHost: h.test\r\nConnection: close\r\n" + fields + "\r\n");
    }

    private static String ok(String body) {
        int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }
}
