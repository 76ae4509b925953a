package dev.braid.core.run;

import dev.braid.contracts.RunMetrics;
import dev.braid.contracts.RunStatus;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.changes.Changes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The catalogue of runs. Every change of state is one conditional update, so that whoever comes second, a user who cancels or an
 * engine that was thought dead, changes nothing. Each says what it did in its own transaction.
 *
 * <p>Whom a run is shown to, and who may change it, is decided by the database (row level security): for the current caller, what they
 * may not see is not there.
 */
@Repository
class RunStore {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** Those of a {@link RunQuery}. */
    private static final String FILTERS = """
            (:symbol::text IS NULL OR symbol = :symbol)
            AND (:strategyId::text IS NULL OR strategy_id = :strategyId)
            AND (:from::date IS NULL OR run_to >= :from)
            AND (:to::date IS NULL OR run_from <= :to)""";

    private static final String NOT_ENDED = "status IN ('QUEUED', 'RUNNING')";
    private static final String OF_THIS_EXECUTION = "status = 'RUNNING' AND started_at = :startedAt";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ArtefactStore artefacts;
    private final Changes changes;
    private final JsonMapper json;
    private final Clock clock;

    RunStore(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            ArtefactStore artefacts,
            Changes changes,
            JsonMapper json,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.artefacts = artefacts;
        this.changes = changes;
        this.json = json;
        this.clock = clock;
    }

    /** Whether the run was stored; not if its id or, for a user's run, its inputs are there already. */
    boolean insertQueued(String runId, Origin origin, @Nullable String owner, RunRequest request) {
        JdbcClient.StatementSpec insert = jdbc.sql("""
                        INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status)
                        VALUES (:runId, :origin, :owner, :datasetId, :symbol, :from, :to, :strategyId, :params::jsonb, :seed,
                            :slippageFees::jsonb, :speed, :codeHash, :inputHash, :createdAt, 'QUEUED')
                        ON CONFLICT DO NOTHING RETURNING *
                        """)
                .param("runId", runId)
                .param("origin", origin.name())
                .param("owner", owner)
                .param("datasetId", request.datasetId())
                .param("symbol", request.symbol())
                .param("from", request.from())
                .param("to", request.to())
                .param("strategyId", request.strategyId())
                .param("params", request.params().toString())
                .param("seed", request.seed())
                .param("slippageFees", request.slippageFees().toString())
                .param("speed", request.speed())
                .param("codeHash", EngineCode.HASH)
                .param("inputHash", request.hash(json))
                .param("createdAt", timestamp(clock.instant()));
        return saying("run_created", insert).isPresent();
    }

    Optional<String> findByInput(String owner, String inputHash) {
        return jdbc.sql("""
                        SELECT run_id FROM runs
                        WHERE owner = :owner AND input_hash = :hash AND status NOT IN ('CANCELLED', 'ERROR')
                        """)
                .param("owner", owner)
                .param("hash", inputHash)
                .query(String.class)
                .optional();
    }

    Optional<RunKey> findKey(String owner, String key) {
        return jdbc.sql("""
                        SELECT k.input_hash, run_id, status IN ('CANCELLED', 'ERROR') AS vain
                        FROM run_keys k JOIN runs USING (run_id) WHERE k.owner = :owner AND idempotency_key = :key
                        """)
                .param("owner", owner)
                .param("key", key)
                .query((row, number) ->
                        new RunKey(row.getString("input_hash"), row.getString("run_id"), row.getBoolean("vain")))
                .optional();
    }

    /** Whether the key now stands for this run; not if the owner has used it before for other inputs. */
    boolean putKey(String owner, String key, String inputHash, String runId) {
        return jdbc.sql("""
                        INSERT INTO run_keys (owner, idempotency_key, input_hash, run_id, created_at)
                        VALUES (:owner, :key, :hash, :runId, :now)
                        ON CONFLICT (owner, idempotency_key) DO UPDATE SET run_id = excluded.run_id
                        WHERE run_keys.input_hash = excluded.input_hash
                        """)
                        .param("owner", owner)
                        .param("key", key)
                        .param("hash", inputHash)
                        .param("runId", runId)
                        .param("now", timestamp(clock.instant()))
                        .update()
                == 1;
    }

    Optional<StoredRun> find(String runId) {
        return jdbc.sql("SELECT * FROM runs WHERE run_id = :runId")
                .param("runId", runId)
                .query(run())
                .optional();
    }

