package dev.braid.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to be done, as one caller sees it.
 *
 * @param userId its owner
 * @param teamId the team whose members see it as well
 * @param title 1 to 200 characters
 * @param description 1,000 characters at most
 * @param completedAt when it was last completed; null unless it is
 * @param access what the caller may do with it
 */
public record Task(
        long id,
        String userId,
        @Nullable UUID teamId,
        String title,
        @Nullable String description,
        boolean completed,
        @Nullable Instant completedAt,
        Instant createdAt,
        Instant updatedAt,
        TaskAccess access) {}
