package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/** Judges a token in a message as {@link SecurityConfiguration} does one in a header. */
@Component
final class VerifiedCredentials implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(VerifiedCredentials.class);

    private final JwtDecoder tokens;
    private final Standing standing;
    private final AuthSettings auth;

    VerifiedCredentials(JwtDecoder tokens, Standing standing, AuthSettings auth) {
        this.tokens = tokens;
        this.standing = standing;
        this.auth = auth;
    }

    @Override
    public Optional<Proof> proofOf(String token) {
        return standing(token)
                .map(known -> new Proof(
                        CallerFilter.of(known),
                        until(known),
                        () -> standing(token).isPresent()));
    }

    @Override
    public Caller withoutOne() {
        return auth.withoutCredential();
    }

    private Optional<Jwt> standing(String token) {
        try {
            return Optional.of(tokens.decode(token)).filter(standing::of);
        } catch (JwtException notValid) {
            LOG.debug("a token was not valid", notValid);
            return Optional.empty();
        }
    }

    /** Until then the decoder takes it. */
    private static Instant until(Jwt token) {
        return Objects.requireNonNull(token.getExpiresAt(), "exp of a verified token")
                .plus(AccessTokens.SKEW);
    }
}
