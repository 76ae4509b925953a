package dev.braid.core.identity;

import dev.braid.core.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a browser brings back from the identity provider (RFC 6749, section 4.1.2): a state with either a code or an error.
 *
 * @param issuer of RFC 9207, if the provider says it
 */
record OidcReply(
        String state,
        @Nullable String code,
        @Nullable String error,
        @Nullable String issuer) {

    /** Longer than any provider's code. */
    private static final int LONGEST = 4_096;

    static OidcReply of(HttpServletRequest request) {
        Map<String, Object> problems = new LinkedHashMap<>();
        String state = one(request, "state", problems);
        String code = one(request, "code", problems);
        String error = one(request, "error", problems);
        String issuer = one(request, "iss", problems);
        if (problems.isEmpty() && state == null) {
            problems.put("state", "missing");
        }
        if (problems.isEmpty() && (code == null) == (error == null)) {
            problems.put("code", code == null ? "missing" : "given together with error (expected: one of them)");
        }
        if (state == null || !problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return new OidcReply(state, code, error, issuer);
    }

    @Override
    public String toString() {
        return "OidcReply[…]";
    }

    private static @Nullable String one(HttpServletRequest request, String name, Map<String, Object> problems) {
        String[] values = request.getParameterValues(name);
        if (values == null) {
            return null;
        }
        if (values.length > 1) {
            problems.put(name, "given " + values.length + " times (expected: once)");
        }
        if (values[0].isEmpty() || values[0].length() > LONGEST) {
            problems.put(name, values[0].length() + " characters (expected: 1.." + LONGEST + ")");
        }
        return values[0];
    }
}
