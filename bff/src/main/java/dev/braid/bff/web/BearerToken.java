package dev.braid.bff.web;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * A token that could be one of the backend's: well formed, ES256, of a named key. Whoever signed it, nothing in it is true yet.
 *
 * <p>Read before any signature is checked, which costs many times as much: garbage is refused here.
 */
record BearerToken(String text, String keyId, Instant expiresAt) {

    /** Ours have some 700 characters; many times that is no token. */
    private static final int LONGEST = 8 * 1024;

    private static final String SCHEME = "Bearer ";

    /** RFC 6750 section 2.1, of what a signed token is made of. */
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** The one bearer token in {@code Authorization}; a second value of that field makes all of it unreadable. */
    static Optional<BearerToken> in(HttpHeaders credentials) {
        List<String> values = credentials.getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (values.size() != 1 || values.get(0).length() > LONGEST) {
            return Optional.empty();
        }
        String value = values.get(0);
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String text = value.substring(SCHEME.length());
        return CHARACTERS.matcher(text).matches() ? parsed(text) : Optional.empty();
    }

    private static Optional<BearerToken> parsed(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            String keyId = token.getHeader().getKeyID();
            if (!JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm()) || keyId == null) {
                return Optional.empty();
            }
            Date expiry = token.getJWTClaimsSet().getExpirationTime();
            return Optional.ofNullable(expiry).map(date -> new BearerToken(text, keyId, date.toInstant()));
        } catch (ParseException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "BearerToken[keyId=" + keyId + ", expiresAt=" + expiresAt + "]";
    }
}
