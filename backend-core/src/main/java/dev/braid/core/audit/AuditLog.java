package dev.braid.core.audit;

import dev.braid.core.web.Correlation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Where security events are written, never to be changed. An event belongs to the current transaction, whoever began it, and goes
 * with it; without one it is stored at once. What is refused is therefore recorded outside of the transaction that is rolled back.
 *
 * <p>One event is appended at a time, in all of the service: record late in a transaction, because others wait for its end. Whoever
 * waits for more than 5 s fails.
 */
@Component
public final class AuditLog {

    private static final String APPEND = """
            SELECT audit_append(:at, :category, :type, :outcome, :actor, :subject, :address, :correlationId, :details::jsonb)
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    AuditLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public void record(SecurityEvent event) {
        HttpServletRequest request = currentRequest();
        jdbc.sql(APPEND)
                .param("at", clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .param("category", event.category().key())
                .param("type", event.type())
                .param("outcome", event.outcome().key())
                .param("actor", event.actor().isEmpty() ? null : event.actor())
                .param("subject", event.subject())
                .param("address", request == null ? null : request.getRemoteAddr())
                .param("correlationId", request == null ? null : Correlation.idOf(request))
                .param("details", json(event.details()))
                .query(row -> {});
    }

    private static @Nullable HttpServletRequest currentRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
                ? current.getRequest()
                : null;
    }

    private static String json(Map<String, String> details) {
        return CanonicalJson.object(details.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, detail -> CanonicalJson.text(detail.getValue()))));
    }
}
