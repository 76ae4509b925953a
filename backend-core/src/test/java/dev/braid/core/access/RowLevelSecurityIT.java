package dev.braid.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.braid.core.CoreTestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database itself lets each caller see and change, whatever a statement forgets to ask for. */
class RowLevelSecurityIT extends CoreTestServer {

    private static final String ADA = "rls-ada";
    private static final String BOB = "rls-bob";
    private static final List<String> OWNED =
            List.of("runs", "run_keys", "run_metrics", "run_equity", "run_orders", "run_fills");

    /** At full size; {@code braid.load.share} of it runs with every build. */
    private static final int STEPS = 20_000;

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    private static final Caller SERVICE = new Caller("service:rls", Caller.Kind.SERVICE, Set.of());

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void aRunOfEachAndOneOfNobody() {
        owner().sql("DELETE FROM runs WHERE run_id LIKE 'rls-%'").update();
        anAccountOf(ADA);
        anAccountOf(BOB);
        run("rls-of-ada", ADA);
        run("rls-of-bob", BOB);
        run("rls-of-nobody", null);
    }

    @Test
    void everyTableWithAnOwnerIsUnderPoliciesThatHoldForItsOwnerAsWell() {
        List<String> owned = owner().sql("""
                        SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
                            AND (a.attname ~ '(^|_)(owner|user)(_id)?$' OR c.relname = 'users')
                        ORDER BY 1
                        """).query(String.class).list();
        List<String> open =
                owner().sql("""
                        SELECT relname FROM pg_class c
                        WHERE relname IN (:owned) AND NOT (relrowsecurity AND relforcerowsecurity
                            AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
                        """).param("owned", owned).query(String.class).list();

        assertThat(owned).containsAll(OWNED).contains("users", "user_roles", "refresh_tokens");
        assertThat(open)
                .as("tables with an owner, without forced row level security")
                .isEmpty();
    }

    @Test
    void theServicesRoleMayDoThisAndNothingElse() {
        Map<String, Set<String>> granted = new TreeMap<>();
        RowCallbackHandler adding = row -> granted.computeIfAbsent(row.getString(2), any -> new TreeSet<>())
                .add(row.getString(1));
        owner().sql("""
                        SELECT relname, privilege_type
                        FROM pg_class c, aclexplode(relacl) LEFT JOIN pg_roles r ON r.oid = grantee
                        WHERE relnamespace = 'public'::regnamespace AND (grantee = 0 OR rolname = 'braid_app')
                        """).query(adding);
        Set<String> written = new TreeSet<>(granted.get("DELETE"));
        Set<String> read = new TreeSet<>(granted.get("SELECT"));
        read.removeAll(written);

        assertThat(granted.keySet()).containsExactly("DELETE", "INSERT", "SELECT", "UPDATE", "USAGE");
        assertThat(granted.get("USAGE")).as("sequences").containsExactly("meta_board_ids");
        assertThat(granted.get("INSERT")).isEqualTo(written);
        Set<String> changedInPart = new TreeSet<>(written);
        changedInPart.removeAll(granted.get("UPDATE"));
        assertThat(changedInPart)
                .as("changed in some columns only")
                .containsExactly(
                        "change_events", "conversations", "messages", "task_shares", "tasks", "team_members", "teams");
        assertThat(owner().sql("""
                        SELECT DISTINCT relname || '.' || attname
                        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid, aclexplode(attacl)
                        WHERE relnamespace = 'public'::regnamespace AND privilege_type = 'UPDATE' ORDER BY 1
                        """).query(String.class).list())
                .containsExactly(
                        "change_events.seq",
                        "change_sequence.last",
                        "conversations.updated_at",
                        "task_shares.permission",
                        "tasks.completed",
                        "tasks.completed_at",
                        "tasks.description",
                        "tasks.team_id",
                        "tasks.title",
                        "tasks.updated_at",
                        "team_members.role",
                        "teams.description",
                        "teams.name",
                        "teams.updated_at");
        assertThat(written)
                .containsExactly(
                        "bars",
                        "change_events",
                        "conversations",
                        "datasets",
                        "forecast_log",
                        "issue_changes",
                        "issue_links",
                        "issues",
                        "messages",
                        "meta_boards",
                        "oidc_sign_ins",
                        "password_resets",
                        "project_capacity_allocations",
                        "project_sprint_associations",
                        "project_sprint_metrics",
                        "project_workstreams",
                        "refresh_tokens",
                        "run_equity",
                        "run_fills",
                        "run_keys",
                        "run_metrics",
                        "run_orders",
                        "runs",
                        "scheduled_tasks",
                        "service_tokens",
                        "sign_in_failures",
                        "signing_keys",
                        "sprint_analyses",
                        "sprints",
                        "symbols",
                        "task_shares",
                        "tasks",
                        "team_members",
                        "teams",
                        "user_identities",
                        "user_roles",
                        "users");
        assertThat(read).as("only read").containsExactly("audit_anchors", "change_sequence", "security_events");
        assertThat(owner().sql("""
                        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
                            AND has_function_privilege('braid_app', oid, 'EXECUTE') ORDER BY 1
                        """).query(String.class).list())
                .as("runs as the owner of the schema")
                .containsExactly("audit_append", "audit_cut");
        for (String more : List.of(
                "SELECT has_schema_privilege('braid_app', 'public', 'CREATE')",
                "SELECT has_database_privilege('braid_app', current_database(), 'CREATE')",
                "SELECT rolcanlogin OR rolcreaterole OR rolcreatedb OR rolreplication FROM pg_roles WHERE rolname = 'braid_app'")) {
            assertThat(owner().sql(more).query(Boolean.class).single()).as(more).isFalse();
        }
    }

