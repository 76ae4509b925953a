package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.contracts.conformance.RecordingHttpClient;
import dev.braid.load.Api.Reply;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Dashboards of users who live in different places, made of what the real backend answers. */
class DashboardOfARealBackendIT {

    private static final String PATH = "/api/v1/dashboard/complete";
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    private static Path folder;

    private static CoreProcess core;
    private static RunningBff bff;

    private final HttpClient client = RecordingHttpClient.http1();
    private final Api api = new Api(bff.url("/"), client);
    private final String token = api.register(UUID.randomUUID() + "@dashboard.example");

    @BeforeAll
    static void start() throws Exception {
        core = CoreProcess.start(folder, MinuteBars.in(folder));
        // Of a machine that runs other tests beside this one.
        bff = RunningBff.before(core.url(), "braid.auth=on", "braid.document.deadline=20s");
    }

    @AfterAll
    static void stop() {
        bff.close();
        core.close();
    }

    @Test
    void countsTheDaysOfWhereTheUserLooks() {
        create("{\"title\":\"weave\"}");
        create("{\"title\":\"spin\",\"completed\":true}");

        LocalDate before = LocalDate.now(BERLIN);
        JsonNode document = api.get(PATH + "?tz=Europe/Berlin", token).body();
        LocalDate after = LocalDate.now(BERLIN);

        assertThat(document.at("/metadata/complete").booleanValue())
                .as(document.toString())
                .isTrue();
        assertThat(document.get("statistics").toString())
                .isEqualTo("{\"total_tasks\":2,\"pending_tasks\":1,\"completed_tasks\":1,\"shared_tasks\":0}");
        assertThat(document.at("/activity/completion_rate").doubleValue()).isEqualTo(50.0);
        assertThat(document.at("/activity/time_zone").stringValue()).isEqualTo("Europe/Berlin");
        assertThat(Instant.parse(document.at("/activity/today_start").stringValue()))
                .isIn(
                        before.atStartOfDay(BERLIN).toInstant(),
                        after.atStartOfDay(BERLIN).toInstant());
        assertThat(document.get("breakdown").toString()).isEqualTo("{\"pending\":1,\"completed\":1,\"total\":2}");
        assertThat(document.at("/shared/total_shared").intValue()).isZero();
        assertThat(document.get("recent_runs").isArray()).isTrue();
        assertThat(document.at("/metadata/sections/statistics/computed_at").isString())
                .isTrue();
    }

    @Test
    void showsTheOwnWriteAndAnswers304WhileNothingChanges() throws Exception {
        String entityTag = entityTag();
        HttpResponse<String> unchanged = client.send(
                api.request(PATH, token).header("If-None-Match", entityTag).build(),
                HttpResponse.BodyHandlers.ofString());

        create("{\"title\":\"warp\"}");

        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(entityTag()).isNotEqualTo(entityTag);
        assertThat(api.get(PATH, token).body().at("/statistics/total_tasks").intValue())
                .isEqualTo(1);
    }

    @Test
    void carriesTheAnswerForABoardThatIsNotThere() {
        Reply reply = api.get(PATH + "?board_id=7", token);

        JsonNode section = reply.body().at("/metadata/sections/portfolio_health");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().at("/metadata/complete").booleanValue()).isFalse();
        assertThat(section.get("http_status").intValue()).isEqualTo(404);
    }

    @Test
    void passesOnThatNobodyHasNoDashboard() {
        Reply reply = api.get(PATH, "nonsense");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body().at("/error/code").stringValue()).isEqualTo("UNAUTHENTICATED");
    }

    private String entityTag() throws Exception {
        HttpResponse<String> reply =
                client.send(api.request(PATH, token).build(), HttpResponse.BodyHandlers.ofString());
        return reply.headers().firstValue("ETag").orElseThrow();
    }

    private void create(String task) {
        assertThat(api.post("/api/tasks", token, task).status()).isEqualTo(201);
    }
}
