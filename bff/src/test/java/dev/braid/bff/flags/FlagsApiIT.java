package dev.braid.bff.flags;

import static dev.braid.bff.flags.FlagsClient.FLAG;
import static dev.braid.bff.flags.FlagsClient.code;
import static dev.braid.bff.flags.FlagsClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FlagsApiIT {

    private static final String BODY = "{\"state\":\"off\",\"reason\":\"a test\"}";

    @TempDir
    static Path data;

    private static FlagsClient bff;

    @BeforeAll
    static void start() {
        bff = FlagsClient.start(data);
    }

    @AfterAll
    static void stop() {
        bff.close();
    }

    @Test
    void listsEveryFlagWithWhatItIsAbout() {
        HttpResponse<String> reply = bff.get("/api/v1/flags");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("cache-control")).contains("no-store");
        JsonNode flag = json(reply).path("flags").get(1);
        assertThat(flag.propertyNames())
                .containsExactly(
                        "key",
                        "state",
                        "strategy",
                        "revision",
                        "owner",
                        "kind",
                        "default",
                        "description",
                        "updated_at",
                        "forced");
        assertThat(flag.path("key").stringValue()).isEqualTo("run-aggregation");
        assertThat(flag.path("default").stringValue()).isEqualTo("on");
    }

    @Test
    void answersHeadAsGetWithoutTheBody() {
        HttpResponse<String> reply = bff.send(bff.request("/api/v1/flags").method("HEAD", BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void switchesAFlagAndRemembersWhy() {
        long revision = revision();
        HttpResponse<String> changed = bff.put(
                FLAG,
                "\"" + revision + "\"",
                "{\"state\":\"on\",\"strategy\":\"username:users=alice\",\"reason\":\"only alice\"}");

        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("etag")).contains("\"" + (revision + 1) + "\"");
        assertThat(json(changed).path("strategy").stringValue()).isEqualTo("username:users=alice");
        assertThat(json(changed).path("updated_at").stringValue()).endsWith("Z");

        // The strategy is kept when it is not mentioned, and goes when it is null.
        assertThat(json(bff.switchTo("off", revision + 1)).path("strategy").stringValue())
                .isEqualTo("username:users=alice");
        HttpResponse<String> cleared = bff.put(
                FLAG, "\"" + (revision + 2) + "\"", "{\"state\":\"on\",\"strategy\":null,\"reason\":\"for all\"}");
        assertThat(json(cleared).path("strategy").isNull()).isTrue();
        assertThat(json(bff.get(FLAG))).isEqualTo(json(cleared));

        JsonNode changes = json(bff.get(FLAG + "/history?limit=3")).path("changes");
        assertThat(changes).hasSize(3);
        assertThat(changes.get(0).path("reason").stringValue()).isEqualTo("for all");
        assertThat(changes.get(2).path("to").path("strategy").stringValue()).isEqualTo("username:users=alice");
        assertThat(changes.get(2).path("actor").stringValue()).isEqualTo("demo");
    }

    @Test
    void refusesAChangeDecidedOnWhatIsNoLongerSo() {
        long revision = revision();
        bff.switchTo("on", revision);

        HttpResponse<String> late = bff.switchTo("off", revision);

        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(code(late)).isEqualTo("PRECONDITION_FAILED");
        assertThat(bff.state()).isEqualTo("on");
    }

    @Test
    void takesAWeakEntityTagAsOneThatDoesNotMatch() {
        assertThat(bff.put(FLAG, "W/\"" + revision() + "\"", BODY).statusCode()).isEqualTo(412);
    }

    @Test
    void wantsToKnowWhichRevisionAChangeWasDecidedOn() {
        HttpResponse<String> reply = bff.send(
                bff.request(FLAG).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(BODY)));

        assertThat(reply.statusCode()).isEqualTo(428);
        assertThat(code(reply)).isEqualTo("PRECONDITION_REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "0", "\"abc\"", "\"0\", \"1\"", "\"99999999999999999999\""})
    void refusesAnIfMatchThatIsNotARevision(String ifMatch) {
        HttpResponse<String> reply = bff.put(FLAG, ifMatch, BODY);

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(json(reply).path("error").path("details").has("If-Match")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"state\":\"off\"                                       | 400 | BAD_REQUEST",
                "``                                                       | 422 | VALIDATION",
                "{\"state\":\"off\"}                                      | 422 | VALIDATION",
                "{\"state\":\"off\",\"reason\":\"  \"}                    | 422 | VALIDATION",
                "{\"state\":\"away\",\"reason\":\"x\"}                    | 422 | VALIDATION",
                "{\"state\":\"off\",\"reason\":\"x\",\"colour\":\"red\"}  | 422 | VALIDATION"
            })
    void refusesABodyThatItCannotObey(String body, int status, String code) {
        HttpResponse<String> reply = bff.put(FLAG, "\"" + revision() + "\"", body);

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(code(reply)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesABodyThatIsTooLargeWhetherItSaysSoOrNot(boolean saysSo) {
        byte[] body = ("{\"state\":\"off\",\"reason\":\"" + "x".repeat(20_000) + "\"}").getBytes();

        HttpResponse<String> reply = bff.send(bff.request(FLAG)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"0\"")
                .PUT(
                        saysSo
                                ? BodyPublishers.ofByteArray(body)
                                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(code(reply)).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", ""})
    void refusesABodyThatIsNotSaidToBeJson(String type) {
        var request = bff.request(FLAG).header("If-Match", "\"0\"").PUT(BodyPublishers.ofString(BODY));

        HttpResponse<String> reply = bff.send(type.isEmpty() ? request : request.header("Content-Type", type));

        assertThat(reply.statusCode()).isEqualTo(415);
        assertThat(code(reply)).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/flags/no-such-flag", "/api/v1/flags/no-such-flag/history"})
    void doesNotKnowOtherFlags(String path) {
        HttpResponse<String> reply = bff.get(path);

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(code(reply)).isEqualTo("FLAG_NOT_FOUND");
    }

    /** https://github.com/reactor/reactor-netty/issues/4361: a history is read on another thread than the connection's. */
    @Test
    void takesTheNextRequestAfterAReplyThatCameFromAnotherThread() {
        for (int i = 0; i < 300; i++) {
            assertThat(bff.get(FLAG + "/history").statusCode()).isEqualTo(200);
            assertThat(bff.get(FLAG).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/v1/flags,                           'GET, HEAD'",
        "DELETE, /api/v1/flags/chart-aggregation,         'GET, HEAD, PUT'",
        "PUT,    /api/v1/flags/chart-aggregation/history, 'GET, HEAD'"
    })
    void saysWhichMethodsThereAre(String method, String path, String allowed) {
        HttpResponse<String> reply = bff.send(bff.request(path).method(method, BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/flags?colour=red",
                FLAG + "?x=1",
                FLAG + "/history?limit=0",
                FLAG + "/history?limit=many"
            })
    void refusesParametersThatItDoesNotKnow(String path) {
        assertThat(bff.get(path).statusCode()).isEqualTo(422);
    }

    @Test
    void showsTogglzsViewButChangesNothingThere() {
        bff.switchTo("on", revision());

        HttpResponse<String> read = bff.send(bff.managementRequest("/actuator/togglz/CHART_AGGREGATION"));
        HttpResponse<String> change = bff.send(bff.managementRequest("/actuator/togglz/CHART_AGGREGATION")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"enabled\":false}")));

        assertThat(json(read).path("enabled").booleanValue()).isTrue();
        assertThat(change.statusCode()).isEqualTo(405);
        assertThat(bff.state()).isEqualTo("on");
    }

    @Test
    void showsTheFlagsAsMetrics() {
        bff.switchTo("off", revision());

        assertThat(bff.send(bff.managementRequest("/actuator/prometheus")).body())
                .contains("braid_flag_state{flag=\"chart-aggregation\"} 0.0")
                .containsPattern("braid_flag_flips_total\\{flag=\"chart-aggregation\"} [1-9]")
                .contains("braid_flag_evaluations_total{flag=\"run-aggregation\",outcome=\"on\"}")
                .contains("braid_flag_synchronization_age_seconds");
        bff.switchTo("on", revision());
    }

    @Test
    void obeysTheFileThatForcesFlagsAndLetsNobodyOverrideIt() throws IOException {
        bff.switchTo("on", revision());
        Path file = data.resolve("bff-0").resolve("BRAID_FLAGS_FORCE");
        Files.writeString(file, "chart-aggregation=off\n");
        await().untilAsserted(() ->
                assertThat(json(bff.get(FLAG)).path("forced").asString("")).isEqualTo("off"));

        HttpResponse<String> conditional =
                bff.send(bff.request(FLAG).header("If-None-Match", "\"" + revision() + "\""));
        assertThat(conditional.statusCode()).isEqualTo(200);
        assertThat(conditional.headers().firstValue("etag")).contains("\"" + revision() + "\"");
        assertThat(json(conditional).path("forced").stringValue()).isEqualTo("off");
        assertThat(bff.state()).isEqualTo("on");
        assertThat(bff.send(bff.managementRequest("/actuator/prometheus")).body())
                .contains("braid_flag_state{flag=\"chart-aggregation\"} 0.0");

        Files.delete(file);
        await().untilAsserted(() ->
                assertThat(json(bff.get(FLAG)).path("forced").isNull()).isTrue());
    }

    private static long revision() {
        return json(bff.get(FLAG)).path("revision").longValue();
    }
}
