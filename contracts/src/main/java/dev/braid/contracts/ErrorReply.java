package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one shape of every error of both services: {@code {"error":{"code","message","details","correlation_id"}}}. */
public record ErrorReply(Body error) {

    /**
     * @param code a name of {@link ErrorCode}
     * @param message what, the actual value, and in brackets what was expected; never a secret
     * @param details for VALIDATION: field to problem
     * @param correlationId the id that the reply also carries as {@code X-Correlation-ID}
     */
    public record Body(
            String code,
            String message,
            @Nullable Map<String, Object> details,
            @JsonProperty("correlation_id") String correlationId) {}

    public static ErrorReply of(
            ErrorCode code, String message, @Nullable Map<String, Object> details, String correlationId) {
        return new ErrorReply(new Body(code.name(), message, details, correlationId));
    }
}
