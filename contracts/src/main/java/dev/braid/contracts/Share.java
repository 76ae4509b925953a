package dev.braid.contracts;

import java.time.Instant;
import java.util.UUID;

/** That a task is shared with a user. */
public record Share(
        UUID id,
        long taskId,
        String sharedWithUserId,
        String sharedByUserId,
        SharePermission permission,
        Instant sharedAt) {}
