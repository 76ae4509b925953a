package dev.braid.core.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.braid.contracts.BacktestAccepted;
import dev.braid.contracts.BacktestStatus;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.RunStatus;
import dev.braid.core.access.Caller;
import dev.braid.core.marketdata.Dataset;
import dev.braid.core.marketdata.Datasets;
import dev.braid.core.marketdata.Timeframe;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user can do with runs. Creating is idempotent by the user's key and by the inputs; many at once make one run. Of another
 * user's run no user learns that it exists; what is nobody's can be read by all and changed by none. A machine reads all and changes
 * nothing.
 */
@Service
class BacktestService {
    /** Two requests can undo each other's half of the work once; more often than that it is a fault. */
    private static final int MOST_TRIES = 5;

    private final RunStore runs;
    private final Datasets datasets;
    private final Scheduler scheduler;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    BacktestService(
            RunStore runs,
            Datasets datasets,
            Scheduler scheduler,
            PlatformTransactionManager transactions,
            JsonMapper json,
            Clock clock) {
        this.runs = runs;
        this.datasets = datasets;
        this.scheduler = scheduler;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.clock = clock;
    }

    BacktestAccepted create(Caller caller, @Nullable String key, JsonNode body) {
        requireUser(caller);
        RunRequest request = read(body);
        String hash = request.hash(json);
        Optional<BacktestAccepted> known = known(caller, key, hash);
        if (known.isPresent()) {
            return known.get();
        }
        requireBars(request);
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<BacktestAccepted> accepted = tryCreate(caller, key, request, hash);
            if (accepted.isPresent()) {
                return accepted.get();
            }
        }
        throw new ApiException(
                ErrorCode.CONFLICT, "run: changed by others " + MOST_TRIES + " times (expected: try again)");
    }

    StoredRun get(String runId) {
        // What is no run id is no run: not asked for in the database, which refuses some characters with an error.
        Optional<StoredRun> run = RunFolder.isRunId(runId) ? runs.find(runId) : Optional.empty();
        return run.orElseThrow(() -> unknown(runId));
    }

    StoredRun getDone(String runId) {
        StoredRun run = get(runId);
        if (run.status() != RunStatus.DONE) {
            throw new ApiException(
                    ErrorCode.RUN_NOT_DONE,
                    "run %s: %s (expected: DONE)".formatted(runId, run.status()),
                    Map.of("status", run.status().name()));
        }
        return run;
    }

    BacktestStatus cancel(Caller caller, String runId) {
        StoredRun run = get(runId);
        if (run.ended()) {
            throw conflict(run, "QUEUED or RUNNING");
        }
        requireOwner(caller, run);
        if (!runs.cancel(runId)) {
            throw conflict(get(runId), "QUEUED or RUNNING");
        }
        return new BacktestStatus(runId, RunStatus.CANCELLED);
    }

    void delete(Caller caller, String runId) {
        StoredRun run = get(runId);
        requireOwner(caller, run);
        if (!runs.deleteEnded(runId)) {
            throw conflict(get(runId), "DONE, ERROR or CANCELLED");
        }
    }

    private static RunRequest read(JsonNode body) {
        Map<String, Object> problems = new LinkedHashMap<>();
        RunRequest request = RunRequest.read(body, problems);
        if (request == null) {
            throw ApiException.validation(problems);
        }
        return request;
    }

    private void requireBars(RunRequest request) {
        List<Dataset> stored = datasets.ofSymbol(request.symbol());
        if (stored.stream().noneMatch(dataset -> overlaps(dataset, request))) {
            String expected = stored.isEmpty() ? "one whose bars are stored" : "one with minute bars in this time";
            throw new ApiException(
                    ErrorCode.DATASET_NOT_FOUND,
                    "dataset %s from %s to %s (expected: %s)"
                            .formatted(request.datasetId(), request.from(), request.to(), expected));
        }
    }

    private static boolean overlaps(Dataset dataset, RunRequest request) {
        return dataset.timeframe() == Timeframe.MINUTE
                && !dataset.fromDate().isAfter(request.to())
                && !dataset.toDate().isBefore(request.from());
    }

    /** The run that the key stands for, or that the inputs have made before. */
    private Optional<BacktestAccepted> known(Caller caller, @Nullable String key, String hash) {
        if (key == null) {
            return runs.findByInput(caller.userId(), hash).map(BacktestService::exists);
        }
        Optional<RunKey> meaning = runs.findKey(caller.userId(), key);
        if (meaning.isPresent() && !meaning.get().inputHash().equals(hash)) {
            throw new ApiException(
                    ErrorCode.IDP_CONFLICT, "Idempotency-Key: used before with another body (expected: the same body)");
        }
        return meaning.filter(run -> !run.vain()).map(RunKey::runId).map(BacktestService::exists);
    }

    private Optional<BacktestAccepted> tryCreate(Caller caller, @Nullable String key, RunRequest request, String hash) {
        try {
            return transaction.execute(status -> tryCreate(status, caller, key, request, hash));
        } catch (DataIntegrityViolationException refused) {
            if (runs.mayBeOwnedBy(caller.userId())) {
                throw refused;
            }
            throw ApiException.unauthenticated(
                    "Bearer error=\"invalid_token\"", "account: gone (expected: one that exists)");
        }
    }

    /** Empty if another request came between: everything is undone, and can be tried again. */
    private Optional<BacktestAccepted> tryCreate(
            TransactionStatus status, Caller caller, @Nullable String key, RunRequest request, String hash) {
        Optional<BacktestAccepted> known = known(caller, key, hash);
        if (known.isPresent()) {
            return known;
        }
        String runId = UUID.randomUUID().toString().replace("-", "");
        boolean created = runs.insertQueued(runId, Origin.ENGINE, caller.userId(), request);
        Optional<String> existing = created ? Optional.of(runId) : runs.findByInput(caller.userId(), hash);
        if (existing.isEmpty() || !remember(caller, key, hash, existing.get())) {
            status.setRollbackOnly();
            return Optional.empty();
        }
        if (!created) {
            return existing.map(BacktestService::exists);
        }
        BacktestQueue.submit(scheduler, runId, clock);
        return Optional.of(new BacktestAccepted(runId, BacktestAccepted.Outcome.QUEUED));
    }

    private boolean remember(Caller caller, @Nullable String key, String hash, String runId) {
        return key == null || runs.putKey(caller.userId(), key, hash, runId);
    }

    private static BacktestAccepted exists(String runId) {
        return new BacktestAccepted(runId, BacktestAccepted.Outcome.EXISTS);
    }

    private static void requireUser(Caller caller) {
        if (caller.kind() != Caller.Kind.USER) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "caller: a machine (expected: a user, whom the run is to belong to)");
        }
    }

    private static void requireOwner(Caller caller, StoredRun run) {
        if (!caller.userId().equals(run.owner())) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "run %s: not yours (expected: a run of your own)".formatted(run.runId()));
        }
    }

    private static ApiException conflict(StoredRun run, String expected) {
        return new ApiException(
                ErrorCode.CONFLICT,
                "run %s: %s (expected: %s)".formatted(run.runId(), run.status(), expected),
                Map.of("status", run.status().name()));
    }

    private static ApiException unknown(String runId) {
        return new ApiException(
                ErrorCode.RUN_NOT_FOUND, "run " + JsonFields.shown(runId) + " (expected: an existing run id)");
    }
}
