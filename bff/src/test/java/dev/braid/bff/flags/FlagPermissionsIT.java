package dev.braid.bff.flags;

import static dev.braid.bff.flags.FlagsClient.FLAG;
import static dev.braid.bff.flags.FlagsClient.code;
import static dev.braid.bff.flags.FlagsClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RawBackend;
import dev.braid.bff.TestIssuer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may switch flags, and what is said to the others. */
class FlagPermissionsIT {

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final RawBackend BACKEND = RawBackend.start();

    @TempDir
    static Path data;

    private static FlagsClient bff;

    @BeforeAll
    static void start() {
        BACKEND.reply(TestIssuer.PATH, 200, ISSUER.published(), "Content-Type: application/json");
        bff = FlagsClient.start(data, "braid.auth=on", "braid.backend.url=" + BACKEND.url());
    }

    @AfterAll
    static void stop() {
        bff.close();
        BACKEND.close();
    }

    private static HttpResponse<String> change(String... credential) {
        long revision = json(bff.get(FLAG)).path("revision").longValue();
        var request = bff.request(FLAG)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + revision + "\"")
                .PUT(BodyPublishers.ofString("{\"state\":\"on\",\"reason\":\"a test\"}"));
        return bff.send(credential.length == 0 ? request : request.headers(credential));
    }

    private static HttpResponse<String> history(String... credential) {
        var request = bff.request(FLAG + "/history?limit=1");
        return bff.send(credential.length == 0 ? request : request.headers(credential));
    }

    private static String challenge(HttpResponse<String> reply) {
        return reply.headers().firstValue("WWW-Authenticate").orElse("none");
    }

    @Test
    void letsAnOperatorSwitchAFlagAndRemembersWhoItWas() {
        String token = "Bearer " + ISSUER.token("alice", "flag:write");

        assertThat(change("Authorization", token).statusCode()).isEqualTo(200);
        HttpResponse<String> history = history("Authorization", token);
        assertThat(history.statusCode()).isEqualTo(200);
        assertThat(json(history).at("/changes/0/actor").stringValue()).isEqualTo("alice");
    }

    @Test
    void showsTheFlagsToEveryone() {
        assertThat(bff.get("/api/v1/flags").statusCode()).isEqualTo(200);
        assertThat(bff.get(FLAG).statusCode()).isEqualTo(200);
    }

    @Test
    void asksNobodyToSignIn() {
        assertThat(change().statusCode()).isEqualTo(401);
        assertThat(code(change())).isEqualTo("UNAUTHENTICATED");
        assertThat(challenge(change())).isEqualTo("Bearer");
        assertThat(history().statusCode()).isEqualTo(401);
        assertThat(change("Cookie", "session=1").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesACredentialThatProvesNothing() {
        String expired = "Bearer " + ISSUER.token("alice", Instant.now().minusSeconds(31), "flag:write");
        String foreign = "Bearer " + new TestIssuer().token("alice", "flag:write");

        for (String token : new String[] {"Bearer x", expired, foreign}) {
            HttpResponse<String> reply = change("Authorization", token);
            assertThat(reply.statusCode()).isEqualTo(401);
            assertThat(challenge(reply)).isEqualTo("Bearer error=\"invalid_token\"");
        }
        String good = "Bearer " + ISSUER.token("alice", "flag:write");
        assertThat(change("Authorization", good, "Authorization", good).statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesWhoeverMayDoOtherThings() {
        String token = "Bearer " + ISSUER.token("bob", "cache:admin", "flag:read", "flag:*", "*");

        HttpResponse<String> reply = change("Authorization", token);
        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(code(reply)).isEqualTo("FORBIDDEN");
        assertThat(history("Authorization", token).statusCode()).isEqualTo(403);
    }
}
