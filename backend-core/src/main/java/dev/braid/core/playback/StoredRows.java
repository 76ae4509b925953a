package dev.braid.core.playback;

import dev.braid.contracts.RunStatus;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.run.RunRows;
import dev.braid.core.run.RunRows.Standing;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** A run in the database, as whoever watches it may see it. */
final class StoredRows implements RunSource {

    private final String runId;
    private final Supplier<Caller> caller;
    private final RunRows runs;
    private final SharedRows shared;

    StoredRows(String runId, Supplier<Caller> caller, RunRows runs, SharedRows shared) {
        this.runId = runId;
        this.caller = caller;
        this.runs = runs;
        this.shared = shared;
    }

    @Override
    public Optional<Standing> standing() {
        return CurrentCaller.callAs(caller.get(), () -> runs.standing(runId));
    }

    /**
     * Whether the caller may see the run is asked each time, which is all that is asked while there are no more rows. Once the run is done
     * its rows are the same for all who may.
     */
    @Override
    public Optional<Reading> read(int from, int most) {
        return CurrentCaller.callAs(
                caller.get(),
                () -> runs.standing(runId).flatMap(run -> {
                    if (most == 0 || from >= run.rows()) {
                        return Optional.of(new Reading(run, Rows.none(from)));
                    }
                    return run.status() == RunStatus.DONE ? shared.rows(run, from) : shared.read(runId, from, most);
                }));
    }

    @Override
    public Optional<Integer> rowAt(Instant instant) {
        return CurrentCaller.callAs(caller.get(), () -> runs.rowAt(runId, instant));
    }
}
