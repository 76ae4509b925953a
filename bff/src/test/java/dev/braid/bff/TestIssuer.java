package dev.braid.bff;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Who signs tokens in the place of backend-core: ES256, with one key at a time. */
public final class TestIssuer {

    /** Where backend-core publishes its keys. */
    public static final String PATH = "/.well-known/jwks.json";

    private volatile ECKey key = newKey();

    /** Signs with another key from now on; only that is published. */
    public void rotate() {
        key = newKey();
    }

    public ECKey key() {
        return key;
    }

    /** The JWK set to publish. */
    public String published() {
        return new JWKSet(key).toString();
    }

    /** A token of an hour. */
    public String token(String subject, String... permissions) {
        return token(subject, Instant.now().plusSeconds(3600), permissions);
    }

    public String token(String subject, Instant expiry, String... permissions) {
        return signed(claims -> claims.subject(subject)
                .claim("permissions", List.of(permissions))
                .expirationTime(Date.from(expiry)));
    }

    /** @param change of what backend-core would say: issuer, audience, an id of its own */
    public String signed(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("braid")
                .audience("braid")
                .jwtID(UUID.randomUUID().toString());
        change.accept(claims);
        return signed(key, claims.build());
    }

    public static String signed(ECKey key, JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
