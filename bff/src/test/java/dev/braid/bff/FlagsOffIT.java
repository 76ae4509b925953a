package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The aggregated endpoints with their flags off: one request of the backend, and its reply. */
class FlagsOffIT {

    private static final RawBackend BACKEND = RawBackend.start();
    private static final RunningBff BFF = RunningBff.before(
            URI.create(BACKEND.url()),
            "braid.flags.force=chart-aggregation=off,run-aggregation=off,portfolio-aggregation=off,dashboard-aggregation=off");
    private static final String BODY = "{ \"anything\" : [1.0,2e0,\"\\u00e9\"] }\n";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterAll
    static void stop() {
        BFF.close();
        BACKEND.close();
    }

    @BeforeEach
    void forget() {
        BACKEND.reset();
    }

    @ParameterizedTest
    @CsvSource({"1D,/bars/daily,", "1H,/bars/hour,", "1M,/bars/minute,", "1M_DECIMATED,/bars/minute_decimated,&target=7"
    })
    void passesAChartThrough(String timeframe, String endpoint, String target) throws Exception {
        BACKEND.reply(endpoint, 203, BODY, "Content-Type: text/x-anything", "ETag: \"e\"", "X-Own: 1", "X-Own: 2");

        HttpResponse<String> reply = send(request("/api/v1/chart-data?format=x&target_points=7&symbol=a%20b&timeframe="
                        + timeframe + "&from_date=soon&to=later&rth_only=maybe&colour=red")
                .header("Authorization", "Bearer t"));

        assertThat(reply.statusCode()).isEqualTo(203);
        assertThat(reply.body()).isEqualTo(BODY);
        assertThat(reply.headers().firstValue("Braid-Mode")).contains("pass-through");
        assertThat(reply.headers().firstValue("Content-Type")).contains("text/x-anything");
        assertThat(reply.headers().firstValue("ETag")).contains("\"e\"");
        assertThat(reply.headers().allValues("X-Own")).containsExactly("1", "2");
        String query = (target == null ? "" : target + "&").replaceFirst("^&", "")
                + "symbol=a%20b&from=soon&to=later&rth_only=maybe";
        assertThat(BACKEND.requests(endpoint))
                .singleElement()
                .asString()
                .startsWith("GET " + endpoint + "?" + query + " HTTP/1.1\r\n")
                .containsIgnoringCase("Authorization: Bearer t\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/chart-data?timeframe=1D&symbol=a|\"b%zz,/bars/daily,?symbol=a|\"b%zz",
        "/api/v1/runs/a|\"b%zz/complete?x,/backtests/a|\"b%zz,",
        "/api/v1/meta-boards/a|\"b%zz/complete?x=a|\"b%zz&&%x=,/api/v1/meta-boards/a|\"b%zz/project-portfolio,?x=a|\"b%zz&&%x=",
        "/api/v1/meta-boards/7/complete?,/api/v1/meta-boards/7/project-portfolio,?",
        "/api/v1/dashboard/complete?tz=a|\"b%zz&%x=1,/api/dashboard/statistics,?tz=a|\"b%zz"
    })
    void passesOnTheBytesThatWereSent(String target, String path, String query) throws Exception {
        Wire.exchange(BFF.port(), "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        assertThat(BACKEND.requests(path))
                .singleElement()
                .asString()
                .startsWith("GET " + path + (query == null ? "" : query) + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?timeframe=2D", "?symbol=A"})
    void needsOnlyTheTimeframe(String query) throws Exception {
        HttpResponse<String> reply = send(request("/api/v1/chart-data" + query));

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(reply.headers().firstValue("Braid-Mode")).contains("pass-through");
        assertThat(reply.body()).contains("\"timeframe\":");
    }

    @Test
    void passesARunThroughWithoutItsQuery() throws Exception {
        BACKEND.reply("/backtests/a%2Fb", 404, BODY, "Content-Type: application/json");

        HttpResponse<String> reply = send(request("/api/v1/runs/a%2Fb/complete?equity_points=x"));

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo(BODY);
        assertThat(reply.headers().firstValue("Braid-Mode")).contains("pass-through");
        assertThat(BACKEND.requests("/backtests/a%2Fb"))
                .singleElement()
                .asString()
                .startsWith("GET /backtests/a%2Fb HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'',''",
        "?,''",
        "?board_id=..&user_id=x,''",
        "?tz,?tz",
        "?board_id=7&tz=Nowhere%20at%20all&x&tz=,?tz=Nowhere%20at%20all&tz=",
        "?%74z=UTC&&tz=UTC=,?tz=UTC&tz=UTC="
    })
    void passesADashboardThroughAsStatisticsOfAZone(String sent, String passedOn) throws Exception {
        BACKEND.reply("/api/dashboard/statistics", 203, BODY, "Content-Type: text/x-anything", "ETag: \"e\"");

        HttpResponse<String> reply = send(request("/api/v1/dashboard/complete" + sent)
                .header("Authorization", "Bearer t")
                .header("If-None-Match", "W/\"x\""));

        assertThat(reply.statusCode()).isEqualTo(203);
        assertThat(reply.body()).isEqualTo(BODY);
        assertThat(reply.headers().firstValue("Braid-Mode")).contains("pass-through");
        assertThat(reply.headers().firstValue("ETag")).contains("\"e\"");
        assertThat(BACKEND.requests("/api/dashboard/statistics"))
                .singleElement()
                .asString()
                .startsWith("GET /api/dashboard/statistics" + passedOn + " HTTP/1.1\r\n")
                .containsIgnoringCase("Authorization: Bearer t\r\n")
                .containsIgnoringCase("If-None-Match: W/\"x\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?limit=5&priority=urgent&&sort=a%20b&limit=6",
                "?min_completion_percentage=60&max_completion_percentage=40&x"
            })
    void passesABoardThroughAsItsProjectsWithTheSameQuery(String query) throws Exception {
        String path = "/api/v1/meta-boards/a%2Fb;c=d/project-portfolio";
        BACKEND.reply(path, 203, BODY, "Content-Type: text/x-anything", "ETag: \"e\"");

        HttpResponse<String> reply = send(request("/api/v1/meta-boards/a%2Fb;c=d/complete" + query)
                .header("Authorization", "Bearer t")
                .header("If-None-Match", "W/\"x\""));

        assertThat(reply.statusCode()).isEqualTo(203);
        assertThat(reply.body()).isEqualTo(BODY);
        assertThat(reply.headers().firstValue("Braid-Mode")).contains("pass-through");
        assertThat(reply.headers().firstValue("ETag")).contains("\"e\"");
        assertThat(BACKEND.requests(path))
                .singleElement()
                .asString()
                .startsWith("GET " + path + query + " HTTP/1.1\r\n")
                .containsIgnoringCase("Authorization: Bearer t\r\n")
                .containsIgnoringCase("If-None-Match: W/\"x\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e"})
    void neverPassesAnotherResourceThrough(String name) throws Exception {
        HttpResponse<String> reply = send(request("/api/v1/runs/" + name + "/complete"));

        HttpResponse<String> board = send(request("/api/v1/meta-boards/" + name + "/complete"));

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).contains("RUN_NOT_FOUND");
        assertThat(board.statusCode()).isEqualTo(404);
        assertThat(board.body()).contains("BOARD_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/runs/x/complete,/backtests/x",
        "/api/v1/meta-boards/7/complete,/api/v1/meta-boards/7/project-portfolio",
        "/api/v1/dashboard/complete,/api/dashboard/statistics"
    })
    void sendsHeadAsHead(String target, String path) throws Exception {
        BACKEND.reply(path, 200, "", "Content-Type: application/json");

        send(request(target).method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(BACKEND.requests(path)).singleElement().asString().startsWith("HEAD " + path + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/chart-data?timeframe=1D",
                "/api/v1/runs/x/complete",
                "/api/v1/meta-boards/7/complete",
                "/api/v1/dashboard/complete"
            })
    void refusesOtherMethods(String target) throws Exception {
        HttpResponse<String> reply = send(request(target).DELETE());

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(BFF.url(target)).timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
