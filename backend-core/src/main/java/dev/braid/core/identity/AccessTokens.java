package dev.braid.core.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/**
 * Signed statements of who somebody is and what they may do: ES256, {@code iss} and {@code aud} {@code braid}, {@code sub} the user's
 * id, {@code roles}, {@code permissions}.
 */
@Component
class AccessTokens {

    static final String ISSUER = "braid";
    static final String ROLES = "roles";
    static final String PERMISSIONS = "permissions";

    /** The version of the account's tokens that this is one of. */
    static final String VERSION = "ver";

    /** The subject of a machine's token: this and its name. */
    static final String SERVICE_PREFIX = "service:";

    /** How long a user's token lives; another is to be had for a refresh token. */
    static final Duration LIFE = Duration.ofMinutes(30);

    /** A user's id, or the name of a machine; anything else is not asked for in the database, which refuses some characters. */
    private static final Pattern SUBJECT =
            Pattern.compile("[A-Za-z0-9-]{1,36}|" + SERVICE_PREFIX + "[a-z][a-z0-9-]{0,30}");

    /** How far apart clocks may be. */
    static final Duration SKEW = Duration.ofSeconds(30);

    private final SigningKeys keys;
    private final Clock clock;

    AccessTokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** A token of a user, as of an account in the database. */
    String ofUser(String userId, int version, Collection<Role> roles, Instant issuedAt, Duration life) {
        return signed(claims(userId, issuedAt, life)
                .claim(ROLES, roles.stream().map(Role::key).sorted().toList())
                .claim(PERMISSIONS, Role.permissionsOf(roles))
                .claim(VERSION, version)
                .build());
    }

    /** A token of a machine, which the database knows by its id. */
    String ofService(String name, UUID id, List<String> permissions, Instant issuedAt, Duration life) {
        return signed(claims(SERVICE_PREFIX + name, issuedAt, life)
                .id(id.toString())
                .claim(ROLES, List.of("service"))
                .claim(PERMISSIONS, permissions)
                .build());
    }

    /** Reads what {@link #ofUser} and {@link #ofService} made, as long as it is valid; nothing else. */
    JwtDecoder decoder() {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        JWKSource<SecurityContext> published = (JWKSelector selector, SecurityContext none) -> keys.verifying(selector);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, published));
        // Times are the validators' business: two who judge the clock would not agree.
        processor.setJWTClaimsSetVerifier((claims, none) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(validators());
        return new RememberedTokens(decoder, times(), keys::verifies);
    }

    private OAuth2TokenValidator<Jwt> times() {
        JwtTimestampValidator times = new JwtTimestampValidator(SKEW);
        times.setClock(clock);
        return times;
    }

    private OAuth2TokenValidator<Jwt> validators() {
        return new DelegatingOAuth2TokenValidator<>(
                times(),
                new JwtIssuerValidator(ISSUER),
                new JwtClaimValidator<List<String>>("aud", audience -> audience != null && audience.contains(ISSUER)),
                new JwtClaimValidator<String>(
                        "sub",
                        subject -> subject != null && SUBJECT.matcher(subject).matches()),
                new JwtClaimValidator<Instant>("exp", expiry -> expiry != null));
    }

    private static JwtClaimsSet.Builder claims(String subject, Instant issuedAt, Duration life) {
        return JwtClaimsSet.builder()
                .issuer(ISSUER)
                .audience(List.of(ISSUER))
                .subject(subject)
                .issuedAt(issuedAt)
                .expiresAt(issuedAt.plus(life));
    }

    private String signed(JwtClaimsSet claims) {
        var key = keys.signing();
        NimbusJwtEncoder encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)));
        JwsHeader header = JwsHeader.with(SignatureAlgorithm.ES256)
                .keyId(key.getKeyID())
                .type("JWT")
                .build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }
}
