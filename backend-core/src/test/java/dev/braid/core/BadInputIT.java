package dev.braid.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, its sender is told what is wrong with it; nothing that can be sent is a failure of the service. */
class BadInputIT extends CoreTestServer {

    private static final List<String> PARAMETERS = List.of(
            "symbol",
            "from",
            "to",
            "rth_only",
            "target",
            "limit",
            "offset",
            "order",
            "strategy_id",
            "side",
            "cursor",
            "category",
            "type",
            "actor",
            "outcome",
            "state",
            "active_only",
            "board_id",
            "name");

    private static final List<String> QUESTIONS = List.of(
            "/bars/daily?symbol=BADINPUT",
            "/bars/minute_decimated?symbol=BADINPUT&from=2024-01-01",
            "/backtests?limit=1",
            "/backtests/bad-input?a=b",
            "/backtests/bad-input/equity?target=10",
            "/backtests/bad-input/orders?limit=10",
            "/audit/events?limit=1",
            "/api/v1/sprints?limit=1",
            "/api/v1/sprints/1/latest-analysis?limit=1",
            "/api/v1/sprints/meta-boards/configurations?limit=1");

    @BeforeEach
    void aSymbolAndARun() {
        owner().sql("INSERT INTO symbols (symbol) VALUES ('BADINPUT') ON CONFLICT DO NOTHING")
                .update();
        owner().sql("""
                INSERT INTO runs (run_id, origin, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                    slippage_fees, speed, code_hash, input_hash, created_at, status, progress, finished_at)
                VALUES ('bad-input', 'IMPORT', 'BADINPUT-2024-1m', 'BADINPUT', '2024-01-01', '2024-12-31', 'none', '{}', 1,
                    '{}', 1, 'none', 'none', now(), 'DONE', 1, now())
                ON CONFLICT DO NOTHING
                """).update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%00",
                "A%00",
                "%FF",
                "%ED%A0%80",
                "%F0%9F%98%80",
                "-1",
                "1e9",
                "NaN",
                "2147483648",
                "99999999999999999999",
                "2024-02-30",
                "0000-01-01",
                "9999-12-31",
                "10000-01-01",
                "%2B10000-01-01",
                "%2B300000-01-01",
                "%2B999999999-12-31",
                "-5000-01-01",
                "-999999999-01-01",
                "0000-01-01T00:00:00Z",
                "9999-12-31T24:00:00Z",
                "9999-12-31T23:59:59-18:00",
                "%2B292278995-01-01T00:00:00Z",
                "%2B999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "2024-01-01T00:00:00%2B18:00",
                "2024-01-01T00:00:00.999999999Z"
            })
    void noParameterMakesTheServiceFail(String value) {
        for (String question : QUESTIONS) {
            for (String name : PARAMETERS) {
                HttpResponse<String> response = get(question + "&" + name + "=" + value);
                assertThat(response.statusCode())
                        .as("%s&%s=%s: %s", question, name, value, response.body())
                        .isIn(200, 400, 404, 422);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\\u0000\":1}",
                "{\"symbol\":\"\\u0000\"}",
                "{\"symbol\":\"\\ud800\"}",
                "{\"strategy_id\":\"123456789012345678901234567890123456789\uD83D\uDE00\"}",
                "{\"from\":\"+999999999-12-31\",\"to\":\"-999999999-12-31\",\"symbol\":\"A\"}",
                "{\"year\":99999999999999999999999,\"symbol\":\"A\"}",
                "{\"year\":1e999,\"symbol\":\"A\",\"speed\":1e999999999,\"seed\":-1e999999999}",
                "{\"params\":[],\"slippage_fees\":\"x\",\"speed\":\"1\"}",
                "{\"params\":{\"fast\":1.0,\"slow\":{}}}",
                "\"text\"",
                "1"
            })
    void noBodyMakesTheServiceFail(String body) {
        HttpResponse<String> response = send("POST", "/backtests", body, "Content-Type", "application/json");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(json(response).at("/error/code").asString()).isEqualTo("VALIDATION");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /backtests                  | Content-Type: application/json;charset=bogus  | 415",
                "POST | /backtests                  | Content-Type: nonsense                        | 415",
                "POST | /backtests                  | Content-Type: multipart/form-data             | 415",
                "POST | /backtests/none/cancel      | Content-Type: multipart/form-data             | 404",
                "POST | /backtests                  | Transfer-Encoding: nonsense                   | 400",
                "GET  | /backtests                  | Expect: nonsense                              | 400",
                "GET  | /backtests                  | Accept: nonsense                              | 406",
                "GET  | /backtests?%zz              | Accept: */*                                   | 400",
                "GET  | /backtests/..%2f..          | Accept: */*                                   | 400",
                "GET  | /backtests/%00              | Accept: */*                                   | 400",
                "GET  | /swagger-ui/..%5capplication.yml | Accept: */*                              | 400",
                "TRACE| /backtests                  | Accept: */*                                   | 405",
                "GET  | /error                      | Accept: */*                                   | 404"
            })
    void noHeaderMakesTheServiceFail(String method, String target, String header, int status) throws IOException {
        assertThat(raw("%s %s HTTP/1.1\r\n%s\r\n".formatted(method, target, header)))
                .startsWith("HTTP/1.1 " + status)
                .contains("{\"error\":{\"code\":\"");
    }

    @Test
    void aQueryThatCannotBeDecodedIsNamedAsSuch() throws IOException {
        assertThat(raw("GET /backtests?limit=%zz HTTP/1.1\r\n")).contains("\"message\":\"query: not readable");
    }

    private String raw(String requestLineAndHeader) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            String request = requestLineAndHeader + "Host: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
