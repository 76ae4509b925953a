package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call of the backend.
 *
 * @param status {@code ok}, {@code stale}, {@code error}, {@code timeout}, {@code rejected} or {@code skipped}
 * @param source {@code origin}, {@code l1}, {@code l2}, {@code coalesced} or {@code none}
 * @param httpStatus of the backend's reply
 * @param latencyMs milliseconds to the last byte of the reply
 * @param ageMs milliseconds since the section was loaded
 * @param truncated of orders and fills: there are more than are sent
 * @param total of orders and fills: how many there are
 * @param computedAt of statistics: when the tasks were counted
 */
public record Section(
        String status,
        String source,
        @Nullable Integer httpStatus,
        @Nullable Long latencyMs,
        @Nullable Long ageMs,
        @Nullable SectionError error,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean truncated,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long total,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant computedAt) {}
