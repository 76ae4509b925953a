package dev.braid.core.web;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.ErrorReply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes the one error shape, whatever the caller said it accepts; what was written before and not sent is dropped. */
@Component
final class ErrorReplies {

    private final JsonMapper json;

    ErrorReplies(JsonMapper json) {
        this.json = json;
    }

    void send(HttpServletRequest request, HttpServletResponse response, ApiException error) throws IOException {
        send(request, response, error, HttpHeaders.EMPTY);
    }

    void send(HttpServletRequest request, HttpServletResponse response, ApiException error, HttpHeaders headers)
            throws IOException {
        String correlationId = Correlation.idOf(request);
        byte[] body = json.writeValueAsBytes(
                ErrorReply.of(error.code(), String.valueOf(error.getMessage()), error.details(), correlationId));
        response.reset();
        headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.setHeader(Correlation.HEADER, correlationId);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        setTraceparent(response, request.getAttribute(TraceparentFilter.HEADER));
        write(response, error.code(), body);
    }

    private static void setTraceparent(HttpServletResponse response, @Nullable Object traceparent) {
        if (traceparent instanceof String known) {
            response.setHeader(TraceparentFilter.HEADER, known);
        }
    }

    private static void write(HttpServletResponse response, ErrorCode code, byte[] body) throws IOException {
        response.setStatus(code.status());
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
