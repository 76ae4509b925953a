package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import dev.braid.core.changes.Changes;
import dev.braid.core.identity.TestCallers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class DashboardIT extends CoreTestServer {

    private static final List<String> PATHS = List.of("statistics", "activity", "breakdown", "shared");

    @Autowired
    private BeanFactory service;

    @Autowired
    private Changes changes;

    @Autowired
    private TransactionTemplate transaction;

    private final TaskRows rows = new TaskRows(owner());
    private TestCallers.Known ada;
    private TestCallers.Known bob;

    @BeforeEach
    void twoUsersWithTasks() {
        ada = TestCallers.of(service).user("member");
        bob = TestCallers.of(service).user("viewer");
        Instant now = Instant.now().minusSeconds(1);
        rows.pending(ada.id(), now);
        rows.pending(ada.id(), now);
        rows.completed(ada.id(), now, now);
        rows.share(rows.pending(bob.id(), now), bob.id(), ada.id(), "edit");
    }

    @Test
    void showsEachUserTheirOwnNumbers() {
        assertThat(numbers(ada, "statistics").get("statistics"))
                .isEqualTo(JSON.readTree(
                        "{\"total_tasks\":3,\"pending_tasks\":2,\"completed_tasks\":1,\"shared_tasks\":1}"));
        assertThat(numbers(ada, "breakdown")).isEqualTo(JSON.readTree("{\"pending\":2,\"completed\":1,\"total\":3}"));
        assertThat(numbers(ada, "shared"))
                .isEqualTo(JSON.readTree("{\"total_shared\":1,\"view_only\":0,\"can_edit\":1}"));
        assertThat(numbers(bob, "statistics").get("statistics"))
                .isEqualTo(JSON.readTree(
                        "{\"total_tasks\":1,\"pending_tasks\":1,\"completed_tasks\":0,\"shared_tasks\":0}"));
        assertThat(numbers(bob, "shared"))
                .isEqualTo(JSON.readTree("{\"total_shared\":0,\"view_only\":0,\"can_edit\":0}"));
    }

    @Test
    void saysWhichDayTheActivityIsThatOf() {
        ZoneId kiritimati = ZoneId.of("Pacific/Kiritimati");

        JsonNode activity = numbers(ada, "activity?tz=Pacific/Kiritimati");

        assertThat(activity.get("time_zone").asString()).isEqualTo("Pacific/Kiritimati");
        assertThat(Instant.parse(activity.get("today_start").asString()))
                .isIn(List.of(
                        LocalDate.now(kiritimati).atStartOfDay(kiritimati).toInstant(),
                        LocalDate.now(kiritimati)
                                .minusDays(1)
                                .atStartOfDay(kiritimati)
                                .toInstant()));
        assertThat(activity.get("tasks_created_this_week").asInt()).isBetween(0, 3);
        assertThat(activity.get("completion_rate").asDouble()).isEqualTo(33.3);
    }

    @Test
    void usesTheUsersOwnZoneUnlessAskedForAnother() {
        assertThat(numbers(ada, "activity").get("time_zone").asString()).isEqualTo("UTC");
        send(
                "PUT",
                "/users/me",
                "{\"time_zone\":\"Europe/Berlin\"}",
                "Authorization",
                ada.bearer(),
                "Content-Type",
                "application/json");

        assertThat(numbers(ada, "activity").get("time_zone").asString()).isEqualTo("Europe/Berlin");
        assertThat(numbers(ada, "activity?tz=Asia/Kathmandu").get("time_zone").asString())
                .isEqualTo("Asia/Kathmandu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"statistics", "activity", "breakdown", "shared"})
    void answersNotModifiedWhileNothingChanges(String path) {
        HttpResponse<String> first = ask(ada, path);
        String tag = header(first, "ETag");
        HttpResponse<String> second = ask(ada, path, "If-None-Match", tag);
        forget(ada);
        HttpResponse<String> countedAnew = ask(ada, path, "If-None-Match", "\"other\", " + tag);
        rows.pending(ada.id(), Instant.now());
        rows.share(rows.pending(bob.id(), Instant.now()), bob.id(), ada.id(), "view");
        forget(ada);
        HttpResponse<String> changed = ask(ada, path, "If-None-Match", tag);

        assertThat(tag).startsWith("W/\"");
        assertThat(header(first, "Cache-Control")).isEqualTo("private, max-age=0");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(header(second, "ETag")).isEqualTo(tag);
        assertThat(header(second, "Cache-Control")).isEqualTo("private, max-age=0");
        assertThat(countedAnew.statusCode()).isEqualTo(304);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(header(changed, "ETag")).isNotEqualTo(tag);
    }

    @Test
    void saysWhenAndForWhomItCounted() {
        JsonNode first = numbers(ada, "statistics");
        JsonNode again = numbers(ada, "statistics");

        assertThat(first.get("cached").asBoolean()).isFalse();
        assertThat(again.get("cached").asBoolean()).isTrue();
        assertThat(again.get("computed_at")).isEqualTo(first.get("computed_at"));
        assertThat(Instant.parse(first.get("computed_at").asString()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void countsAnewAfterAChangeOfTheUsersAndOfNobodyElse() {
        PATHS.forEach(path -> ask(ada, path));
        PATHS.forEach(path -> ask(bob, path));

        CurrentCaller.runAs(
                Caller.onBehalfOf(bob.id()),
                () -> transaction.executeWithoutResult(status -> changes.publish(new Change(
                        "task_shared",
                        "task:1",
                        Map.of("task_id", 1, "user_id", ada.id()),
                        Audience.of(Set.of(ada.id()), "task:read"),
                        Set.of("dash:" + ada.id())))));

        assertThat(numbers(ada, "statistics").get("cached").asBoolean()).isFalse();
        assertThat(numbers(bob, "statistics").get("cached").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "tz=Mars/Olympus, tz, Mars/Olympus (expected: an IANA name such as Europe/Berlin)",
        "tz=, tz, ' (expected: an IANA name such as Europe/Berlin)'",
        "tz=europe/berlin, tz, europe/berlin (expected: an IANA name such as Europe/Berlin)",
        "tz=%2B02:00, tz, +02:00 (expected: an IANA name such as Europe/Berlin)",
        "tz=Z, tz, Z (expected: an IANA name such as Europe/Berlin)",
        "tz=UTC&tz=UTC, tz, given 2 times (expected: once)",
        "user_id=x, user_id, unknown (expected: one of tz)"
    })
    void refusesWhatItDoesNotKnow(String query, String field, String problem) {
        for (String path : PATHS) {
            HttpResponse<String> refused = ask(ada, path + "?" + query);

            assertThat(refused.statusCode()).as(path).isEqualTo(422);
            assertThat(json(refused).at("/error/code").asString()).isEqualTo("VALIDATION");
            assertThat(json(refused).at("/error/details/" + field).asString()).isEqualTo(problem);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"statistics", "activity", "breakdown", "shared"})
    void servesUsersOnly(String path) {
        TestCallers.Known machine = TestCallers.of(service).service("task:read");
        TestCallers.Known mayNothing = TestCallers.of(service).user();

        assertThat(ask(machine, path).statusCode()).isEqualTo(403);
        assertThat(ask(mayNothing, path).statusCode()).isEqualTo(403);
        assertThat(get("/api/dashboard/" + path, "Authorization", "Bearer nonsense")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void isHealthyWhileItAnswers() {
        HttpResponse<String> healthy = get("/api/dashboard/health");

        assertThat(healthy.statusCode()).isEqualTo(200);
        assertThat(json(healthy).get("status").asString()).isEqualTo("healthy");
        assertThat(Instant.parse(json(healthy).get("timestamp").asString()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(get("/api/dashboard/health?tz=UTC").statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"statistics", "activity", "breakdown", "shared"})
    void isBusyWhenTheDatabaseTakesTooLong(String path) throws SQLException {
        ask(ada, "breakdown?tz=UTC");
        try (Connection other = DriverManager.getConnection(databaseUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE tasks, task_shares IN ACCESS EXCLUSIVE MODE");
            Instant before = Instant.now();

            HttpResponse<String> busy = ask(ada, path + "?tz=Europe/Berlin");

            assertThat(busy.statusCode()).isEqualTo(503);
            assertThat(json(busy).at("/error/code").asString()).isEqualTo("BUSY");
            assertThat(header(busy, "Retry-After")).isEqualTo("1");
            assertThat(busy.body()).doesNotContain("SELECT");
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
            assertThat(ask(ada, "breakdown?tz=UTC").statusCode())
                    .as("what was counted before")
                    .isEqualTo(200);
            other.rollback();
        }

        assertThat(ask(ada, path + "?tz=Europe/Berlin").statusCode()).isEqualTo(200);
    }

    private JsonNode numbers(TestCallers.Known user, String path) {
        HttpResponse<String> reply = ask(user, path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return json(reply);
    }

    private HttpResponse<String> ask(TestCallers.Known user, String path, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = user.bearer();
        System.arraycopy(headers, 0, all, 2, headers.length);
        return get("/api/dashboard/" + path, all);
    }

    private void forget(TestCallers.Known user) {
        service.getBean(RememberedNumbers.class).forget(Set.of("dash:" + user.id()));
    }
}
