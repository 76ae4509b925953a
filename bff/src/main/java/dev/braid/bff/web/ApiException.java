package dev.braid.bff.web;

import dev.braid.contracts.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * An answer of bff's own that is an error: raised anywhere, written in the one error shape of the contract.
 *
 * <p>The message goes to the client: what, the actual value, and in brackets what was expected; never a secret.
 */
public final class ApiException extends RuntimeException {

    private final ErrorCode code;
    private final transient @Nullable Map<String, Object> details;
    private final transient HttpHeaders headers;

    public ApiException(ErrorCode code, String message) {
        this(code, message, null, new HttpHeaders(), null);
    }

    /**
     * @param details null, or for VALIDATION field to problem
     * @param headers what the reply carries beside the usual ones, such as Retry-After
     */
    public ApiException(
            ErrorCode code,
            String message,
            @Nullable Map<String, Object> details,
            HttpHeaders headers,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    /** 422 that names each bad parameter. */
    public static ApiException validation(Map<String, Object> problems) {
        String message = "parameters: " + String.join(", ", problems.keySet()) + " (expected: see details)";
        return new ApiException(ErrorCode.VALIDATION, message, problems, new HttpHeaders(), null);
    }

    public ErrorCode code() {
        return code;
    }

    public @Nullable Map<String, Object> details() {
        return details;
    }

    public HttpHeaders headers() {
        return headers;
    }
}
