package dev.braid.core.audit;

import static dev.braid.core.audit.SecurityEvent.Category.AUTHENTICATION;
import static dev.braid.core.audit.SecurityEvent.Category.SYSTEM_SECURITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.identity.TestCallers;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

class AuditApiIT extends CoreTestServer {

    private static final List<String> PATHS = List.of(
            "/audit/events",
            "/audit/events/7b0f5b62-9f5e-4c59-8a4e-5a6f2f8f3d10",
            "/audit/events/7b0f5b62-9f5e-4c59-8a4e-5a6f2f8f3d10/verify",
            "/audit/chain/verify",
            "/audit/statistics",
            "/audit/event-types");

    @Autowired
    private AuditLog log;

    @Autowired
    private AuditedLife life;

    @Autowired
    private ApplicationContext context;

    private final String actor = "user-" + UUID.randomUUID();

    private TestCallers callers;

    @BeforeEach
    void threeEvents() {
        callers = TestCallers.of(context);
        log.record(SecurityEvent.success(AUTHENTICATION, "test.first").by(actor).with("n", "1"));
        log.record(SecurityEvent.failure(AUTHENTICATION, "test.second").by(actor));
        log.record(SecurityEvent.success(SYSTEM_SECURITY, "test.third").by("").about(actor));
    }

    @Test
    void eventsAreListedTheNewestFirst() {
        HttpResponse<String> response = get("/audit/events?actor=" + actor);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store, private");
        JsonNode page = json(response);
        assertThat(page.at("/items").findValuesAsString("type")).containsExactly("test.second", "test.first");
        assertThat(page.at("/total").asInt()).isEqualTo(2);
        assertThat(page.at("/items/1/details/n").asString()).isEqualTo("1");
        assertThat(page.at("/items/1/subject").isNull()).isTrue();
        assertThat(page.at("/items/0/prev_hash")).isEqualTo(page.at("/items/1/hash"));
    }

    @ParameterizedTest
    @CsvSource({
        "actor=%s&type=test.first, 1",
        "actor=%s&category=authentication, 2",
        "actor=%s&category=compliance, 0",
        "actor=%s&outcome=failure, 1",
        "subject=%s, 1",
        "subject=%s&actor=nobody, 0",
        "actor=%s&from=2024-01-01T00:00:00Z, 2",
        "actor=%s&to=2024-01-01T00:00:00%%2B01:00, 0",
        "actor=%s&limit=1&offset=1, 2"
    })
    void everyFilterNarrowsTheList(String query, int total) {
        assertThat(json(get("/audit/events?" + query.formatted(actor)))
                        .at("/total")
                        .asInt())
                .isEqualTo(total);
    }

    @Test
    void aWindowIsHalfOpen() {
        JsonNode event = json(get("/audit/events?actor=" + actor)).at("/items/0");
        String at = event.at("/at").asString();
        String after = Instant.parse(at).plusNanos(1_000).toString();

        assertThat(json(get("/audit/events?actor=%s&from=%s&to=%s".formatted(actor, at, after)))
                        .at("/items/0/id"))
                .isEqualTo(event.at("/id"));
        assertThat(json(get("/audit/events?actor=%s&type=test.second&to=%s".formatted(actor, at)))
                        .at("/total")
                        .asInt())
                .isZero();
    }

    @Test
    void anEventIsShownAndVerified() {
        JsonNode listed = json(get("/audit/events?actor=" + actor)).at("/items/0");
        String path = "/audit/events/" + listed.at("/id").asString();

        assertThat(json(get(path))).isEqualTo(listed);
        JsonNode check = json(get(path + "/verify"));
        assertThat(check.at("/valid").asBoolean()).isTrue();
        assertThat(check.at("/hash_valid").asBoolean()).isTrue();
        assertThat(check.at("/link_valid").asBoolean()).isTrue();
        assertThat(check.at("/seq")).isEqualTo(listed.at("/seq"));
    }

    @Test
    void theChainIsVerified() {
        JsonNode newest = json(get("/audit/events?limit=1")).at("/items/0");
        HttpResponse<String> response = get("/audit/chain/verify");

        assertThat(header(response, "Cache-Control")).isEqualTo("no-store, private");
        JsonNode check = json(response);
        assertThat(check.at("/valid").asBoolean()).isTrue();
        assertThat(check.at("/broken_at_seq").isNull()).isTrue();
        assertThat(check.at("/first_seq").asLong()).isOne();
        assertThat(check.at("/last_seq").asLong())
                .isEqualTo(check.at("/events").asLong())
                .isGreaterThanOrEqualTo(newest.at("/seq").asLong());
    }

    @Test
    void eventsAreCounted() {
        JsonNode all = json(get("/audit/statistics"));
        assertThat(all.at("/by_type/test.first").asInt()).isPositive();
        assertThat(all.at("/by_category").propertyNames()).hasSize(6);
        assertThat(all.at("/by_outcome/success").asLong()
                        + all.at("/by_outcome/failure").asLong())
                .isEqualTo(all.at("/total").asLong());

        JsonNode none = json(get("/audit/statistics?from=2024-01-01T00:00:00Z&to=2024-01-02T00:00:00Z"));
        assertThat(none.at("/total").asInt()).isZero();
        assertThat(none.at("/by_category/authentication").asInt()).isZero();
        assertThat(none.at("/from").asString()).isEqualTo("2024-01-01T00:00:00Z");
    }

