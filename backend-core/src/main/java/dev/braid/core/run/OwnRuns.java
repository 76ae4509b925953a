package dev.braid.core.run;

import dev.braid.contracts.Backtest;
import dev.braid.contracts.Metrics;
import dev.braid.contracts.RunMetrics;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.PersonalData;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The runs that a user made. Orders, fills and equity are not exported: they follow from what was asked for, and are served as long as
 * the run is there.
 */
@Component
class OwnRuns implements PersonalData {

    private final RunStore runs;
    private final ArtefactStore artefacts;

    OwnRuns(RunStore runs, ArtefactStore artefacts) {
        this.runs = runs;
        this.artefacts = artefacts;
    }

    /**
     * A run as it is exported.
     *
     * @param metrics null unless the run is done
     * @param idempotencyKeys with which it was asked for
     */
    record Exported(Backtest run, @Nullable RunMetrics metrics, List<String> idempotencyKeys) {}

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public Object export(String userId) {
        return CurrentCaller.callAs(Caller.onBehalfOf(userId), () -> artefacts.inSnapshot(() -> exported(userId)));
    }

    @Override
    public void erase(String userId) {
        CurrentCaller.runAs(Caller.onBehalfOf(userId), () -> runs.deleteOwnedBy(userId));
    }

    private List<Exported> exported(String userId) {
        Map<String, Metrics> metrics = artefacts.metricsOfRunsOf(userId).stream()
                .collect(Collectors.toMap(Metrics::runId, Function.identity()));
        Map<String, List<String>> keys = runs.keysOf(userId).entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        return runs.ownedBy(userId).stream()
                .map(run -> new Exported(
                        BacktestController.detail(run),
                        metrics.containsKey(run.runId())
                                ? metrics.get(run.runId()).metrics()
                                : null,
                        keys.getOrDefault(run.runId(), List.of())))
                .toList();
    }
}
