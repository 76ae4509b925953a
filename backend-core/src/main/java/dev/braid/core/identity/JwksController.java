package dev.braid.core.identity;

import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /.well-known/jwks.json}: the public keys that access tokens are verified with, a JWK set of RFC 7517, section 5. */
@RestController
@OpenToEveryone
class JwksController {

    /** Half of the time that a key is published before it signs. */
    private static final Duration AGE = SigningKeys.PUBLISHED_BEFORE_USE.dividedBy(2);

    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    @GetMapping(path = "/.well-known/jwks.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> published(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=" + AGE.toSeconds())
                .body(keys.published().toJSONObject());
    }
}
