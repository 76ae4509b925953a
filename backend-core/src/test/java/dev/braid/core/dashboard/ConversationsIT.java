package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConversationsIT extends TaskTestServer {

    private static final String HELLO = "{\"role\":\"user\",\"content\":\"What is left for today?\"}";

    private Known ada;
    private String conversation;

    @BeforeEach
    void aConversation() {
        ada = somebody();
        conversation = begun(ada);
    }

    @Test
    void beginsAConversationThatIsItsUsersOwn() {
        HttpResponse<String> begun = ask(ada, "POST", "/api/conversations", null);

        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        JsonNode body = json(begun);
        assertThat(header(begun, "location"))
                .isEqualTo("/api/conversations/" + body.at("/id").asLong());
        assertThat(body.at("/user_id").asString()).isEqualTo(ada.id());
        assertThat(body.at("/updated_at")).isEqualTo(body.at("/created_at"));
        assertThat(json(read(ada, header(begun, "location")))).isEqualTo(body);
    }

    @Test
    void keepsWhatIsSaidInItsOrder() {
        JsonNode asked = json(ask(ada, "POST", conversation + "/messages", HELLO));
        HttpResponse<String> reply =
                ask(ada, "POST", conversation + "/messages", "{\"role\":\"assistant\",\"content\":\" Nothing.\\n\"}");

        JsonNode answered = json(reply);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
        assertThat(answered.at("/content").asString()).isEqualTo(" Nothing.\n");
        assertThat(conversation).endsWith("/" + answered.at("/conversation_id").asLong());
        JsonNode all = json(read(ada, conversation + "/messages"));
        assertThat(all.at("/items").valueStream().toList()).containsExactly(asked, answered);
        assertThat(all.at("/total").asLong()).isEqualTo(2);
        assertThat(json(read(ada, conversation + "/messages?limit=1&offset=1")).at("/items/0"))
                .isEqualTo(answered);
        assertThat(json(read(ada, conversation)).at("/updated_at")).isEqualTo(answered.at("/created_at"));
    }

    @Test
    void listsTheLastTalkedInFirst() {
        String younger = begun(ada);
        ask(ada, "POST", conversation + "/messages", HELLO);
        begun(somebody());

        JsonNode all = json(read(ada, "/api/conversations"));

        assertThat(all.at("/items")
                        .valueStream()
                        .map(item -> "/api/conversations/" + item.at("/id").asLong()))
                .containsExactly(conversation, younger);
        assertThat(all.at("/total").asLong()).isEqualTo(2);
        assertThat(json(read(ada, "/api/conversations?limit=1&offset=1")).at("/items/0"))
                .isEqualTo(all.at("/items/1"));
        assertThat(read(ada, "/api/conversations?limit=501").statusCode()).isEqualTo(422);
    }

    @Test
    void forgetsAConversationWithWhatWasSaid() {
        long id = json(ask(ada, "POST", conversation + "/messages", HELLO))
                .at("/id")
                .asLong();

        assertThat(ask(ada, "DELETE", conversation, null).statusCode()).isEqualTo(204);

        assertThat(owner().sql("SELECT count(*) FROM messages WHERE id = ?")
                        .param(id)
                        .query(Long.class)
                        .single())
                .isZero();
        assertError(ask(ada, "DELETE", conversation, null), 404, "CONVERSATION_NOT_FOUND");
    }

    @Test
    void showsNobodyTheConversationOfAnother() {
        Known bob = somebody();

        everyWayTo(conversation)
                .forEach(way -> assertError(
                        ask(bob, way.get(0), way.get(1), way.size() > 2 ? way.get(2) : null),
                        404,
                        "CONVERSATION_NOT_FOUND"));
        assertThat(json(read(bob, "/api/conversations")).at("/total").asLong()).isZero();
        assertThat(read(ada, conversation).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "07",
                "x",
                "9223372036854775807",
                "99999999999999999999",
                "999999999999",
                "%F0%9F%A7%B6"
            })
    void knowsNoOtherConversations(String id) {
        everyWayTo("/api/conversations/" + id)
                .forEach(way -> assertError(
                        ask(ada, way.get(0), way.get(1), way.size() > 2 ? way.get(2) : null),
                        404,
                        "CONVERSATION_NOT_FOUND"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|role",
                "{}|content",
                "{\"role\":\"system\",\"content\":\"a\"}|role",
                "{\"role\":1,\"content\":\"a\"}|role",
                "{\"role\":\"user\"}|content",
                "{\"role\":\"user\",\"content\":\"\"}|content",
                "{\"role\":\"user\",\"content\":[]}|content",
                "{\"role\":\"user\",\"content\":\"a\\u0000\"}|content",
                "{\"role\":\"user\",\"content\":\"a\",\"user_id\":\"b\"}|user_id",
                "[]|body"
            })
    void saysWhatIsWrongWithAMessage(String body, String field) {
        HttpResponse<String> refused = ask(ada, "POST", conversation + "/messages", body);

        assertError(refused, 422, "VALIDATION");
        assertThat(json(refused).at("/error/details").has(field))
                .as(refused.body())
                .isTrue();
    }

    @Test
    void takesNothingThatAConversationDoesNotHave() {
        assertThat(ask(ada, "POST", "/api/conversations", "{}").statusCode()).isEqualTo(201);
        assertError(ask(ada, "POST", "/api/conversations", "{\"title\":\"x\"}"), 422, "VALIDATION");
        assertError(ask(ada, "POST", "/api/conversations", "[]"), 422, "VALIDATION");
    }

    @Test
    void measuresContentInCharacters() {
        String longest = "🧶".repeat(10_000);

        assertThat(ask(ada, "POST", conversation + "/messages", message(longest))
                        .statusCode())
                .isEqualTo(201);
        assertError(ask(ada, "POST", conversation + "/messages", message(longest + "x")), 422, "VALIDATION");
    }

    @Test
    void letsAMachineReadEverythingAndWriteNothing() {
        ask(ada, "POST", conversation + "/messages", HELLO);
        Known machine = machine();

        assertThat(read(machine, conversation).statusCode()).isEqualTo(200);
        assertThat(json(read(machine, conversation + "/messages")).at("/total").asLong())
                .isEqualTo(1);
        assertThat(json(read(machine, "/api/conversations")).at("/total").asLong())
                .isPositive();
        assertError(ask(machine, "POST", "/api/conversations", null), 403, "FORBIDDEN");
        assertError(ask(machine, "POST", conversation + "/messages", HELLO), 403, "FORBIDDEN");
        assertError(ask(machine, "DELETE", conversation, null), 403, "FORBIDDEN");
    }

    @Test
    void servesNobodyWithoutPermission() {
        Known reader = callers.user("viewer");

        assertThat(read(reader, "/api/conversations").statusCode()).isEqualTo(200);
        assertError(ask(reader, "POST", "/api/conversations", null), 403, "FORBIDDEN");
        assertError(read(callers.user("operator"), "/api/conversations"), 403, "FORBIDDEN");
        assertThat(get("/api/conversations", "Authorization", "Bearer nonsense").statusCode())
                .isEqualTo(401);
    }

    private static Stream<List<String>> everyWayTo(String path) {
        return Stream.of(
                List.of("GET", path),
                List.of("DELETE", path),
                List.of("GET", path + "/messages"),
                List.of("POST", path + "/messages", HELLO));
    }

    private String begun(Known user) {
        return header(ask(user, "POST", "/api/conversations", null), "location");
    }

    private static String message(String content) {
        return JSON.createObjectNode()
                .put("role", "user")
                .put("content", content)
                .toString();
    }
}