    /** The page asked for, and how many runs there are of all pages, as of one moment; a page beyond the last has none. */
    RunPage page(RunQuery query) {
        String direction = query.newestFirst() ? "DESC" : "ASC";
        // One row at least: where the page is empty it holds the total alone.
        return jdbc.sql("""
                        SELECT page.*, total
                        FROM (SELECT count(*) AS total FROM runs WHERE %1$s) AS matching
                        LEFT JOIN (
                            SELECT * FROM runs WHERE %1$s ORDER BY created_at %2$s, run_id %2$s LIMIT :limit OFFSET :offset
                        ) AS page ON true
                        ORDER BY created_at %2$s, run_id %2$s
                        """.formatted(FILTERS, direction))
                .param("symbol", query.symbol())
                .param("strategyId", query.strategyId())
                .param("from", query.from())
                .param("to", query.to())
                .param("limit", query.paging().limit())
                .param("offset", query.paging().offset())
                .query((ResultSetExtractor<RunPage>) this::page);
    }

    private RunPage page(ResultSet rows) throws SQLException {
        RowMapper<StoredRun> run = run();
        List<StoredRun> items = new ArrayList<>();
        long total = 0;
        while (rows.next()) {
            total = rows.getLong("total");
            if (rows.getString("run_id") != null) {
                items.add(Objects.requireNonNull(run.mapRow(rows, items.size())));
            }
        }
        return new RunPage(List.copyOf(items), total);
    }

