package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.braid.core.CoreTestServer;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The service with authentication on, a clock that is set by hand, and a server that takes its mail. */
@TestPropertySource(properties = {"braid.auth=on", "braid.public.url=https://braid.example/"})
@Import(IdentityTestServer.ByHand.class)
abstract class IdentityTestServer extends CoreTestServer {

    static final String PASSWORD = "correct horse battery";

    static final GreenMail MAIL = startMail();

    @Autowired
    HandClock clock;

    @Autowired
    Accounts accounts;

    @Autowired
    PasswordHashing hashing;

    /** Where this test's requests come from. */
    String address = "";

    @TestConfiguration(proxyBeanMethods = false)
    static class ByHand {

        @Bean
        @Primary
        HandClock handClock() {
            return new HandClock();
        }

        /** What it put off for a second would be due in weeks for the other services of this database. */
        @Bean
        DbSchedulerStarter leaveTheQueueToOthers() {
            return () -> {};
        }
    }

    /** Ahead of the system's by what it was told. */
    static final class HandClock extends Clock {

        private volatile Duration ahead = Duration.ZERO;

        void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("zone: " + zone + " (expected: UTC)");
        }
    }

    @DynamicPropertySource
    static void keyOfTheSharedDatabaseAndMail(DynamicPropertyRegistry properties) {
        properties.add("braid.master.key", TestCallers::masterKey);
        properties.add(
                "braid.smtp.url", () -> "smtp://127.0.0.1:" + MAIL.getSmtp().getPort());
    }

    @BeforeEach
    void comeFromSomewhereElse() {
        UUID random = UUID.randomUUID();
        address = "2001:db8::%x:%x".formatted(random.hashCode() & 0xffff, random.hashCode() >>> 16);
    }

    static String someEmail() {
        return "u" + UUID.randomUUID().toString().replace("-", "") + "@example.com";
    }

    /** Values may be null. */
    static String body(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return JSON.writeValueAsString(fields);
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return withBody("POST", path, body, headers);
    }

    HttpResponse<String> withBody(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json", "X-Forwarded-For", address));
        return send(method, path, body, all.toArray(String[]::new));
    }

    /** A new member. */
    Member member() {
        String email = someEmail();
        HttpResponse<String> made = post("/auth/register", body("email", email, "password", PASSWORD));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return member(json(made).at("/id").asString(), email);
    }

    Member administrator() {
        String id = UUID.randomUUID().toString();
        String email = someEmail();
        accounts.insert(id, email, hashing.hash(PASSWORD), Set.of(Role.ADMIN));
        return member(id, email);
    }

    private Member member(String id, String email) {
        JsonNode pair = json(login(email, PASSWORD));
        return new Member(
                id,
                email,
                pair.at("/access_token").asString(),
                pair.at("/refresh_token").asString());
    }

    HttpResponse<String> login(String email, String password) {
        return post("/auth/login", body("email", email, "password", password));
    }

    HttpResponse<String> refresh(String token) {
        return post("/auth/refresh", body("refresh_token", token));
    }

    static void assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/code").asString()).isEqualTo(code);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    }

    static List<String> eventsAbout(String userId) {
        return owner().sql("SELECT type FROM security_events WHERE coalesce(subject, actor) = :id ORDER BY seq")
                .param("id", userId)
                .query(String.class)
                .list();
    }

    /** Somebody who is signed in. */
    record Member(String id, String email, String access, String refresh) {

        String[] bearer() {
            return new String[] {"Authorization", "Bearer " + access};
        }
    }

    private static GreenMail startMail() {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        return mail;
    }
}
