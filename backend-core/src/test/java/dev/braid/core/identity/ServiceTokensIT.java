package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.BackendCore;
import dev.braid.core.CoreTestServer;
import dev.braid.core.setup.CommandLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import tools.jackson.databind.JsonNode;

class ServiceTokensIT extends CoreTestServer {

    private static final String JSON_BODY = "application/json";

    @Autowired
    private JwtDecoder decoder;

    @Autowired
    private AccessTokens tokens;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void theCommandPrintsOneTokenThatTheRunningServiceTakes() {
        assertThat(run("token", "service", "bff")).isZero();

        String token = printed().strip();
        Jwt jwt = decoder.decode(token);
        assertThat(printed().lines()).hasSize(1);
        assertThat(jwt.getSubject()).isEqualTo("service:bff");
        assertThat(jwt.getClaimAsStringList("permissions"))
                .containsExactly("portfolio:read", "run:read", "sprint:read", "task:read");
        assertThat(jwt.getExpiresAt()).isEqualTo(jwt.getIssuedAt().plus(Duration.ofDays(365)));
        assertThat(backtests(token)).isEqualTo(200);
        assertThat(send("POST", "/backtests", "{}", "Content-Type", JSON_BODY, "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/admin/service-tokens", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aRevokedTokenIsWorthNothing() {
        JsonNode made = json(make("{\"name\":\"night-shift\"}"));
        String token = made.at("/token").asString();
        assertThat(backtests(token)).isEqualTo(200);

        assertThat(send("DELETE", "/admin/service-tokens/" + made.at("/id").asString(), null)
                        .statusCode())
                .isEqualTo(204);

        assertThat(backtests(token)).isEqualTo(401);
        assertThat(send("DELETE", "/admin/service-tokens/" + made.at("/id").asString(), null)
                        .statusCode())
                .isEqualTo(204);
        JsonNode listed = listed(made.at("/id").asString());
        assertThat(listed.at("/revoked_at").isString()).isTrue();
        assertThat(listed.has("token")).isFalse();
    }

    @Test
    void theCommandListsAndRevokesByNameOrId() {
        String first = json(make("{\"name\":\"twins\"}")).at("/id").asString();
        String second = json(make("{\"name\":\"twins\"}")).at("/id").asString();
        String third = json(make("{\"name\":\"twins\"}")).at("/id").asString();

        assertThat(run("token", "revoke", first)).isZero();
        assertThat(printed()).contains(first).doesNotContain(second);
        assertThat(run("token", "revoke", "twins")).isZero();
        assertThat(printed()).contains(second, third);
        assertThat(run("token", "revoke", "twins")).isEqualTo(1);
        assertThat(run("token", "revoke", UUID.randomUUID().toString())).isEqualTo(1);
        output.reset();
        assertThat(run("token", "list")).isZero();

        assertThat(printed().lines().filter(line -> line.contains("  twins  made ")))
                .hasSize(3)
                .allMatch(line -> line.contains("  revoked 20"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "1",
                "null",
                "{\"name\":null}",
                "{\"name\":1}",
                "{\"name\":\"\"}",
                "{\"name\":\"Bff\"}",
                "{\"name\":\"-bff\"}",
                "{\"name\":\"b\\n\"}",
                "{\"name\":\"a234567890123456789012345678901x\"}",
                "{\"name\":\"bff\",\"permissions\":[\"user:admin\"]}"
            })
    void aNameThatIsNoneIsRefused(String body) {
        HttpResponse<String> response = make(body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "00000000-0000-0000-0000-000000000000", "%27%20OR%20true"})
    void anUnknownIdIsNotFound(String id) {
        HttpResponse<String> response = send("DELETE", "/admin/service-tokens/" + id, null);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).at("/error/code").asString()).isEqualTo("SERVICE_TOKEN_NOT_FOUND");
    }

    @Test
    void aTokenThatNoDatabaseKnowsIsWorthNothing() {
        String forgotten = tokens.ofService(
                "bff", UUID.randomUUID(), ServiceTokens.PERMISSIONS, Instant.now(), Duration.ofHours(1));

        assertThat(backtests(forgotten)).isEqualTo(401);
    }

    @Test
    void onlyAdministratorsMakeTokens() {
        String member = tokens.ofUser(DemoUser.ID, 0, Set.of(Role.MEMBER), Instant.now(), Duration.ofMinutes(1));

        HttpResponse<String> response = send(
                "POST",
                "/admin/service-tokens",
                "{\"name\":\"mine\"}",
                "Content-Type",
                JSON_BODY,
                "Authorization",
                "Bearer " + member);

        assertThat(response.statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> make(String body) {
        return send("POST", "/admin/service-tokens", body, "Content-Type", JSON_BODY);
    }

    private JsonNode listed(String id) {
        return json(get("/admin/service-tokens"))
                .at("/items")
                .valueStream()
                .filter(item -> item.at("/id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private int backtests(String token) {
        return get("/backtests", "Authorization", "Bearer " + token).statusCode();
    }

    private int run(String... words) {
        String[] arguments = Stream.concat(
                        Stream.of(words),
                        Stream.of("--braid.db.url=" + databaseUrl(), "--braid.data.dir=target/it-data"))
                .toArray(String[]::new);
        return CommandLine.run(
                BackendCore.class,
                arguments,
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
