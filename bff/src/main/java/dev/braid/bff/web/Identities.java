package dev.braid.bff.web;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who callers have proven to be. Deliberately not asked about what is passed through: there the backend judges. */
@Component
public final class Identities {

    /** What a document may lose on it; to verify takes 2 ms, and once in minutes the time to ask for the keys. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final AuthSettings auth;
    private final VerifiedTokens tokens;

    Identities(Environment environment, PublishedKeys published, Clock clock, MeterRegistry meters) {
        this.auth = AuthSettings.of(environment);
        this.tokens = new VerifiedTokens(new KnownKeys(published, clock), clock, meters);
    }

    /** Empty for nobody, for a credential that proves nothing, and for one of which that cannot be told in a moment. Never an error. */
    public Mono<Optional<Identity>> known(Caller caller) {
        return proven(caller)
                .map(Optional::of)
                .timeout(PATIENCE, Mono.just(Optional.empty()))
                .onErrorReturn(KnownKeys.UnavailableException.class, Optional.empty())
                .defaultIfEmpty(Optional.empty());
    }

    /** Empty for nobody and for a credential that proves nothing; an error while that cannot be told. */
    Mono<Identity> proven(Caller caller) {
        if (caller.authenticated()) {
            return tokens.identity(caller);
        }
        return auth.on() ? Mono.empty() : Mono.just(Identity.DEMO);
    }
}
