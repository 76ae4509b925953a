package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.TestCallers.Known;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is asked for on behalf of a user if the database shows everything: on the service's own account it does. */
class ForgottenPoliciesIT extends TaskTestServer {

    @Autowired
    private TaskStore tasks;

    @Autowired
    private TeamStore teams;

    @Autowired
    private ConversationStore conversations;

    private Known ada;
    private Caller bob;

    @BeforeEach
    void twoUsers() {
        ada = somebody();
        bob = Caller.onBehalfOf(somebody().id());
    }

    @Test
    void noTaskOfAnotherIsFound() {
        long task = aTaskOf(ada);

        assertThat(shownEverything(() -> tasks.find(bob, task))).isEmpty();
        assertThat(shownEverything(() -> tasks.find(Caller.onBehalfOf(ada.id()), task)))
                .isPresent();
    }

    @Test
    void noTeamOfOthersIsFound() {
        UUID team = aTeamOf(ada);

        assertThat(shownEverything(() -> teams.find(bob, team))).isEmpty();
        assertThat(shownEverything(() -> teams.find(Caller.onBehalfOf(ada.id()), team)))
                .isPresent();
    }

    @Test
    void noConversationOfAnotherIsFoundNorTouchedNorDeleted() {
        long id = json(ask(ada, "POST", "/api/conversations", null)).at("/id").asLong();

        assertThat(shownEverything(() -> conversations.find(bob, id))).isEmpty();
        assertThat(shownEverything(() -> conversations.touch(bob.userId(), id, Instant.now())))
                .isEmpty();
        assertThat(shownEverything(() -> conversations.delete(bob.userId(), id)))
                .isFalse();
        assertThat(read(ada, "/api/conversations/" + id).statusCode()).isEqualTo(200);
    }

    private static <T> T shownEverything(Supplier<T> work) {
        return CurrentCaller.callAs(Caller.SYSTEM, work);
    }
}
