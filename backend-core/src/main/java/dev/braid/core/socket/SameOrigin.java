package dev.braid.core.socket;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.Globals;
import org.springframework.http.HttpHeaders;

/**
 * Whether a socket is asked for by a page of the very origin that it is asked of: browsers let any page open one. Programs name no
 * origin.
 */
final class SameOrigin {

    private SameOrigin() {}

    /** @throws ApiException 403 */
    static void require(HttpServletRequest request) {
        List<String> origins = Collections.list(request.getHeaders(HttpHeaders.ORIGIN));
        String own = normal(request.getScheme() + "://" + hostOf(request));
        if (origins.stream().anyMatch(origin -> !normal(origin).equals(own))) {
            throw new ApiException(ErrorCode.FORBIDDEN, "Origin: another (expected: " + own + ", or none)");
        }
    }

    /** As the browser said it. The container believes proxies, but overlooks the port in {@code X-Forwarded-Host}. */
    private static String hostOf(HttpServletRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Host");
        boolean believed = Boolean.TRUE.equals(request.getAttribute(Globals.REQUEST_FORWARDED_ATTRIBUTE));
        return believed && forwarded != null ? forwarded : String.valueOf(request.getHeader(HttpHeaders.HOST));
    }

    private static String normal(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http:") && lower.endsWith(":80")) {
            return lower.substring(0, lower.length() - ":80".length());
        }
        boolean isDefault = lower.startsWith("https:") && lower.endsWith(":443");
        return isDefault ? lower.substring(0, lower.length() - ":443".length()) : lower;
    }
}
