package dev.braid.bff.web;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The public keys, as they were last published.
 *
 * <p>Asked for again when they are no longer fresh, and when a token names a key that is not among them, because keys are rotated. One
 * question is under way at a time, and pauses lie between them, whatever tokens say: nobody can make bff hammer its backend. While the
 * backend is away the keys that were known go on serving.
 */
/*
 * Not Spring's ReactiveRemoteJWKSource, because it asks for the keys on each unknown key id, and any stranger can invent those.
 */
final class KnownKeys {

    /** The most that a reply's max-age is believed: a key that was withdrawn must not verify for longer. */
    private static final Duration LONGEST_FRESH = Duration.ofMinutes(5);

    /** Much longer than an access token lives: an outage does not lock operators out of the flags. */
    private static final Duration LONGEST_STALE = Duration.ofHours(24);

    /** A new key is published long before it signs, so an unknown one is rarely real. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    /** A third of what a document has. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(KnownKeys.class);

    private final PublishedKeys published;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Mono<State>> underWay = new AtomicReference<>();
    private volatile State state = State.NOTHING_YET;

    KnownKeys(PublishedKeys published, InstantSource clock) {
        this.published = published;
        this.clock = clock;
    }

    /** The key set cannot be asked for, so nothing can be said of a token. */
    static final class UnavailableException extends RuntimeException {

        UnavailableException() {
            super("signing keys: not to be had (expected: published by the backend)", null, false, false);
        }
    }

    /** @param nextQuestion not before */
    private record State(
            Map<String, JWK> keys, Instant freshUntil, Instant usableUntil, Instant nextQuestion, boolean failed) {

        static final State NOTHING_YET = new State(Map.of(), Instant.MIN, Instant.MIN, Instant.MIN, true);

        boolean answers(String keyId, Instant now) {
            return keys.containsKey(keyId) && now.isBefore(freshUntil);
        }

        State failedAt(Instant now) {
            return new State(keys, freshUntil, usableUntil, now.plus(PAUSE_AFTER_FAILURE), true);
        }
    }

    /** Empty if there is no such key; {@link UnavailableException} if that cannot be told. */
    Mono<JWK> withId(String keyId) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            State known = state;
            if (known.answers(keyId, now) || underWay.get() == null && now.isBefore(known.nextQuestion())) {
                return found(known, keyId, now);
            }
            return asked().flatMap(learned -> found(learned, keyId, now));
        });
    }

    private static Mono<JWK> found(State known, String keyId, Instant now) {
        JWK key = now.isBefore(known.usableUntil()) ? known.keys().get(keyId) : null;
        return key == null && known.failed() ? Mono.error(new UnavailableException()) : Mono.justOrEmpty(key);
    }

    /** What is known after asking; goes on for the others when one who waits goes away. */
    private Mono<State> asked() {
        Mono<State> own = Mono.defer(published::now)
                .timeout(PATIENCE)
                .map(this::read)
                .onErrorResume(this::failed)
                .doOnNext(learned -> state = learned)
                .doFinally(end -> underWay.set(null))
                .cache();
        Mono<State> present = underWay.updateAndGet(other -> other == null ? own : other);
        return present == null ? own : present;
    }

    private State read(PublishedKeys.Reply reply) {
        Instant now = clock.instant();
        Duration fresh = reply.maxAge().compareTo(LONGEST_FRESH) < 0 ? reply.maxAge() : LONGEST_FRESH;
        return new State(keys(reply.json()), now.plus(fresh), now.plus(LONGEST_STALE), now.plus(PAUSE), false);
    }

    private static Map<String, JWK> keys(String json) {
        try {
            return JWKSet.parse(json).getKeys().stream()
                    .flatMap(key -> verifying(key).stream())
                    .collect(Collectors.toMap(JWK::getKeyID, key -> key, (one, other) -> one));
        } catch (ParseException unreadable) {
            throw new IllegalArgumentException("signing keys: not readable (expected: a JWK set)", unreadable);
        }
    }

    private static Optional<JWK> verifying(JWK key) {
        boolean suits = key instanceof ECKey curve && Curve.P_256.equals(curve.getCurve()) && key.getKeyID() != null;
        return suits ? Optional.of(key.toPublicJWK()) : Optional.empty();
    }

    private Mono<State> failed(Throwable failure) {
        log.warn("signing keys: not to be had now, those known are kept: {}", String.valueOf(failure));
        return Mono.just(state.failedAt(clock.instant()));
    }
}
