package dev.braid.core.dashboard;

import dev.braid.contracts.Task;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a task.
 *
 * @param title null: stays
 * @param completed null: stays
 */
record TaskChange(
        @Nullable String title,
        Given<String> description,
        @Nullable Boolean completed,
        Given<UUID> teamId) {

    /** The task as it is afterwards; equal to what it was if nothing changes. */
    Task appliedTo(Task task, Instant now) {
        boolean done = completed == null ? task.completed() : completed;
        return new Task(
                task.id(),
                task.userId(),
                teamId.or(task.teamId()),
                title == null ? task.title() : title,
                description.or(task.description()),
                done,
                done ? completedAt(task, now) : null,
                task.createdAt(),
                task.updatedAt(),
                task.access());
    }

    /** A task that is completed stays so since when it was, whatever else changes. */
    private static Instant completedAt(Task task, Instant now) {
        return task.completedAt() == null ? now : task.completedAt();
    }
}
