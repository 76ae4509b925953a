package dev.braid.core.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Predicate;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Verifies the signature of a token once in a while instead of at each use: bff sends the same one with each part of a document. What
 * depends on the time is asked at each use; whether the token was revoked is {@link Standing}'s business, and is too.
 */
final class RememberedTokens implements JwtDecoder {

    /** Some 20 MB of tokens. */
    private static final int MOST = 10_000;

    /** Signatures stay valid for as long as their key verifies; this only lets go of who does not come back. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final Cache<String, Jwt> verified =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(IDLE).build();
    private final JwtDecoder decoder;
    private final OAuth2TokenValidator<Jwt> atEachUse;
    private final Predicate<Object> keyVerifies;

    /** @param keyVerifies whether the key of this id still does: it may have been withdrawn */
    RememberedTokens(JwtDecoder decoder, OAuth2TokenValidator<Jwt> atEachUse, Predicate<Object> keyVerifies) {
        this.decoder = decoder;
        this.atEachUse = atEachUse;
        this.keyVerifies = keyVerifies;
    }

    @Override
    public Jwt decode(String token) {
        Jwt known = verified.getIfPresent(token);
        if (known == null || !keyVerifies.test(known.getHeaders().get("kid"))) {
            Jwt decoded = decoder.decode(token);
            verified.put(token, decoded);
            return decoded;
        }
        OAuth2TokenValidatorResult result = atEachUse.validate(known);
        if (result.hasErrors()) {
            verified.invalidate(token);
            throw new JwtValidationException("no longer valid", result.getErrors());
        }
        return known;
    }
}
