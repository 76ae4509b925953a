package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/tasks}.
 *
 * @param title 1 to 200 characters, without the white space around them
 * @param description 1,000 characters at most
 * @param teamId a team that the caller may add tasks to
 * @param completed false when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskRequest(
        String title,
        @Nullable String description,
        @Nullable UUID teamId,
        @Nullable Boolean completed) {}
