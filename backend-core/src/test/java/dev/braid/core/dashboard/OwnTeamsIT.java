package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.identity.TestCallers.Known;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What a user takes along of teams and conversations, and what becomes of them when the account goes. */
class OwnTeamsIT extends TaskTestServer {

    @Autowired
    private OwnTeams teams;

    private Known ada;
    private Known bob;
    private UUID ofAda;
    private UUID ofBob;
    private String conversation;

    @BeforeEach
    void twoInEachOthersTeams() {
        ada = somebody();
        bob = somebody();
        ofAda = aTeamOf(ada);
        ofBob = aTeamOf(bob);
        join(ofAda, bob, "member");
        join(ofBob, ada, "admin");
        conversation = header(ask(ada, "POST", "/api/conversations", null), "location");
        ask(ada, "POST", conversation + "/messages", "{\"role\":\"user\",\"content\":\"Goodbye\"}");
    }

    @Test
    void takesAlongTeamsAndConversationsButNobodyElse() {
        JsonNode export = json(read(ada, "/users/me/export"));

        assertThat(export.at("/teams")
                        .valueStream()
                        .map(one -> one.at("/team/id").asString()))
                .containsExactlyInAnyOrder(ofAda.toString(), ofBob.toString());
        assertThat(export.at("/teams")
                        .valueStream()
                        .map(one -> one.at("/membership/role").asString()))
                .containsExactlyInAnyOrder("owner", "admin");
        assertThat(export.at("/teams").toString()).contains(ada.id());
        assertThat(export.at("/conversations/0/conversation/user_id").asString())
                .isEqualTo(ada.id());
        assertThat(export.at("/conversations/0/messages/0/content").asString()).isEqualTo("Goodbye");
        assertThat(json(read(bob, "/users/me/export")).at("/conversations")).isEmpty();
    }

    @Test
    void endsTheirTeamsAndLeavesThoseOfOthers() {
        long task = aTaskOf(bob, ofAda);

        assertThat(ask(ada, "DELETE", "/users/me", null).statusCode()).isEqualTo(204);

        assertError(read(bob, "/api/teams/" + ofAda), 404, "TEAM_NOT_FOUND");
        assertThat(json(read(bob, path(task))).at("/team_id").isNull()).isTrue();
        assertThat(json(read(bob, "/api/teams/" + ofBob + "/members"))
                        .at("/total")
                        .asLong())
                .isEqualTo(1);
        assertThat(TestChanges.of("team:" + ofAda))
                .last()
                .satisfies(said -> assertThat(said.type()).isEqualTo("team_deleted"))
                .satisfies(said -> assertThat(said.audience()).isEqualTo(ids(ada, bob)));
        assertThat(TestChanges.of("team:" + ofBob))
                .last()
                .satisfies(said -> assertThat(said.type()).isEqualTo("team_member_removed"))
                .satisfies(said ->
                        assertThat(said.data().at("/user_id").asString()).isEqualTo(ada.id()));
        assertThat(lastToldOf(task).type()).isEqualTo("task_updated");
        assertThat(owner().sql("SELECT count(*) FROM conversations WHERE user_id = ?")
                        .param(ada.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void erasesOnceMoreWhatIsGone() {
        teams.erase(ada.id());
        teams.erase(ada.id());

        assertThat(json(read(ada, "/api/teams")).at("/total").asLong()).isZero();
    }
}
