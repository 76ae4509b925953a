package dev.braid.core.run;

import dev.braid.contracts.Backtest;
import dev.braid.contracts.BacktestAccepted;
import dev.braid.contracts.BacktestArtifacts;
import dev.braid.contracts.BacktestManifest;
import dev.braid.contracts.BacktestPage;
import dev.braid.contracts.BacktestStatus;
import dev.braid.contracts.BacktestSummary;
import dev.braid.contracts.RunStatus;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /backtests}: create, list, show, cancel, delete. Whatever it says belongs to its caller. */
@RequiresPermission(Permissions.RUN_READ)
@RestController
@RequestMapping(path = "/backtests", produces = MediaType.APPLICATION_JSON_VALUE)
final class BacktestController {
    private static final List<String> KEY_HEADERS = List.of("Idempotency-Key", "X-Idempotency-Key");
    private static final BacktestArtifacts NONE = new BacktestArtifacts(null, null, null, null, null);
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,200}");

    private final BacktestService backtests;
    private final RunStore runs;

    BacktestController(BacktestService backtests, RunStore runs) {
        this.backtests = backtests;
        this.runs = runs;
    }

    @RequiresPermission(Permissions.RUN_WRITE)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<BacktestAccepted> create(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        BacktestAccepted accepted = backtests.create(caller, key(request), body);
        HttpStatus status = accepted.status() == BacktestAccepted.Outcome.EXISTS ? HttpStatus.OK : HttpStatus.ACCEPTED;
        return ResponseEntity.status(status)
                .location(URI.create("/backtests/" + accepted.runId()))
                .cacheControl(CacheControl.noStore())
                .body(accepted);
    }

    @GetMapping
    ResponseEntity<BacktestPage> list(HttpServletRequest request) {
        RunQuery query = RunQuery.of(QueryParameters.of(request));
        RunPage page = runs.page(query);
        List<BacktestSummary> items =
                page.items().stream().map(BacktestController::summary).toList();
        return OwnReplies.fresh(new BacktestPage(
                items, page.total(), query.paging().limit(), query.paging().offset()));
    }

    @GetMapping("/{id}")
    ResponseEntity<Backtest> show(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(detail(backtests.get(id)));
    }

    @RequiresPermission(Permissions.RUN_WRITE)
    @PostMapping("/{id}/cancel")
    ResponseEntity<BacktestStatus> cancel(@PathVariable("id") String id, Caller caller) {
        return OwnReplies.written(backtests.cancel(caller, id));
    }

    @RequiresPermission(Permissions.RUN_WRITE)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable("id") String id, Caller caller) {
        backtests.delete(caller, id);
        return ResponseEntity.noContent().build();
    }

    private static @Nullable String key(HttpServletRequest request) {
        TreeSet<String> keys = new TreeSet<>();
        KEY_HEADERS.stream().map(request::getHeader).filter(Objects::nonNull).forEach(keys::add);
        if (keys.size() > 1) {
            throw ApiException.validation(
                    Map.of("X-Idempotency-Key", "not the Idempotency-Key (expected: one of them, or the same)"));
        }
        if (keys.isEmpty() || KEY.matcher(keys.first()).matches()) {
            return keys.isEmpty() ? null : keys.first();
        }
        throw ApiException.validation(Map.of(
                "Idempotency-Key", JsonFields.shown(keys.first()) + " (expected: 1 to 200 visible ASCII characters)"));
    }

    private static BacktestSummary summary(StoredRun run) {
        return new BacktestSummary(
                run.runId(),
                run.createdAt(),
                run.strategyId(),
                run.status(),
                run.symbol(),
                run.from(),
                run.to(),
                run.durationMs());
    }

    static Backtest detail(StoredRun run) {
        String path = "/backtests/" + run.runId();
        return new Backtest(
                run.runId(),
                run.datasetId(),
                run.strategyId(),
                run.params(),
                run.seed(),
                run.slippageFees(),
                run.speed(),
                run.codeHash(),
                run.createdAt(),
                run.status(),
                run.durationMs(),
                run.status() == RunStatus.DONE ? artifacts(path) : NONE,
                new BacktestManifest(path),
                run.from(),
                run.to(),
                run.progress(),
                run.error());
    }

    private static BacktestArtifacts artifacts(String path) {
        return new BacktestArtifacts(path + "/metrics", path + "/equity", path + "/orders", path + "/fills", path);
    }
}
