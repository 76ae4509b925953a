package dev.braid.bff.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWK;
import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Verifies the bearer tokens of callers, and remembers those that were good by the hash of the credential: signature and claims are
 * looked at once in a few minutes, the expiry each time.
 *
 * <p>What was refused is not remembered. It is cheap unless somebody made it look like a token of a real key; of those only so many
 * are looked at at the same time.
 */
final class VerifiedTokens {

    /** Contract section 8. */
    private static final String ISSUER = "braid";

    /** How far the clocks of two machines may be apart; the backend allows as much. */
    static final Duration SKEW = Duration.ofSeconds(30);

    /** After that a key that was withdrawn meanwhile is noticed. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    /** Some 1 kB each. */
    private static final int MOST_REMEMBERED = 20_000;

    /** At 1.6 ms each (docs/benchmarks, on a busy machine) and on two cores the last one waits 50 ms. */
    private static final int MOST_AT_A_TIME = 64;

    private final KnownKeys keys;
    private final Clock clock;
    private final Cache<String, Identity> remembered;
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);
    private final Counter hits;
    private final Counter verified;
    private final Counter refused;
    private final Counter unavailable;

    VerifiedTokens(KnownKeys keys, Clock clock, MeterRegistry meters) {
        this.keys = keys;
        this.clock = clock;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
        this.hits = meters.counter(Metrics.TOKEN_CHECKS, Metrics.OUTCOME, "remembered");
        this.verified = meters.counter(Metrics.TOKEN_CHECKS, Metrics.OUTCOME, "verified");
        this.refused = meters.counter(Metrics.TOKEN_CHECKS, Metrics.OUTCOME, "refused");
        this.unavailable = meters.counter(Metrics.TOKEN_CHECKS, Metrics.OUTCOME, "unavailable");
    }

    /** Empty if the credential proves nothing; {@link KnownKeys.UnavailableException} if that cannot be told now. */
    Mono<Identity> identity(Caller caller) {
        return Mono.defer(() -> {
            Identity known = remembered.getIfPresent(caller.scope());
            if (known != null) {
                hits.increment();
                return Mono.just(known).filter(this::isCurrent);
            }
            return verify(caller);
        });
    }

    private boolean isCurrent(Identity identity) {
        return clock.instant().isBefore(identity.expiresAt().plus(SKEW));
    }

    private Mono<Identity> verify(Caller caller) {
        BearerToken token = BearerToken.in(caller.credentials())
                .filter(read -> clock.instant().isBefore(read.expiresAt().plus(SKEW)))
                .orElse(null);
        if (token == null) {
            refused.increment();
            return Mono.empty();
        }
        return keys.withId(token.keyId())
                .flatMap(key -> decoded(token, key))
                .map(VerifiedTokens::identity)
                .doOnNext(identity -> remembered.put(caller.scope(), identity))
                .doOnError(KnownKeys.UnavailableException.class, failure -> unavailable.increment())
                .doOnSuccess(identity -> (identity == null ? refused : verified).increment());
    }

    /** Off the event loop, which would answer nobody meanwhile. */
    private Mono<Jwt> decoded(BearerToken token, JWK key) {
        return Mono.defer(() -> {
            if (!places.tryAcquire()) {
                return Mono.error(new KnownKeys.UnavailableException());
            }
            return decoder(key, clock)
                    .decode(token.text())
                    .subscribeOn(Schedulers.parallel())
                    .onErrorComplete(JwtException.class)
                    .doFinally(end -> places.release());
        });
    }

    static ReactiveJwtDecoder decoder(JWK key, Clock clock) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(token -> Flux.just(key))
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(validator(clock));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> validator(Clock clock) {
        JwtTimestampValidator times = new JwtTimestampValidator(SKEW);
        times.setClock(clock);
        return new DelegatingOAuth2TokenValidator<>(
                times,
                new JwtIssuerValidator(ISSUER),
                new JwtClaimValidator<List<String>>("aud", audience -> audience != null && audience.contains(ISSUER)),
                new JwtClaimValidator<String>("sub", subject -> subject != null && !subject.isEmpty()),
                new JwtClaimValidator<Instant>("exp", expiry -> expiry != null));
    }

    private static Identity identity(Jwt token) {
        return new Identity(
                Objects.requireNonNull(token.getSubject()),
                permissions(token.getClaims().get("permissions")),
                false,
                Objects.requireNonNull(token.getExpiresAt()));
    }

    private static Set<String> permissions(@Nullable Object claim) {
        List<?> names = claim instanceof List<?> list ? list : List.of();
        return names.stream()
                .flatMap(name ->
                        name instanceof String text ? Optional.of(text).stream() : Optional.<String>empty().stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
