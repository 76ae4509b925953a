package dev.braid.core.run;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.DataImport;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Imports runs that were executed elsewhere. The same files again change nothing; changed files replace the run. */
@Component
class RunImport implements DataImport {
    private final RunStore runs;
    private final JsonMapper json;

    RunImport(RunStore runs, JsonMapper json) {
        this.runs = runs;
        this.json = json;
    }

    @Override
    public String kind() {
        return "run";
    }

    @Override
    public String folder() {
        return "runs";
    }

    @Override
    public boolean accepts(Path entry) {
        return RunFolder.isRun(entry);
    }

    @Override
    public String load(Path entry) throws IOException, UnreadableData {
        ImportedRun run = new RunFolder(entry, json).read();
        // What is nobody's no user may write.
        try (CurrentCaller.Scope acting = CurrentCaller.become(Caller.SYSTEM)) {
            return store(entry, run);
        }
    }

    private String store(Path entry, ImportedRun run) throws UnreadableData {
        Optional<StoredRun> stored = runs.find(run.runId());
        if (stored.isPresent() && stored.get().inputHash().equals(run.digest())) {
            return "run " + run.runId() + " unchanged";
        }
        if (stored.isPresent() && stored.get().origin() != Origin.IMPORT) {
            throw new UnreadableData(
                    entry, "run_id: %s (expected: not that of a run made here)".formatted(run.runId()));
        }
        runs.replaceImported(run);
        return "run %s %s: %d points, %d orders, %d fills"
                .formatted(
                        run.runId(),
                        stored.isPresent() ? "replaced" : "stored",
                        run.artefacts().equity().size(),
                        run.artefacts().orders().size(),
                        run.artefacts().fills().size());
    }
}
