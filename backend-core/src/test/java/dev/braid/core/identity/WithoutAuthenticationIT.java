package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Accounts where requests without credential belong to the user demo. */
@ExtendWith(OutputCaptureExtension.class)
class WithoutAuthenticationIT extends CoreTestServer {

    private static final Pattern LINK = Pattern.compile("http://localhost:8080/reset-password#token=([\\w-]{43})");

    @Test
    void whoSendsNoCredentialIsDemo() {
        HttpResponse<String> me = get("/users/me");

        assertThat(json(me).at("/id").asString()).isEqualTo("demo");
        assertThat(json(get("/users/me/permissions")).at("/permissions").size()).isGreaterThan(10);
    }

    @Test
    void demoStays() {
        assertThat(send("DELETE", "/users/me", null).statusCode()).isEqualTo(409);
        assertThat(post("/auth/password/change", "{\"current_password\":\"x\",\"new_password\":\"correct horse\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(post("/users/demo/deactivate", "").statusCode()).isEqualTo(409);
        assertThat(send("PUT", "/users/demo/roles", "{\"roles\":[\"member\"]}", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aPasswordIsResetWithTheLinkInTheLog(CapturedOutput output) {
        String email = UUID.randomUUID() + "@example.com";
        String credentials = "{\"email\":\"%s\",\"password\":\"%s\"}";
        assertThat(post("/auth/register", credentials.formatted(email, "correct horse"))
                        .statusCode())
                .isEqualTo(201);

        assertThat(post("/auth/password/reset-request", "{\"email\":\"demo@braid.invalid\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(post("/auth/password/reset-request", "{\"email\":\"" + email + "\"}")
                        .statusCode())
                .isEqualTo(202);
        Awaitility.await().until(() -> LINK.matcher(output).find());

        Matcher link = LINK.matcher(output);
        assertThat(link.find()).isTrue();
        String reset = "{\"token\":\"%s\",\"new_password\":\"staple horse\"}".formatted(link.group(1));
        assertThat(link.find()).as("a link for demo").isFalse();
        assertThat(post("/auth/password/reset-confirm", reset).statusCode()).isEqualTo(204);
        assertThat(post("/auth/login", credentials.formatted(email, "staple horse"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/oidc/login", "/auth/oidc/callback?code=c&state=s"})
    void withoutAProviderThereIsNoWayToIt(String target) {
        HttpResponse<String> response = get(target);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).at("/error/code").asString()).isEqualTo("NOT_FOUND");
    }

    private HttpResponse<String> post(String path, String body) {
        return send("POST", path, body, "Content-Type", "application/json");
    }
}
