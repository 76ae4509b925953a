package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whoever has written reads what they wrote, however fresh the numbers from before are. */
class NumbersAfterWritesIT extends TaskTestServer {

    private Known ada;
    private Known bob;

    @BeforeEach
    void twoUsersWhoHaveLookedAtTheirNumbers() {
        ada = somebody();
        bob = somebody();
        assertNumbers(ada, 0, 0, 0);
        assertNumbers(bob, 0, 0, 0);
    }

    @Test
    void countsWhatItsOwnerCreatesCompletesReopensAndDeletes() {
        long task = aTaskOf(ada);
        assertNumbers(ada, 1, 0, 0);
        assertThisWeek(ada, 1, 0);

        patch(ada, task, "{\"completed\":true}");
        assertNumbers(ada, 1, 1, 0);
        assertThisWeek(ada, 1, 1);

        patch(ada, task, "{\"title\":\"Another title\"}");
        assertNumbers(ada, 1, 1, 0);
        assertThisWeek(ada, 1, 1);

        patch(ada, task, "{\"completed\":false}");
        assertNumbers(ada, 1, 0, 0);
        assertThisWeek(ada, 1, 0);

        ask(ada, "DELETE", path(task), null);
        assertNumbers(ada, 0, 0, 0);
        assertThisWeek(ada, 0, 0);
        assertNumbers(bob, 0, 0, 0);
    }

    @Test
    void beginsTheDaysWhereItsUserLivesNow() {
        assertThat(numbers(ada, "activity").get("time_zone").asString()).isEqualTo("UTC");

        ask(ada, "PUT", "/users/me", "{\"time_zone\":\"Pacific/Kiritimati\"}");

        assertThat(numbers(ada, "activity").get("time_zone").asString()).isEqualTo("Pacific/Kiritimati");
        assertThat(TestChanges.of("account:" + ada.id()))
                .singleElement()
                .satisfies(said -> assertThat(said.tags()).containsExactly("dash:" + ada.id()));
    }

    @Test
    void countsWhatIsSharedForWhomItIsSharedWith() {
        long task = aTaskOf(ada);
        String share = shared(ada, task, bob, "view");
        assertShared(bob, 1, 0);
        assertNumbers(bob, 0, 0, 1);
        assertNumbers(ada, 1, 0, 0);

        ask(ada, "PATCH", path(task) + "/shares/" + share, "{\"permission\":\"edit\"}");
        assertShared(bob, 0, 1);

        ask(bob, "DELETE", path(task) + "/shares/" + share, null);
        assertShared(bob, 0, 0);
        assertNumbers(bob, 0, 0, 0);
    }

    @Test
    void countsNoSharesOfATaskThatIsGone() {
        long task = aTaskOf(ada);
        shared(ada, task, bob, "edit");
        assertNumbers(bob, 0, 0, 1);

        ask(ada, "DELETE", path(task), null);

        assertNumbers(bob, 0, 0, 0);
        assertShared(bob, 0, 0);
    }

    @Test
    void countsForItsOwnerWhatSomebodyElseCompletes() {
        long task = aTaskOf(ada);
        shared(ada, task, bob, "edit");
        assertThisWeek(ada, 1, 0);

        patch(bob, task, "{\"completed\":true}");

        assertNumbers(ada, 1, 1, 0);
        assertThisWeek(ada, 1, 1);
        assertNumbers(bob, 0, 0, 1);
        assertThisWeek(bob, 0, 0);
    }

    @Test
    void countsForItsOwnerWhatATeamDeletes() {
        UUID team = aTeamOf(bob);
        join(team, ada, "member");
        long task = aTaskOf(ada, team);
        assertNumbers(ada, 1, 0, 0);
        assertNumbers(bob, 0, 0, 0);

        ask(bob, "DELETE", path(task), null);

        assertNumbers(ada, 0, 0, 0);
    }

    @Test
    void keepsItsNumbersWhenAWriteIsRefused() {
        long task = aTaskOf(ada);
        numbers(ada, "statistics");

        assertError(patch(bob, task, "{\"completed\":true}"), 404, "TASK_NOT_FOUND");
        assertError(patch(ada, task, "{\"title\":\" \"}"), 422, "VALIDATION");

        assertThat(numbers(ada, "statistics").get("cached").asBoolean()).isTrue();
    }

    private void assertNumbers(Known user, int total, int completed, int shared) {
        JsonNode statistics = numbers(user, "statistics").get("statistics");
        assertThat(statistics)
                .isEqualTo(JSON.readTree(
                        "{\"total_tasks\":%d,\"pending_tasks\":%d,\"completed_tasks\":%d,\"shared_tasks\":%d}"
                                .formatted(total, total - completed, completed, shared)));
        assertThat(numbers(user, "breakdown"))
                .isEqualTo(JSON.readTree("{\"pending\":%d,\"completed\":%d,\"total\":%d}"
                        .formatted(total - completed, completed, total)));
    }

    private void assertThisWeek(Known user, int created, int completed) {
        JsonNode activity = numbers(user, "activity");
        assertThat(activity.get("tasks_created_this_week").asInt()).isEqualTo(created);
        assertThat(activity.get("tasks_completed_this_week").asInt()).isEqualTo(completed);
    }

    private void assertShared(Known user, int viewOnly, int canEdit) {
        assertThat(numbers(user, "shared"))
                .isEqualTo(JSON.readTree("{\"total_shared\":%d,\"view_only\":%d,\"can_edit\":%d}"
                        .formatted(viewOnly + canEdit, viewOnly, canEdit)));
    }

    private JsonNode numbers(Known user, String path) {
        HttpResponse<String> reply = read(user, "/api/dashboard/" + path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return json(reply);
    }
}
