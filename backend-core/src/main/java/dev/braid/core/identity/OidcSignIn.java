package dev.braid.core.identity;

import dev.braid.contracts.TokenPair;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/** Signing in with the identity provider: it says who somebody is, and they get this service's own tokens. */
@Component
class OidcSignIn {

    /** RFC 6749, section 4.1.2.1; whatever else came as an error is not repeated to anybody. */
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

    private final OidcSettings settings;
    private final OidcProvider provider;
    private final OidcRequests requests;
    private final OidcAccounts accounts;
    private final Sessions sessions;
    private final AuditLog audit;

    OidcSignIn(
            OidcSettings settings,
            OidcProvider provider,
            OidcRequests requests,
            OidcAccounts accounts,
            Sessions sessions,
            AuditLog audit) {
        this.settings = settings;
        this.provider = provider;
        this.requests = requests;
        this.accounts = accounts;
        this.sessions = sessions;
        this.audit = audit;
    }

    static ApiException refused(String why) {
        return ApiException.unauthenticated("Bearer", why + " (expected: another sign-in, from /auth/oidc/login on)");
    }

    /** Remembers a sign-in of this browser; where to send it. */
    OAuth2AuthorizationRequest begin(HttpServletRequest request, OpaqueToken browser) {
        OAuth2AuthorizationRequest away = provider.authorizationRequest(request);
        requests.store(away, browser);
        return away;
    }

    /** What nobody has begun is refused without a trace: strangers could fill the records with it. */
    TokenPair finish(OidcReply reply, Optional<OpaqueToken> browser) {
        OAuth2AuthorizationRequest request = browser.flatMap(known -> requests.take(reply.state(), known))
                .orElseThrow(() -> refused("sign-in: not begun by this browser, or over"));
        try {
            Account account = accounts.of(userOf(request, reply));
            TokenPair pair = sessions.begin(account);
            audit.record(SecurityEvent.success(Category.AUTHENTICATION, "oidc.signed_in")
                    .by(account.id())
                    .with("issuer", settings.issuer()));
            return pair;
        } catch (ApiException failed) {
            audit.record(SecurityEvent.failure(Category.AUTHENTICATION, "oidc.failed")
                    .with("issuer", settings.issuer())
                    .with("reason", String.valueOf(failed.getMessage())));
            throw failed;
        }
    }

    private OidcUser userOf(OAuth2AuthorizationRequest request, OidcReply reply) {
        // RFC 9207, section 2.4: another provider's answer, mixed up with this one's.
        if (reply.issuer() != null && !reply.issuer().equals(settings.issuer())) {
            throw refused("identity provider: not the one that was asked");
        }
        String error = reply.error();
        if (error != null && OidcProvider.isTrouble(error)) {
            throw OidcProvider.unavailable();
        }
        String code = reply.code();
        if (code == null) {
            boolean readable = error != null && ERROR.matcher(error).matches();
            throw refused("identity provider: " + (readable ? error : "an error"));
        }
        return provider.userOf(request, code);
    }
}
