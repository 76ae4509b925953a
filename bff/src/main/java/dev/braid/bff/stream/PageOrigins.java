package dev.braid.bff.stream;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Origins;
import dev.braid.contracts.ErrorCode;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Keeps pages of other origins from opening sockets with their visitors' cookies, which browsers send along and which no preflight asks about
 * (RFC 6455 section 10.2).
 */
@Component
final class PageOrigins {

    private final Origins origins;

    PageOrigins(Origins origins) {
        this.origins = origins;
    }

    /** @throws ApiException FORBIDDEN */
    void requireGood(ServerRequest request) {
        Origins.Verdict verdict = origins.of(request.exchange().getRequest());
        if (verdict == Origins.Verdict.FOREIGN) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "origin: not allowed (expected: this one, or one of BRAID_ALLOWED_ORIGINS)");
        }
        if (verdict == Origins.Verdict.UNSAID && hasOnlyCookies(request)) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    "origin: missing (expected: an origin, where a cookie is the only credential)");
        }
    }

    /** An event stream of a page's own origin says no Origin; that it is so no page can make a browser say (Fetch Metadata, section 2.3). */
    private static boolean hasOnlyCookies(ServerRequest request) {
        HttpHeaders headers = request.headers().asHttpHeaders();
        return !"same-origin".equals(headers.getFirst("Sec-Fetch-Site"))
                && headers.containsHeader(HttpHeaders.COOKIE)
                && !headers.containsHeader(HttpHeaders.AUTHORIZATION)
                && Offer.of(headers).token().isEmpty();
    }
}
