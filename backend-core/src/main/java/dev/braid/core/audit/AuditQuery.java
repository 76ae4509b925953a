package dev.braid.core.audit;

import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.audit.SecurityEvent.Outcome;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which events are asked for: filters that are null let everything through; {@code from} inclusive, {@code to} exclusive. */
record AuditQuery(
        @Nullable String category,
        @Nullable String type,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String outcome,
        @Nullable Instant from,
        @Nullable Instant to,
        Paging paging) {

    /** No event is older, and later years have no four digits. */
    private static final int FIRST_YEAR = 1000;

    private static final int LAST_YEAR = 9999;

    /** What is too long is not repeated to whoever sent it. */
    private static final int LONGEST_SHOWN = 40;

    private static final List<String> CATEGORIES =
            Arrays.stream(Category.values()).map(Category::key).sorted().toList();
    private static final List<String> OUTCOMES =
            Arrays.stream(Outcome.values()).map(Outcome::key).toList();

    /** Reads filters and paging; throws a VALIDATION that names all that is wrong with them. */
    static AuditQuery of(QueryParameters query) {
        String category = query.optional("category", oneOf(CATEGORIES)).orElse(null);
        String type = query.optional("type", AuditQuery::type).orElse(null);
        String actor = query.optional("actor", AuditQuery::name).orElse(null);
        String subject = query.optional("subject", AuditQuery::name).orElse(null);
        String outcome = query.optional("outcome", oneOf(OUTCOMES)).orElse(null);
        AuditQuery window = windowOf(query, Paging.of(query));
        query.verify();
        return new AuditQuery(category, type, actor, subject, outcome, window.from, window.to, window.paging);
    }

    /** Reads {@code from} and {@code to} only. */
    static AuditQuery ofWindow(QueryParameters query) {
        AuditQuery window = windowOf(query, new Paging(1, 0));
        query.verify();
        return window;
    }

    private static AuditQuery windowOf(QueryParameters query, Paging paging) {
        Instant from = query.optional("from", AuditQuery::instant).orElse(null);
        Instant to = query.optional("to", AuditQuery::instant).orElse(null);
        if (from != null && to != null && !from.isBefore(to)) {
            query.reject("from", from + " (expected: before to)");
        }
        return new AuditQuery(null, null, null, null, null, from, to, paging);
    }

    private static QueryParameters.Reader<String> oneOf(List<String> known) {
        return text -> {
            if (known.contains(text)) {
                return text;
            }
            throw new IllegalArgumentException(shown(text) + " (expected: one of " + known + ")");
        };
    }

    private static String type(String text) {
        if (text.length() <= SecurityEvent.LONGEST_TYPE
                && SecurityEvent.TYPE.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException(shown(text) + " (expected: a type like login.failed)");
    }

    private static String name(String text) {
        if (!text.isEmpty() && StorableText.of(text, SecurityEvent.LONGEST_NAME).equals(text)) {
            return text;
        }
        throw new IllegalArgumentException(
                shown(text) + " (expected: 1 to " + SecurityEvent.LONGEST_NAME + " characters)");
    }

    private static Instant instant(String text) {
        try {
            OffsetDateTime instant = OffsetDateTime.parse(text);
            if (instant.getYear() >= FIRST_YEAR && instant.getYear() <= LAST_YEAR) {
                return instant.toInstant();
            }
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    shown(text) + " (expected: an instant like 2024-12-31T15:00:00Z)", malformed);
        }
        throw new IllegalArgumentException(
                "%s (expected: a year %d..%d)".formatted(shown(text), FIRST_YEAR, LAST_YEAR));
    }

    private static String shown(String text) {
        return StorableText.of(text, LONGEST_SHOWN) + (text.length() > LONGEST_SHOWN ? "…" : "");
    }
}
