package dev.braid.core.sprint;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Which version a caller wants to change (RFC 9110, section 13.1.1).
 *
 * @param version null: any
 */
record IfMatch(@Nullable Integer version) {

    private static final Pattern VERSION = Pattern.compile("\"([1-9][0-9]{0,8})\"");

    /** @throws ApiException PRECONDITION_REQUIRED if nothing is said, VALIDATION if it is not one version */
    static IfMatch of(HttpServletRequest request) {
        String sent = request.getHeader(HttpHeaders.IF_MATCH);
        if (sent == null) {
            throw new ApiException(
                    ErrorCode.PRECONDITION_REQUIRED, "If-Match: missing (expected: the version in quotes, like \"3\")");
        }
        if (sent.strip().equals("*")) {
            return new IfMatch(null);
        }
        Matcher version = VERSION.matcher(sent.strip());
        if (!version.matches()) {
            throw ApiException.validation(
                    Map.of("If-Match", JsonFields.shown(sent) + " (expected: the version in quotes, like \"3\")"));
        }
        return new IfMatch(Integer.valueOf(version.group(1)));
    }

    /** @throws ApiException PRECONDITION_FAILED if it is another version by now */
    void require(int current) {
        if (version != null && version != current) {
            throw new ApiException(
                    ErrorCode.PRECONDITION_FAILED,
                    "If-Match: \"%d\" (expected: \"%d\", it was changed since)".formatted(version, current));
        }
    }
}
