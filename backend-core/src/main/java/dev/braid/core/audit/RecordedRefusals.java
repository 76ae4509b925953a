package dev.braid.core.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.AccessDenied;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Records who was denied what, the same at most once a minute: whoever keeps trying must not fill the log. */
@Component
final class RecordedRefusals {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** A forgotten one is recorded once more, no harm is done. */
    private static final int MOST_REMEMBERED = 10_000;

    private final AuditLog log;
    private final Cache<Refusal, Boolean> recent;

    @Autowired
    RecordedRefusals(AuditLog log) {
        this(log, Ticker.systemTicker());
    }

    RecordedRefusals(AuditLog log, Ticker ticker) {
        this.log = log;
        this.recent = Caffeine.newBuilder()
                .expireAfterWrite(PAUSE)
                .maximumSize(MOST_REMEMBERED)
                .ticker(ticker)
                .build();
    }

    private record Refusal(String actor, String method, String path) {}

    @EventListener
    void record(AccessDenied denied) {
        Refusal refusal = new Refusal(denied.caller().userId(), denied.method(), denied.path());
        if (recent.asMap().putIfAbsent(refusal, true) != null) {
            return;
        }
        try {
            log.record(eventOf(refusal));
        } catch (RuntimeException notRecorded) {
            recent.invalidate(refusal);
            throw notRecorded;
        }
    }

    private static SecurityEvent eventOf(Refusal refusal) {
        return SecurityEvent.failure(Category.AUTHORIZATION, "access.denied")
                .by(refusal.actor())
                .with("method", refusal.method())
                .with("path", refusal.path());
    }
}