    @Test
    void theTypesThatOccurAreListed() {
        JsonNode types = json(get("/audit/event-types")).at("/items");

        assertThat(types.valueStream().map(JsonNode::toString))
                .contains("{\"category\":\"authentication\",\"type\":\"test.first\"}")
                .contains("{\"category\":\"system_security\",\"type\":\"test.third\"}")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "category=Authentication",
                "category=",
                "type=Login%20failed",
                "type=%00",
                "actor=",
                "actor=a%00b",
                "outcome=maybe",
                "from=yesterday",
                "from=2024-01-01",
                "to=%2B999999999-12-31T23:59:59Z",
                "to=-292278-01-01T00:00:00Z",
                "limit=0",
                "limit=501",
                "offset=-1",
                "actor=a&actor=b",
                "colour=red"
            })
    void aBadFilterIsNamed(String parameter) {
        HttpResponse<String> response = get("/audit/events?" + parameter);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(json(response).at("/error/code").asString()).isEqualTo("VALIDATION");
        assertThat(json(response).at("/error/details").propertyNames())
                .containsExactly(parameter.substring(0, parameter.indexOf('=')));
    }

    @Test
    void aWindowThatEndsBeforeItBeginsIsRefused() {
        String window = "?from=2024-01-02T00:00:00Z&to=2024-01-01T00:00:00Z";

        assertThat(get("/audit/events" + window).statusCode()).isEqualTo(422);
        assertThat(get("/audit/statistics" + window).statusCode()).isEqualTo(422);
        assertThat(get("/audit/statistics?limit=5").statusCode()).isEqualTo(422);
        assertThat(get("/audit/chain/verify?x=1").statusCode()).isEqualTo(422);
        assertThat(get("/audit/event-types?x=1").statusCode()).isEqualTo(422);
    }

    @Test
    void aFilterThatIsTooLongIsNotSentBackWhole() {
        HttpResponse<String> response = get("/audit/events?subject=" + "x".repeat(1_000));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body())
                .contains("x".repeat(40) + "… (expected: 1 to 255")
                .doesNotContain("x".repeat(41));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7b0f5b62-9f5e-4c59-8a4e-5a6f2f8f3d10", "1", "' OR 1=1 --", "1-1-1-1-1"})
    void anUnknownEventIsNotFound(String id) {
        String path =
                "/audit/events/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");

        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(json(get(path + "/verify")).at("/error/code").asString()).isEqualTo("EVENT_NOT_FOUND");
    }

    @Test
    void onlyWhoMayReadTheAuditDoes() {
        String[] member = {"Authorization", callers.user("member").bearer()};
        String[] admin = {"Authorization", callers.user("admin").bearer()};

        for (String path : PATHS) {
            assertThat(get(path, member).statusCode()).as(path).isEqualTo(403);
            assertThat(get(path, admin).statusCode()).as(path).isIn(200, 404);
            assertThat(get(path, "Authorization", "Bearer nonsense").statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test
    void aDenialIsRecordedOnceAMinuteWithItsRequest() {
        TestCallers.Known member = callers.user("member");
        String id = "7b0f5b62-9f5e-4c59-8a4e-5a6f2f8f3d10";

        for (int i = 0; i < 3; i++) {
            get("/audit/events/" + id, "Authorization", member.bearer(), "X-Correlation-ID", "denied-request-" + i);
        }
        get("/audit/statistics", "Authorization", member.bearer());

        JsonNode page = json(get("/audit/events?type=access.denied&actor=" + member.id()));
        assertThat(page.at("/total").asInt()).isEqualTo(2);
        JsonNode event = page.at("/items/1");
        assertThat(event.at("/details").toString()).isEqualTo("{\"method\":\"GET\",\"path\":\"/audit/events/{id}\"}");
        assertThat(event.at("/category").asString()).isEqualTo("authorization");
        assertThat(event.at("/outcome").asString()).isEqualTo("failure");
        assertThat(event.at("/correlation_id").asString()).isEqualTo("denied-request-0");
        assertThat(event.at("/address").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    void aMachineIsNamedAsOne() {
        TestCallers.Known machine = callers.service("run:read");

        get("/audit/statistics", "Authorization", machine.bearer());

        assertThat(machine.id()).startsWith("service:");
        assertThat(json(get("/audit/events?actor=" + machine.id())).at("/total").asInt())
                .isOne();
    }

    @Test
    void aDenialThatCannotBeRecordedIsNoQuietOne() {
        owner().sql("ALTER FUNCTION audit_append RENAME TO audit_append_away").update();
        TestCallers.Known member = callers.user("member");
        try {
            assertThat(get("/audit/statistics", "Authorization", member.bearer())
                            .statusCode())
                    .isEqualTo(500);
        } finally {
            owner().sql("ALTER FUNCTION audit_append_away RENAME TO audit_append")
                    .update();
        }
        assertThat(get("/audit/statistics", "Authorization", member.bearer()).statusCode())
                .isEqualTo(403);
        assertThat(json(get("/audit/events?actor=" + member.id())).at("/total").asInt())
                .isOne();
    }

    @Test
    void aUserTakesAlongWhatTheyDidAndWhatWasDoneToThem() {
        assertThat(life.name()).isEqualTo("security_events");
        assertThat(life.export(actor))
                .extracting(event -> event.type())
                .containsExactly("test.first", "test.second", "test.third");

        life.erase(actor);
        assertThat(life.export(actor)).hasSize(3);
    }

    @Test
    void whereOthersCameFromIsNotTheUsers() {
        TestCallers.Known member = callers.user("member");
        get("/audit/statistics", "Authorization", member.bearer());

        assertThat(life.export(member.id()))
                .extracting(event -> event.address())
                .containsExactly("127.0.0.1");
        owner().sql(
                        "SELECT audit_append(now(), 'authentication', 'test.other', 'success', 'other', :id, '192.0.2.1', null, '{}')")
                .param("id", member.id())
                .query()
                .listOfRows();
        assertThat(life.export(member.id()))
                .extracting(event -> event.address())
                .containsExactly("127.0.0.1", null);
    }
}
