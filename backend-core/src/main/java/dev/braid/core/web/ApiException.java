package dev.braid.core.web;

import dev.braid.contracts.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** A request that cannot be served, as the caller is told: everything in it is sent. */
public final class ApiException extends RuntimeException {

    private final ErrorCode code;
    private final @Nullable Map<String, Object> details;
    private final HttpHeaders headers;

    public ApiException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public ApiException(ErrorCode code, String message, @Nullable Map<String, Object> details) {
        this(code, message, details, new HttpHeaders());
    }

    private ApiException(ErrorCode code, String message, @Nullable Map<String, Object> details, HttpHeaders headers) {
        super(message);
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    /** A refusal that says when to come back, in whole seconds, rounded up. */
    public static ApiException retryAfter(Duration pause, ErrorCode code, String message) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(pause.plusMillis(999).toSeconds()));
        return new ApiException(code, message, null, headers);
    }

    /** 401 of a request without a usable credential; {@code challenge} as RFC 6750, section 3, has it: {@code Bearer}. */
    public static ApiException unauthenticated(String challenge, String message) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, challenge);
        return new ApiException(ErrorCode.UNAUTHENTICATED, message, null, headers);
    }

    /** A 422 that names each wrong field with its problem. */
    public static ApiException validation(Map<String, Object> problems) {
        String message = problems.entrySet().stream()
                .map(problem -> problem.getKey() + ": " + problem.getValue())
                .reduce((left, right) -> left + "; " + right)
                .orElse("request: invalid");
        return new ApiException(ErrorCode.VALIDATION, message, problems);
    }

    public ErrorCode code() {
        return code;
    }

    public @Nullable Map<String, Object> details() {
        return details;
    }

    /** What the reply says besides its body. */
    public HttpHeaders headers() {
        return headers;
    }
}
