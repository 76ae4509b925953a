package dev.braid.bff.document;

import dev.braid.bff.observe.Correlation;
import dev.braid.bff.upstream.Deadline;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** A request for a document, as far as every document needs it. */
record Arrival(HttpHeaders headers, Caller caller, String correlationId, Deadline deadline, long startedNanos) {

    /** By this a client lowers the deadline, in milliseconds, and the backend is told what is left of it. */
    static final String TIMEOUT = "Braid-Timeout";

    /** @throws ApiException VALIDATION when the client's deadline cannot be read */
    static Arrival of(ServerRequest request, Duration longest) {
        HttpHeaders headers = request.headers().asHttpHeaders();
        return new Arrival(
                headers,
                Caller.of(request),
                Correlation.of(request.attributes()),
                deadline(headers.getOrEmpty(TIMEOUT), longest),
                System.nanoTime());
    }

    private static Deadline deadline(List<String> wanted, Duration longest) {
        Duration budget = budget(wanted, longest);
        return budget.compareTo(longest) < 0 ? Deadline.hurried(budget) : Deadline.in(budget);
    }

    static Duration budget(List<String> wanted, Duration longest) {
        if (wanted.isEmpty()) {
            return longest;
        }
        if (wanted.size() > 1 || !wanted.get(0).matches("[1-9][0-9]{0,8}")) {
            String problem = String.join(", ", wanted) + " (expected: whole milliseconds, 1 to 999999999)";
            throw ApiException.validation(Map.of(TIMEOUT, problem));
        }
        Duration asked = Duration.ofMillis(Long.parseLong(wanted.get(0)));
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
