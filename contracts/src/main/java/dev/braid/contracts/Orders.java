package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply of {@code /backtests/{run_id}/orders}.
 *
 * @param total orders that the filters let through
 * @param nextCursor continues after the last item; null at the end
 */
public record Orders(
        String runId,
        List<Order> items,
        long total,
        @Nullable String nextCursor) {}
