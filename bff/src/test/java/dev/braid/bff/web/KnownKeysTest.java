package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import dev.braid.bff.TestClock;
import dev.braid.bff.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class KnownKeysTest {

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final TestIssuer issuer = new TestIssuer();
    private final TestClock clock = new TestClock();
    private final AtomicInteger asked = new AtomicInteger();
    private Mono<PublishedKeys.Reply> reply =
            Mono.fromSupplier(() -> new PublishedKeys.Reply(issuer.published(), FIVE_MINUTES));
    private final KnownKeys keys = new KnownKeys(
            () -> {
                asked.incrementAndGet();
                return reply;
            },
            clock);

    private JWK key() {
        return keys.withId(issuer.key().getKeyID()).block();
    }

    @Test
    void asksOnceForWhatStaysFresh() {
        assertThat(key()).isEqualTo(issuer.key().toPublicJWK());
        clock.advance(FIVE_MINUTES.minusMillis(1));
        assertThat(key()).isNotNull();

        assertThat(asked).hasValue(1);
    }

    @Test
    void keepsNothingPrivate() {
        assertThat(key().isPrivate()).isFalse();
    }

    @Test
    void asksAgainWhenTheKeysAreNoLongerFresh() {
        key();
        clock.advance(FIVE_MINUTES);
        key();

        assertThat(asked).hasValue(2);
    }

    @Test
    void believesNoMaxAgeBeyondFiveMinutes() {
        reply = Mono.just(new PublishedKeys.Reply(issuer.published(), Duration.ofDays(365)));
        key();
        clock.advance(FIVE_MINUTES);
        key();

        assertThat(asked).hasValue(2);
    }

    @Test
    void forgetsAKeyThatIsNoLongerPublished() {
        String withdrawn = issuer.key().getKeyID();
        key();
        issuer.rotate();
        clock.advance(FIVE_MINUTES);

        assertThat(keys.withId(withdrawn).block()).isNull();
        assertThat(key()).isNotNull();
        assertThat(asked).hasValue(2);
    }

    @Test
    void findsANewKeyBeforeTheOldOnesExpire() {
        key();
        issuer.rotate();
        clock.advance(Duration.ofSeconds(10));

        assertThat(key()).isNotNull();
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksForUnknownKeysOnceInTenSeconds() {
        key();
        for (int i = 0; i < 1000; i++) {
            assertThat(keys.withId("invented " + i).block()).isNull();
        }
        assertThat(asked).hasValue(1);

        clock.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 1000; i++) {
            assertThat(keys.withId("invented " + i).block()).isNull();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksOnceForAllWhoWait() {
        Sinks.One<PublishedKeys.Reply> later = Sinks.one();
        reply = later.asMono();
        List<JWK> found = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.withId(issuer.key().getKeyID()).subscribe(found::add);
        }
        later.tryEmitValue(new PublishedKeys.Reply(issuer.published(), FIVE_MINUTES))
                .orThrow();

        assertThat(asked).hasValue(1);
        assertThat(found).hasSize(100);
    }

    @Test
    void goesOnForTheOthersWhenOneWhoWaitsLeaves() {
        Sinks.One<PublishedKeys.Reply> later = Sinks.one();
        reply = later.asMono();
        List<JWK> found = new ArrayList<>();
        keys.withId(issuer.key().getKeyID()).subscribe().dispose();
        keys.withId(issuer.key().getKeyID()).subscribe(found::add);
        later.tryEmitValue(new PublishedKeys.Reply(issuer.published(), FIVE_MINUTES))
                .orThrow();

        assertThat(asked).hasValue(1);
        assertThat(found).hasSize(1);
    }

    @Test
    void servesWhatItKnewWhileTheBackendIsAway() {
        key();
        reply = Mono.error(new IllegalStateException("backend: away"));
        clock.advance(Duration.ofHours(23));

        assertThat(key()).isNotNull();
        assertThat(key()).isNotNull();
        assertThat(asked).hasValue(2);

        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(this::key).isInstanceOf(KnownKeys.UnavailableException.class);
    }

    @Test
    void saysThatItCannotTellBeforeItHasSeenAnyKey() {
        reply = Mono.error(new IllegalStateException("backend: away"));
        assertThatThrownBy(this::key).isInstanceOf(KnownKeys.UnavailableException.class);
        assertThatThrownBy(this::key).isInstanceOf(KnownKeys.UnavailableException.class);
        assertThat(asked).hasValue(1);

        reply = Mono.just(new PublishedKeys.Reply(issuer.published(), FIVE_MINUTES));
        clock.advance(Duration.ofSeconds(1));
        assertThat(key()).isNotNull();
    }

    @Test
    void cannotTellOfAnUnknownKeyWhileTheBackendIsAway() {
        key();
        reply = Mono.error(new IllegalStateException("backend: away"));
        clock.advance(FIVE_MINUTES);
        issuer.rotate();

        assertThatThrownBy(this::key).isInstanceOf(KnownKeys.UnavailableException.class);
    }

    @Test
    void waitsASecondForTheBackend() {
        reply = Mono.never();

        StepVerifier.withVirtualTime(() -> keys.withId("any"))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(999))
                .thenAwait(Duration.ofMillis(1))
                .verifyError(KnownKeys.UnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "no json", "{\"keys\":1}", "{\"keys\":[{\"kty\":\"EC\"}]}"})
    void takesAnUnreadableKeySetForNone(String json) {
        reply = Mono.just(new PublishedKeys.Reply(json, FIVE_MINUTES));

        assertThatThrownBy(() -> keys.withId("any").block()).isInstanceOf(KnownKeys.UnavailableException.class);
    }

    @Test
    void passesOverKeysOfOtherKinds() {
        reply = Mono.just(new PublishedKeys.Reply(
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"any\",\"k\":\"c2VjcmV0\"}]}", FIVE_MINUTES));

        assertThat(keys.withId("any").block()).isNull();
    }
}