    /** Whether there is a user with this id, as far as the current caller may know. */
    boolean mayBeOwnedBy(String userId) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM users WHERE id = :userId)")
                .param("userId", userId)
                .query(Boolean.class)
                .single();
    }

    /** All of a user's, oldest first. */
    List<StoredRun> ownedBy(String owner) {
        return jdbc.sql("SELECT * FROM runs WHERE owner = :owner ORDER BY created_at, run_id")
                .param("owner", owner)
                .query(run())
                .list();
    }

    /** A user's idempotency keys, each with the run that it stands for. */
    Map<String, String> keysOf(String owner) {
        Map<String, String> runIds = new TreeMap<>();
        jdbc.sql("SELECT idempotency_key, run_id FROM run_keys WHERE owner = :owner")
                .param("owner", owner)
                .query(row -> {
                    runIds.put(row.getString(1), row.getString(2));
                });
        return runIds;
    }

    /** Removes all of a user's, whatever their state, with all they left behind; an execution under way finds its run gone. */
    void deleteOwnedBy(String owner) {
        transaction.executeWithoutResult(status -> jdbc.sql("DELETE FROM runs WHERE owner = :owner RETURNING *")
                .param("owner", owner)
                .query(run())
                .list()
                .forEach(run -> changes.publish(RunChange.of("run_deleted", run))));
    }

    /** As whom a run is executed: its owner, or this service what is nobody's, which nobody else may change. */
    Caller actingFor(String runId) {
        return CurrentCaller.callAs(Caller.SYSTEM, () -> find(runId))
                .map(run -> run.owner() == null ? Caller.SYSTEM : Caller.onBehalfOf(run.owner()))
                .orElse(Caller.ANONYMOUS);
    }

    /**
     * The run to execute, marked RUNNING from its start, without what an earlier execution left behind; also one whose executor died, or
     * is thought dead: it can change nothing from here on. Empty if it has ended.
     */
    Optional<StoredRun> claim(String runId) {
        return transaction.execute(status -> {
            Optional<StoredRun> claimed =
                    saying("run_started", jdbc.sql("""
                            UPDATE runs SET status = 'RUNNING', progress = 0,
                                started_at = greatest(:now, started_at + interval '1 microsecond')
                            WHERE run_id = :runId AND status IN ('QUEUED', 'RUNNING') RETURNING *
                            """).param("runId", runId).param("now", timestamp(clock.instant())));
            claimed.ifPresent(run -> artefacts.erase(runId));
            return claimed;
        });
    }

    /** Notes how far an execution is, and what it has made since the last time; false, and nothing, if it is not to go on. */
    boolean advance(StoredRun execution, double progress, Portion made) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean goesOn = jdbc.sql("""
                                    UPDATE runs SET progress = :progress
                                    WHERE run_id = :runId AND status = 'RUNNING' AND started_at = :startedAt
                                    """)
                            .param("progress", progress)
                            .param("runId", execution.runId())
                            .param("startedAt", startedAt(execution))
                            .update()
                    == 1;
            if (goesOn) {
                artefacts.append(execution.runId(), made);
            }
            return goesOn;
        }));
    }

    /** Ends a run with the last that it leaves behind, or changes nothing if this is no longer the execution that may. */
    void complete(StoredRun execution, Portion made, RunMetrics metrics) {
        transaction.executeWithoutResult(status -> {
            boolean completed = end(
                    "run_done", execution.runId(), RunStatus.DONE, 1.0, null, OF_THIS_EXECUTION, startedAt(execution));
            if (completed) {
                artefacts.append(execution.runId(), made);
                artefacts.writeMetrics(execution.runId(), metrics);
            }
        });
    }

    /** Ends a run that cannot be made, or changes nothing if this is no longer the execution that may. */
    void fail(StoredRun execution, String error) {
        endInVain("run_failed", execution.runId(), RunStatus.ERROR, error, OF_THIS_EXECUTION, startedAt(execution));
    }

    /** For whoever has seen to it that nobody executes the run any more. */
    void giveUp(String runId, String error) {
        endInVain("run_failed", runId, RunStatus.ERROR, error, NOT_ENDED, null);
    }

    boolean cancel(String runId) {
        return endInVain("run_cancelled", runId, RunStatus.CANCELLED, null, NOT_ENDED, null);
    }

    private boolean endInVain(
            String type,
            String runId,
            RunStatus as,
            @Nullable String error,
            String provided,
            @Nullable Timestamp startedAt) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean ended = end(type, runId, as, null, error, provided, startedAt);
            if (ended) {
                artefacts.erase(runId);
            }
            return ended;
        }));
    }

    /** Removes a run that has ended, and all it left behind; false if it has not. */
    boolean deleteEnded(String runId) {
        return saying("run_deleted", jdbc.sql("""
                                DELETE FROM runs WHERE run_id = :runId AND status IN ('DONE', 'ERROR', 'CANCELLED') RETURNING *
                                """).param("runId", runId)).isPresent();
    }

    /** Stores a finished run in place of the one of the same id that an earlier import made. */
    void replaceImported(ImportedRun run) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("DELETE FROM runs WHERE run_id = :runId AND origin = 'IMPORT'")
                    .param("runId", run.runId())
                    .update();
            insertImported(run);
            artefacts.append(run.runId(), run.artefacts().all());
            artefacts.writeMetrics(run.runId(), run.metrics());
            changes.publish(RunChange.of("run_imported", run.runId(), null, RunStatus.DONE));
        });
    }

    private void insertImported(ImportedRun run) {
        jdbc.sql("""
                        INSERT INTO runs (run_id, origin, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status, progress, finished_at)
                        VALUES (:runId, 'IMPORT', :datasetId, :symbol, :from, :to, :strategyId, :params::jsonb, :seed,
                            :slippageFees::jsonb, :speed, :codeHash, :digest, :createdAt, 'DONE', 1, :now)
                        """)
                .param("runId", run.runId())
                .param("datasetId", run.datasetId())
                .param("symbol", run.symbol())
                .param("from", run.from())
                .param("to", run.to())
                .param("strategyId", run.strategyId())
                .param("params", run.params().toString())
                .param("seed", run.seed())
                .param("slippageFees", run.slippageFees().toString())
                .param("speed", run.speed())
                .param("codeHash", run.codeHash())
                .param("digest", run.digest())
                .param("createdAt", timestamp(run.createdAt()))
                .param("now", timestamp(clock.instant()))
                .update();
    }

    private boolean end(
            String type,
            String runId,
            RunStatus status,
            @Nullable Double progress,
            @Nullable String error,
            String provided,
            @Nullable Timestamp startedAt) {
        JdbcClient.StatementSpec update = jdbc.sql("""
                        UPDATE runs SET status = :status, progress = coalesce(:progress::float8, progress), error = :error,
                            finished_at = :now,
                            duration_ms = greatest(0, round(extract(epoch FROM :now - started_at) * 1000))
                        WHERE run_id = :runId AND %s RETURNING *
                        """.formatted(provided))
                .param("status", status.name())
                .param("progress", progress)
                .param("error", error)
                .param("now", timestamp(clock.instant()))
                .param("startedAt", startedAt)
                .param("runId", runId);
        return saying(type, update).isPresent();
    }

    /** Makes a change and says so, both or neither; nothing is said where nothing changed. */
    private Optional<StoredRun> saying(String type, JdbcClient.StatementSpec change) {
        return transaction.execute(status -> {
            Optional<StoredRun> changed = change.query(run()).optional();
            changed.ifPresent(run -> changes.publish(RunChange.of(type, run)));
            return changed;
        });
    }

    private RowMapper<StoredRun> run() {
        return (row, number) -> new StoredRun(
                row.getString("run_id"),
                Origin.valueOf(row.getString("origin")),
                row.getString("owner"),
                row.getString("dataset_id"),
                row.getString("symbol"),
                row.getObject("run_from", LocalDate.class),
                row.getObject("run_to", LocalDate.class),
                row.getString("strategy_id"),
                json.readValue(row.getString("params"), OBJECT),
                row.getLong("seed"),
                json.readValue(row.getString("slippage_fees"), OBJECT),
                row.getDouble("speed"),
                row.getString("code_hash"),
                row.getString("input_hash"),
                row.getTimestamp("created_at").toInstant().truncatedTo(ChronoUnit.MILLIS),
                RunStatus.valueOf(row.getString("status")),
                row.getDouble("progress"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getObject("duration_ms", Long.class),
                row.getString("error"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static Timestamp startedAt(StoredRun execution) {
        return timestamp(Objects.requireNonNull(execution.startedAt(), "startedAt of an execution"));
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant);
    }
}
