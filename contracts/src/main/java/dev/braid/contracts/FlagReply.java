package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One feature flag as it is stored, and what it is about.
 *
 * @param state {@code on} or {@code off}; where {@code forced} is not null that counts instead
 * @param strategy for whom it is on while it is on, as {@code id:name=value;name=value}; null: for everyone
 * @param revision how often it was changed; what {@code If-Match} must name, in quotes
 * @param owner who is asked before it is switched
 * @param kind {@code kill-switch} or {@code operational}
 * @param byDefault {@code on} or {@code off}: its state as long as nobody has changed it
 * @param updatedAt null: never changed
 * @param forced {@code on} or {@code off} if {@code BRAID_FLAGS_FORCE} says so on the replica that answers, else null
 */
public record FlagReply(
        String key,
        String state,
        @Nullable String strategy,
        long revision,
        String owner,
        String kind,
        @JsonProperty("default") String byDefault,
        String description,
        @JsonProperty("updated_at") @Nullable Instant updatedAt,
        @Nullable String forced) {}
