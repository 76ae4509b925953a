package dev.braid.core.web;

import dev.braid.contracts.ErrorReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what the container refuses before any filter sees it (a request line or URI that HTTP does not allow) in the one error
 * shape. Public with a default constructor because the container makes it by its name.
 */
public final class UnreadableRequestValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableRequestValve.class);
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ApiException error = Failures.ofStatus(status, String.valueOf(request.getRequestURI()));
        try {
            write(request, response, error);
        } catch (IOException gone) {
            LOG.debug("caller has gone before its error was written", gone);
        }
    }

    private static void write(Request request, Response response, ApiException error) throws IOException {
        String correlationId = Correlation.acceptedOrNew(request.getHeader(Correlation.HEADER));
        String body = JSON.writeValueAsString(
                ErrorReply.of(error.code(), String.valueOf(error.getMessage()), error.details(), correlationId));
        response.setStatus(error.code().status());
        response.setHeader(Correlation.HEADER, correlationId);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        // The writer, because bytes written here are counted as those of a servlet that goes on.
        response.getReporter().write(body);
        response.finishResponse();
    }
}
