package dev.braid.bff.web;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * What a bearer token says of itself. Nobody has looked at its signature: good for telling when it will be refused, and for nothing that it
 * would allow.
 */
public record ClaimedIdentity(Optional<String> subject, Optional<Instant> expiresAt) {

    private static final ClaimedIdentity NOBODY = new ClaimedIdentity(Optional.empty(), Optional.empty());

    /** Nobody, for whoever has no bearer token that can be read. */
    public static ClaimedIdentity of(Caller caller) {
        return BearerToken.in(caller.credentials()).map(ClaimedIdentity::read).orElse(NOBODY);
    }

    private static ClaimedIdentity read(BearerToken token) {
        try {
            JWTClaimsSet claims = SignedJWT.parse(token.text()).getJWTClaimsSet();
            return new ClaimedIdentity(
                    Optional.ofNullable(claims.getSubject()),
                    Optional.ofNullable(claims.getExpirationTime()).map(Date::toInstant));
        } catch (ParseException unreadable) {
            return NOBODY;
        }
    }
}
