package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code data} of {@code POST /api/v1/meta-boards/{board_id}/refresh-cache}.
 *
 * @param sprintId null where it was queued behind a refresh that runs
 */
public record CacheRefresh(
        long boardId,
        @Nullable Long sprintId,
        long cacheEntriesRemoved,
        long cacheEntriesRefreshed,
        double durationSeconds,
        List<String> errors) {}
