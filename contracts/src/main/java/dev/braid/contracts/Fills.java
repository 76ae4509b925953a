package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply of {@code /backtests/{run_id}/fills}.
 *
 * @param total fills that the filters let through
 * @param nextCursor continues after the last item; null at the end
 */
public record Fills(
        String runId,
        List<Fill> items,
        long total,
        @Nullable String nextCursor) {}
