package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One socket to the backend, and those who watch what comes over it.
 *
 * @param session what it is ended by, the same for no two of a replica
 * @param name what viewers join it by: {@code main}, a name of their own, or one that nobody could guess
 * @param mode {@code hub}: any number of viewers; {@code tunnel}: one
 * @param state {@code live}, {@code reconnecting} (to the backend), {@code stale} (nobody knows whether it will come back) or {@code draining}
 * @param epoch what positions of it mean something with
 * @param i the row that was sent last, −1 before any
 * @param lagMs milliseconds since the last frame came; null while none is to come: before any, paused, at the end
 * @param frames how many came from the backend
 * @param reconnects how often the backend was connected to again
 */
public record StreamSession(
        String session,
        @JsonProperty("run_id") String runId,
        String name,
        String mode,
        String state,
        String epoch,
        long i,
        int viewers,
        @JsonProperty("lag_ms") @Nullable Long lagMs,
        long frames,
        Dropped dropped,
        long reconnects,
        @JsonProperty("started_at") Instant startedAt) {

    /**
     * Frames that another one stood for.
     *
     * @param upstream the backend's doing
     * @param hub of slow viewers, all together
     */
    public record Dropped(long upstream, long hub) {}
}
