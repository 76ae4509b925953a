package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.TokenPair;
import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /auth/oidc}: away to the identity provider, and back from it. Both are no paths while no provider is set up. */
@RestController
@OpenToEveryone
@RequestMapping("/auth/oidc")
class OidcController {

    /** Ties a sign-in to the browser that began it, so that nobody is signed in as somebody else by a link. */
    static final String COOKIE = "braid-sign-in";

    /** The text of an {@link OpaqueToken}. */
    private static final Pattern BROWSER = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final OidcSettings settings;
    private final OidcSignIn signIn;

    OidcController(OidcSettings settings, OidcSignIn signIn) {
        this.settings = settings;
        this.signIn = signIn;
    }

    @GetMapping("/login")
    ResponseEntity<Void> login(HttpServletRequest request) {
        requireProvider(request);
        QueryParameters.of(request).verify();
        // The same browser may sign in from two of its tabs.
        OpaqueToken browser = browserOf(request).orElseGet(OpaqueToken::random);
        OAuth2AuthorizationRequest away = signIn.begin(request, browser);
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(away.getAuthorizationRequestUri()))
                .header(HttpHeaders.SET_COOKIE, cookie(browser).toString())
                .cacheControl(CacheControl.noStore())
                .build();
    }

    /** Providers send parameters of their own along, which are none of our business. */
    @GetMapping(path = "/callback", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TokenPair> callback(HttpServletRequest request) {
        requireProvider(request);
        TokenPair pair = signIn.finish(OidcReply.of(request), browserOf(request));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(pair);
    }

    private void requireProvider(HttpServletRequest request) {
        if (!settings.isOn()) {
            throw new ApiException(
                    ErrorCode.NOT_FOUND, "path: " + request.getRequestURI() + " (expected: one that exists)");
        }
    }

    private ResponseCookie cookie(OpaqueToken browser) {
        return ResponseCookie.from(COOKIE, browser.text())
                .path("/auth/oidc")
                .httpOnly(true)
                .secure(settings.isSecure())
                // Strict would keep it back from the provider's redirect.
                .sameSite("Lax")
                .maxAge(OidcRequests.LIFE)
                .build();
    }

    private static Optional<OpaqueToken> browserOf(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return (cookies == null ? Stream.<Cookie>empty() : Arrays.stream(cookies))
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(Cookie::getValue)
                .filter(BROWSER.asMatchPredicate())
                .map(OpaqueToken::new)
                .findFirst();
    }
}
