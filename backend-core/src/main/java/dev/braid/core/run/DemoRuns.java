package dev.braid.core.run;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.DemoData;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three backtests on the demo's bars, executed by the engine as any other. Their ids are fixed: a start that was killed half way
 * is continued by the next.
 */
@Component
@Order(2)
class DemoRuns implements DemoData {
    private static final Map<String, String> REQUESTS = Map.of(
            "demo-loom-20-50", request("DEMO.LOOM", 20, 50, "{}"),
            "demo-weft-30-120", request("DEMO.WEFT", 30, 120, "{\"slippage_bps\":1,\"fees_bps\":0.5}"),
            "demo-warp-60-390", request("DEMO.WARP", 60, 390, "{\"slippage_bps\":2,\"fees_bps\":1}"));

    private final RunStore runs;
    private final BacktestExecutor executor;
    private final JsonMapper json;

    DemoRuns(RunStore runs, BacktestExecutor executor, JsonMapper json) {
        this.runs = runs;
        this.executor = executor;
        this.json = json;
    }

    @Override
    public String name() {
        return "three backtests";
    }

    @Override
    public boolean present() {
        return REQUESTS.keySet().stream().allMatch(this::ended);
    }

    @Override
    public void load() {
        for (String runId : REQUESTS.keySet().stream().sorted().toList()) {
            if (!ended(runId)) {
                CurrentCaller.runAs(Caller.SYSTEM, () -> runs.insertQueued(runId, Origin.DEMO, null, read(runId)));
                executor.execute(runId, () -> Thread.currentThread().isInterrupted());
            }
        }
    }

    private boolean ended(String runId) {
        return runs.find(runId).map(StoredRun::ended).orElse(false);
    }

    private RunRequest read(String runId) {
        Map<String, Object> problems = new LinkedHashMap<>();
        RunRequest request = RunRequest.read(json.readTree(REQUESTS.get(runId)), problems);
        if (request == null) {
            throw new IllegalStateException(runId + ": " + problems + " (expected: a valid request)");
        }
        return request;
    }

    private static String request(String symbol, int fast, int slow, String slippageFees) {
        return """
                {"symbol":"%s","year":2024,"strategy_id":"sma_crossover","params":{"fast":%d,"slow":%d},"slippage_fees":%s}
                """.formatted(symbol, fast, slow, slippageFees);
    }
}
