package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a user takes along of tasks, and what goes with the account. */
class OwnTasksIT extends TaskTestServer {

    @Test
    void aUserTakesTheirTasksAndSharesAlong() {
        Known ada = somebody();
        Known bob = somebody();
        long own = aTaskOf(ada);
        long foreign = aTaskOf(bob);
        String given = shared(ada, own, bob, "view");
        String received = shared(bob, foreign, ada, "edit");
        aTaskOf(bob);

        JsonNode tasks = json(read(ada, "/users/me/export")).at("/tasks");

        assertThat(tasks.at("/own").size()).isEqualTo(1);
        assertThat(tasks.at("/own/0")).isEqualTo(json(read(ada, path(own))));
        assertThat(tasks.at("/shares_given").size()).isEqualTo(1);
        assertThat(tasks.at("/shares_given/0/id").asString()).isEqualTo(given);
        assertThat(tasks.at("/shares_received").size()).isEqualTo(1);
        assertThat(tasks.at("/shares_received/0/id").asString()).isEqualTo(received);
    }

    @Test
    void whoLeavesTakesTasksAndSharesAwayAndEverybodyHearsOfIt() {
        Known ada = somebody();
        Known bob = somebody();
        Known carl = somebody();
        UUID team = aTeamOf(bob);
        join(team, ada, "admin");
        List<Long> own = List.of(aTaskOf(ada, team), aTaskOf(ada), aTaskOf(ada));
        shared(ada, own.get(1), carl, "edit");
        long ofTeam = aTaskOf(bob, team);
        shared(ada, ofTeam, carl, "view");
        long withAda = aTaskOf(carl);
        shared(carl, withAda, ada, "view");
        owner().sql("UPDATE team_members SET role = 'viewer' WHERE user_id = ?")
                .param(ada.id())
                .update();

        HttpResponse<String> gone = ask(ada, "DELETE", "/users/me", null);

        assertThat(gone.statusCode()).as(gone.body()).isEqualTo(204);
        assertThat(lastToldOf(own.get(0))).satisfies(told -> {
            assertThat(told.type()).isEqualTo("task_deleted");
            assertThat(told.audience()).isEqualTo(ids(ada, bob));
            assertThat(told.tags()).isEqualTo(tags(ada));
        });
        assertThat(lastToldOf(own.get(1))).satisfies(told -> {
            assertThat(told.type()).isEqualTo("task_deleted");
            assertThat(told.audience()).isEqualTo(ids(ada, carl));
            assertThat(told.tags()).isEqualTo(tags(ada, carl));
        });
        assertThat(typesToldOf(own.get(2))).containsExactly("task_created", "task_deleted");
        assertThat(lastToldOf(ofTeam)).satisfies(told -> {
            assertThat(told.type()).isEqualTo("task_unshared");
            assertThat(told.tags()).isEqualTo(tags(ada, bob, carl));
        });
        assertThat(lastToldOf(withAda)).satisfies(told -> {
            assertThat(told.type()).isEqualTo("task_unshared");
            assertThat(told.audience()).isEqualTo(ids(ada, carl));
            assertThat(told.tags()).isEqualTo(tags(ada, carl));
        });
        assertThat(read(carl, path(ofTeam)).statusCode()).isEqualTo(404);
        assertThat(read(bob, path(ofTeam)).statusCode()).isEqualTo(200);
        assertThat(json(read(carl, path(withAda) + "/shares")).at("/total").asInt())
                .isZero();
    }
}