    static Stream<Caller> callers() {
        return Stream.of(Caller.onBehalfOf(ADA), Caller.onBehalfOf(BOB), Caller.ANONYMOUS, SERVICE, Caller.SYSTEM);
    }

    @ParameterizedTest
    @MethodSource("callers")
    void aQueryThatForgetsItsFilterShowsWhatItsCallerMaySee(Caller caller) {
        Set<String> mine = visible(caller);

        for (String table : OWNED) {
            List<String> seen = CurrentCaller.callAs(
                    caller,
                    () -> jdbc.sql("SELECT run_id FROM " + table + " WHERE run_id LIKE 'rls-%'")
                            .query(String.class)
                            .list());
            List<String> foreign = CurrentCaller.callAs(
                    caller,
                    () -> jdbc.sql("SELECT * FROM " + table)
                            .query((row, number) -> row.getString("owner"))
                            .list());

            Set<String> there = new TreeSet<>(mine);
            there.removeIf(runId -> table.equals("run_keys") && runId.equals("rls-of-nobody"));
            assertThat(new TreeSet<>(seen)).as(table).isEqualTo(there);
            if (caller.kind() == Caller.Kind.USER || caller.kind() == Caller.Kind.ANONYMOUS) {
                assertThat(foreign)
                        .as(table)
                        .allMatch(owner -> owner == null || owner.isEmpty() || owner.equals(caller.userId()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("callers")
    void aChangeThatForgetsItsFilterChangesWhatItsCallerMayChange(Caller caller) {
        Set<String> changeable = switch (caller.kind()) {
            case USER -> Set.of("rls-of-" + caller.userId().substring(4));
            case SYSTEM -> Set.of("rls-of-ada", "rls-of-bob", "rls-of-nobody");
            default -> Set.of();
        };

        for (String table : List.of("run_metrics", "run_equity", "run_orders", "run_fills")) {
            String column = table.equals("run_metrics") ? "computed_at" : "ts";
            CurrentCaller.runAs(
                    caller,
                    () -> jdbc.sql("UPDATE %s SET %s = 'infinity' WHERE run_id LIKE 'rls-%%'".formatted(table, column))
                            .update());
            assertThat(owner().sql("SELECT DISTINCT run_id FROM %s WHERE %s = 'infinity'".formatted(table, column))
                            .query(String.class)
                            .set())
                    .as(table)
                    .isEqualTo(changeable);
        }
        Set<String> kept = new TreeSet<>(Set.of("rls-of-ada", "rls-of-bob", "rls-of-nobody"));
        kept.removeAll(changeable);
        CurrentCaller.runAs(
                caller,
                () -> jdbc.sql("DELETE FROM runs WHERE run_id LIKE 'rls-%'").update());
        assertThat(owner().sql("SELECT run_id FROM runs WHERE run_id LIKE 'rls-%'")
                        .query(String.class)
                        .set())
                .isEqualTo(kept);
    }

    @ParameterizedTest
    @MethodSource("callers")
    void nobodyStoresInTheNameOfAnother(Caller caller) {
        for (String owner : new String[] {ADA, null}) {
            boolean allowed =
                    caller.kind() == Caller.Kind.SYSTEM || caller.userId().equals(owner);
            if (!allowed) {
                assertThatThrownBy(() -> CurrentCaller.runAs(caller, () -> insertRun(jdbc, "rls-new", owner)))
                        .hasStackTraceContaining("row-level security");
            }
        }
        String mine =
                caller.kind() == Caller.Kind.USER ? "rls-of-" + caller.userId().substring(4) : null;
        if (mine != null) {
            assertThatThrownBy(() -> CurrentCaller.runAs(
                            caller,
                            () -> jdbc.sql("UPDATE run_equity SET owner = '' WHERE run_id = ?")
                                    .param(mine)
                                    .update()))
                    .hasStackTraceContaining("row-level security");
        }
    }

    @Test
    void whatARunLeftBehindNamesNoOtherOwnerThanTheRunDoes() {
        for (String owner : new String[] {BOB, "", null}) {
            for (String table : List.of("run_keys", "run_metrics", "run_equity", "run_orders", "run_fills")) {
                assertThatThrownBy(() -> owner().sql("UPDATE " + table + " SET owner = ? WHERE run_id = 'rls-of-ada'")
                                .param(owner)
                                .update())
                        .as(table + " of " + owner)
                        .isInstanceOf(DataAccessException.class);
            }
        }
        assertThatThrownBy(() -> owner().sql("UPDATE runs SET owner = ? WHERE run_id = 'rls-of-ada'")
                        .param(BOB)
                        .update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> insertRun(owner(), "rls-empty", "")).isInstanceOf(DataAccessException.class);
    }

    /** How a caller may leave a connection behind. */
    enum Ending {
        DONE {
            @Override
            void leave(Connection connection) {
                // As it is.
            }
        },
        ROLLED_BACK {
            @Override
            void leave(Connection connection) throws SQLException {
                connection.setAutoCommit(false);
                execute(connection, "UPDATE run_equity SET value = 2 WHERE run_id LIKE 'rls-%'");
                connection.rollback();
            }
        },
        FAILED {
            @Override
            void leave(Connection connection) throws SQLException {
                connection.setAutoCommit(false);
                assertThatThrownBy(() -> execute(connection, "SELECT 1 / 0")).isInstanceOf(SQLException.class);
            }
        },
        TIMED_OUT {
            @Override
            void leave(Connection connection) throws SQLException {
                execute(connection, "SET statement_timeout = '20ms'");
                assertThatThrownBy(() -> execute(connection, "SELECT pg_sleep(5)"))
                        .hasMessageContaining("timeout");
                execute(connection, "RESET statement_timeout");
            }
        },
        LEFT_OPEN {
            @Override
            void leave(Connection connection) throws SQLException {
                connection.setAutoCommit(false);
                execute(connection, "SELECT run_id FROM runs WHERE run_id LIKE 'rls-%' FOR UPDATE");
            }
        };

        abstract void leave(Connection connection) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionShowsNothingOfWhomItServedBefore(Ending ending) throws Exception {
        try (CallerDataSource pool = pool(1)) {
            int first = backend(pool, Caller.onBehalfOf(ADA));
            try (CurrentCaller.Scope acting = CurrentCaller.become(Caller.onBehalfOf(ADA));
                    Connection connection = pool.getConnection()) {
                ending.leave(connection);
            }

            for (Caller next : List.of(Caller.ANONYMOUS, Caller.onBehalfOf(BOB), Caller.ANONYMOUS)) {
                assertThat(seen(pool, next)).isEqualTo(visible(next));
            }
            assertThat(backend(pool, Caller.ANONYMOUS))
                    .as("the same connection")
                    .isEqualTo(first);
        }
    }

    @Test
    void randomCallersOnTwoConnectionsSeeWhatIsTheirs() throws Exception {
        int threads = 4;
        long seed = System.nanoTime();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (CallerDataSource pool = pool(2)) {
            List<Future<?>> working = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                SplittableRandom random = new SplittableRandom(seed + thread);
                working.add(workers.submit(() -> {
                    steps(pool, random, seed);
                    return null;
                }));
            }
            for (Future<?> work : working) {
                work.get();
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private static void steps(CallerDataSource pool, SplittableRandom random, long seed) throws SQLException {
        List<Caller> callers = callers().toList();
        Ending[] endings = {Ending.DONE, Ending.ROLLED_BACK, Ending.FAILED, Ending.LEFT_OPEN};
        for (int step = 0; step < STEPS * SHARE / 4; step++) {
            Caller caller = callers.get(random.nextInt(callers.size()));
            try (CurrentCaller.Scope acting = CurrentCaller.become(caller);
                    Connection connection = pool.getConnection()) {
                assertThat(seen(connection))
                        .as("seed %d, step %d, %s", seed, step, caller)
                        .isEqualTo(visible(caller));
                // One who locks what others may lock as well would wait for them.
                endings[random.nextInt(caller.kind() == Caller.Kind.USER ? 4 : 1)].leave(connection);
            }
        }
    }

    private static Set<String> visible(Caller caller) {
        return switch (caller.kind()) {
            case ANONYMOUS -> Set.of("rls-of-nobody");
            case USER -> Set.of("rls-of-nobody", "rls-of-" + caller.userId().substring(4));
            case SERVICE, SYSTEM -> Set.of("rls-of-ada", "rls-of-bob", "rls-of-nobody");
        };
    }

    private static Set<String> seen(CallerDataSource pool, Caller caller) throws SQLException {
        try (CurrentCaller.Scope acting = CurrentCaller.become(caller);
                Connection connection = pool.getConnection()) {
            return seen(connection);
        }
    }

    private static Set<String> seen(Connection connection) throws SQLException {
        Set<String> runIds = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT run_id FROM run_equity WHERE run_id LIKE 'rls-%'")) {
            while (rows.next()) {
                runIds.add(rows.getString(1));
            }
        }
        return runIds;
    }

    private static int backend(CallerDataSource pool, Caller caller) throws SQLException {
        try (CurrentCaller.Scope acting = CurrentCaller.become(caller);
                Connection connection = pool.getConnection();
                ResultSet row = connection.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static CallerDataSource pool(int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(databaseUrl());
        pool.setConnectionInitSql("SET ROLE braid_app");
        pool.setMaximumPoolSize(size);
        return new CallerDataSource(pool);
    }

    private static void run(String runId, String user) {
        insertRun(owner(), runId, user);
        String owner = user == null ? "" : user;
        owner().sql("INSERT INTO run_metrics (run_id, owner, computed_at) VALUES (?, ?, now())")
                .params(runId, owner)
                .update();
        owner().sql("INSERT INTO run_equity (run_id, owner, seq, ts, value) VALUES (?, ?, 0, now(), 1)")
                .params(runId, owner)
                .update();
        owner().sql("""
                        INSERT INTO run_orders (run_id, owner, seq, ts, order_id, side, qty, price, type, time_in_force)
                        VALUES (?, ?, 0, now(), 'o', 'BUY', 1, 1, 'MKT', 'IOC')
                        """).params(runId, owner).update();
        owner().sql("""
                        INSERT INTO run_fills (run_id, owner, seq, ts, fill_id, order_id, side, qty, price, slippage, fee)
                        VALUES (?, ?, 0, now(), 'f', 'o', 'BUY', 1, 1, 0, 0)
                        """).params(runId, owner).update();
        if (user != null) {
            owner().sql("""
                            INSERT INTO run_keys (owner, idempotency_key, input_hash, run_id, created_at)
                            VALUES (?, 'rls-key', 'h', ?, now())
                            """).params(owner, runId).update();
        }
    }

    private static void insertRun(JdbcClient by, String runId, String user) {
        by.sql("""
                        INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status)
                        VALUES (:runId, :origin, :owner, 'd', 'RLS', '2024-01-01', '2024-01-02', 's', '{}', 1, '{}', 1, 'c', :runId, now(),
                            'DONE')
                        """)
                .param("runId", runId)
                .param("origin", user == null ? "IMPORT" : "ENGINE")
                .param("owner", user)
                .update();
    }
}
