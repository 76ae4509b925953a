package dev.braid.core.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Who is told what, and what becomes of those who are slow, silent or unknown. */
class ChangeSocketsIT extends CoreTestServer {

    @Autowired
    private ApplicationContext service;

    @Autowired
    private Changes changes;

    @Autowired
    private TransactionTemplate transaction;

    private TestCallers callers;

    @BeforeEach
    void knowCallers() {
        callers = TestCallers.of(service);
    }

    @Test
    void tellsAUserWhatTheyMayRead() {
        Known ada = callers.user("member");
        Known max = callers.user("member");
        try (TestSocket socket = open(ada)) {
            publish("test_of_max", Audience.of(List.of(max.id()), "task:read"));
            publish("test_of_both", Audience.of(List.of(ada.id(), max.id()), "task:read"));
            publish("test_of_admins", Audience.everyoneWith("user:admin"));
            publish("test_of_ada", Audience.of(List.of(ada.id()), "run:read"));

            List<JsonNode> events = socket.events(2);

            assertThat(events).extracting(TestSocket::type).containsExactly("test_of_both", "test_of_ada");
            assertThat(events).extracting(event -> event.get("seq").asLong()).containsExactly(1L, 2L);
            assertThat(events.get(0).propertyNames()).containsExactly("event_type", "timestamp", "data", "seq");
            assertThat(events.get(0).at("/data").toString()).isEqualTo("{\"test_id\":7}");
        }
    }

    @Test
    void tellsAMachineEverythingWithTagsAndOneNumberForAll() {
        try (TestSocket socket = open(callers.service())) {
            long last = socket.acknowledged().get("seq").asLong();

            publish("test_first", Audience.of(List.of("somebody"), "task:read"));
            publish("test_second", Audience.everyoneWith("user:admin"));

            await().until(() -> socket.events().stream()
                    .anyMatch(event -> TestSocket.type(event).equals("test_second")));
            List<JsonNode> events = socket.events();
            assertThat(events).extracting(TestSocket::type).contains("test_first", "test_second");
            assertThat(events.get(0).get("seq").asLong()).isEqualTo(last + 1);
            assertThat(events.get(0).propertyNames()).containsExactly("event_type", "timestamp", "data", "seq", "tags");
        }
    }

    @Test
    void saysWhomItTellsFirst() {
        Known ada = callers.user("member");
        try (TestSocket socket = TestSocket.open(uri("/api/ws"), "Authorization", ada.bearer())) {
            JsonNode first = socket.acknowledged();

            assertThat(first.at("/data/user_id").asString()).isEqualTo(ada.id());
            assertThat(first.get("seq").asLong()).isZero();
        }
    }

    private TestSocket open(Known caller) {
        TestSocket socket = TestSocket.open(uri("/api/ws"), "Authorization", caller.bearer());
        socket.acknowledged();
        return socket;
    }

    private void publish(String type, Audience audience) {
        String aggregate = "test:" + UUID.randomUUID();
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> transaction.executeWithoutResult(status ->
                        changes.publish(new Change(type, aggregate, Map.of("test_id", 7), audience, Set.of("test")))));
    }
}
