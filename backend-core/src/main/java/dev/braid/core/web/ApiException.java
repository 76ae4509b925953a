package dev.braid.core.web;

import dev.braid.contracts.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that cannot be served, as the caller is told: everything in it is sent. */
public final class ApiException extends RuntimeException {

    private final ErrorCode code;
    private final @Nullable Map<String, Object> details;

    public ApiException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public ApiException(ErrorCode code, String message, @Nullable Map<String, Object> details) {
        super(message);
        this.code = code;
        this.details = details;
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
}
