package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.changes.TestSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** How long, and with which credential, somebody is told of changes. */
class ChangeCredentialsIT extends IdentityTestServer {

    @Autowired
    private ApplicationContext service;

    private TestCallers callers;
    private URI changes;

    @BeforeEach
    void knowCallers() {
        callers = TestCallers.of(service);
        changes = uri("/api/ws");
    }

    @Test
    void waitsForAProofFiveSeconds() {
        try (TestSocket socket = TestSocket.open(changes)) {
            assertThat(socket.closed()).isEqualTo(4401);
            assertThat(socket.reason()).startsWith("credential: missing");
            assertThat(socket.frames()).isEmpty();
        }
    }

    @Test
    void takesTheFirstMessageAsProof() {
        TestCallers.Known ada = callers.user("viewer");
        try (TestSocket socket = TestSocket.open(changes)) {
            socket.introduce(ada.token());

            assertThat(socket.acknowledged().at("/data/user_id").asString()).isEqualTo(ada.id());
        }
    }

    @Test
    void refusesWhatProvesNothing() {
        assertThat(TestSocket.refused(changes, "Authorization", "Bearer x.y.z")).isEqualTo(401);
        assertThat(TestSocket.refused(changes, "Authorization", "Basic eDp5")).isEqualTo(401);
        try (TestSocket offering = TestSocket.offering(changes, "braid.v1", "bearer.x.y.z");
                TestSocket saying = TestSocket.open(changes)) {
            saying.introduce("x.y.z");

            assertThat(offering.closed()).isEqualTo(4401);
            assertThat(saying.closed()).isEqualTo(4401);
        }
    }

    @Test
    void refusesMoreThanOneCredential() {
        String token = callers.user("member").token();
        assertThat(TestSocket.refusedOffering(changes, "bearer." + token, "bearer.x"))
                .isEqualTo(401);
    }

    @Test
    void refusesWhoeverHasNothingToHear() {
        TestCallers.Known olga = callers.user("operator");
        assertThat(TestSocket.refused(changes, "Authorization", olga.bearer())).isEqualTo(403);
        try (TestSocket socket = TestSocket.offering(changes, "braid.v1", "bearer." + olga.token())) {
            assertThat(socket.closed()).isEqualTo(4503);
        }
    }

    @Test
    void endsWithTheTokenUnlessANewOneOfTheSameUserComes() {
        Member ada = member();
        Member max = member();
        try (TestSocket ending = TestSocket.open(changes, ada.bearer());
                TestSocket renewed = TestSocket.open(changes, max.bearer())) {
            ending.acknowledged();
            renewed.acknowledged();
            clock.advance(Duration.ofMinutes(20));
            renewed.introduce(json(refresh(max.refresh())).at("/access_token").asString());
            await().until(() -> renewed.frames().size() == 2);

            clock.advance(Duration.ofMinutes(11));

            assertThat(ending.closed()).isEqualTo(4401);
            assertThat(ending.reason()).startsWith("credential: expired");
            assertThat(renewed.isClosed()).isFalse();
        }
    }

    @Test
    void doesNotBecomeSomebodyElse() {
        try (TestSocket socket = TestSocket.open(changes, member().bearer())) {
            socket.acknowledged();
            socket.introduce(member().access());

            assertThat(socket.closed()).isEqualTo(4403);
        }
    }

    @Test
    void endsWhenTheTokenIsRevoked() {
        Member ada = member();
        try (TestSocket socket = TestSocket.open(changes, ada.bearer())) {
            socket.acknowledged();

            accounts.revokeTokens(ada.id());

            assertThat(socket.closed()).isEqualTo(4401);
            assertThat(socket.reason()).startsWith("credential: revoked");
        }
    }
}
