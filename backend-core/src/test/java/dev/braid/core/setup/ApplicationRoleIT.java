package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.BackendCore;
import dev.braid.core.access.UnusableSetting;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The role of the pool, on a server of its own: roles belong to the whole of it. */
class ApplicationRoleIT {

    private static final String BARS = "symbol,t,o,h,l,c,v,tf\nZZRO,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n";

    private static EmbeddedPostgres server;
    private static JdbcClient superuser;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeAll
    static void aServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        superuser = JdbcClient.create(server.getPostgresDatabase());
        ApplicationRole.make(server.getPostgresDatabase());
        superuser.sql("CREATE ROLE landlord NOLOGIN").update();
        superuser.sql("CREATE TABLE house (number integer)").update();
        superuser.sql("ALTER TABLE house OWNER TO landlord").update();
        superuser.sql("CREATE ROLE emperor NOLOGIN SUPERUSER").update();
        superuser.sql("CREATE ROLE ghost NOLOGIN BYPASSRLS").update();
    }

    @AfterAll
    static void stopTheServer() throws IOException {
        server.close();
    }

    @Test
    void theRoleThatIsMadeIsHarmless() {
        assertThatCode(() -> requireHarmless(ApplicationRole.NAME)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE ROLE tester SUPERUSER                                  | is a superuser",
                "CREATE ROLE tester BYPASSRLS                                  | may bypass row level security",
                "CREATE ROLE tester IN ROLE landlord                           | is a member of landlord, which owns house",
                "CREATE ROLE tester; GRANT landlord TO tester WITH INHERIT FALSE, SET TRUE | is a member of landlord, which owns house",
                "CREATE ROLE tester; GRANT landlord TO tester WITH INHERIT TRUE, SET FALSE | is a member of landlord, which owns house",
                "CREATE ROLE tester IN ROLE emperor                            | is a member of emperor, which is a superuser",
                "CREATE ROLE tester IN ROLE ghost                              | is a member of ghost, which may bypass row level security",
                "CREATE ROLE tester; ALTER TABLE house OWNER TO tester         | owns house"
            })
    void aRoleAboveThePoliciesIsRefused(String making, String problem) {
        superuser.sql(making).update();
        try {
            assertThatThrownBy(() -> requireHarmless("tester"))
                    .isInstanceOf(UnusableSetting.class)
                    .hasMessage(
                            "role braid_app: " + problem
                                    + " (expected: a role that owns nothing, is above no policy, and is a member of no such role)");
        } finally {
            superuser.sql("ALTER TABLE house OWNER TO landlord").update();
            superuser.sql("DROP ROLE tester").update();
        }
    }

    @Test
    void aStartWithSuchARoleFailsInOneLine() throws IOException {
        superuser.sql("CREATE DATABASE tempted").update();
        superuser.sql("ALTER ROLE braid_app BYPASSRLS").update();
        try {
            assertThat(importBars("tempted", "postgres")).isEqualTo(1);
        } finally {
            superuser.sql("ALTER ROLE braid_app NOBYPASSRLS").update();
        }

        assertThat(told())
                .startsWith("not started: role braid_app: may bypass row level security (expected: ")
                .hasLineCount(1);
    }

    @Test
    void anOrdinaryUserWhoMayMakeRolesOwnsTheSchema() throws IOException {
        withoutTheRole(() -> {
            superuser.sql("CREATE ROLE keeper LOGIN CREATEROLE").update();
            superuser.sql("CREATE DATABASE kept OWNER keeper").update();

            int first = importBars("kept", "keeper");
            int second = importBars("kept", "keeper");
            superuser.sql("DROP DATABASE kept").update();
            superuser.sql("DROP ROLE IF EXISTS braid_app").update();

            assertThat(List.of(first, second)).as(told()).containsOnly(0);
            assertThat(told()).contains("1 inserted", "1 unchanged");
        });
    }

    @Test
    void aRoleThatWasMadeBeforehandIsFoundAndOlderRunsAreMigrated() throws IOException {
        superuser.sql("CREATE ROLE tenant LOGIN").update();
        superuser.sql("GRANT braid_app TO tenant").update();
        superuser.sql("CREATE DATABASE rented OWNER tenant").update();
        JdbcClient tenant = JdbcClient.create(database("rented", "tenant"));
        Flyway.configure()
                .dataSource(database("rented", "tenant"))
                .target("2")
                .load()
                .migrate();
        olderRun(tenant, "theirs", "ENGINE", "ada");
        olderRun(tenant, "everybodys", "DEMO", null);

        int exitCode = importBars("rented", "tenant");

        assertThat(exitCode).as(told()).isZero();

        assertThat(tenant.sql("SELECT run_id FROM run_equity")
                        .query(String.class)
                        .list())
                .as("forced upon the owner as well")
                .containsExactly("everybodys");
        assertThat(JdbcClient.create(server.getDatabase("postgres", "rented"))
                        .sql("SELECT owner FROM run_equity ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly("", "ada");
    }

    @Test
    void aUserWhoMayNeitherMakeTheRoleNorBecomeItIsTold() throws IOException {
        superuser.sql("CREATE ROLE stranger LOGIN").update();
        superuser.sql("CREATE DATABASE strange OWNER stranger").update();

        assertThat(importBars("strange", "stranger")).isEqualTo(1);
        assertThat(told())
                .startsWith("not started: BRAID_DB_USER: cannot make the role braid_app, ERROR: permission denied")
                .contains("CREATE ROLE braid_app; GRANT braid_app TO that user")
                .hasLineCount(1);
        told.reset();
        withoutTheRole(() -> assertThat(importBars("strange", "stranger")).isEqualTo(1));
        assertThat(told())
                .startsWith("not started: BRAID_DB_USER: cannot make the role braid_app")
                .hasLineCount(1);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void withoutTheRole(Work work) throws IOException {
        superuser.sql("ALTER ROLE braid_app RENAME TO parked").update();
        try {
            work.run();
        } finally {
            superuser.sql("ALTER ROLE parked RENAME TO braid_app").update();
        }
    }

    private static void olderRun(JdbcClient owner, String runId, String origin, String user) {
        owner.sql("""
                        INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status)
                        VALUES (?, ?, ?, 'd', 'S', '2024-01-01', '2024-01-02', 's', '{}', 1, '{}', 1, 'c', 'h', now(), 'DONE')
                        """).params(runId, origin, user).update();
        owner.sql("INSERT INTO run_equity (run_id, seq, ts, value) VALUES (?, 0, now(), 1)")
                .param(runId)
                .update();
    }

    private static void requireHarmless(String role) {
        SingleConnectionDataSource pool =
                new SingleConnectionDataSource(server.getJdbcUrl("postgres", "postgres"), true);
        try {
            JdbcClient jdbc = JdbcClient.create(pool);
            jdbc.sql("SET ROLE " + role).update();
            ApplicationRole.requireHarmless(jdbc);
        } finally {
            pool.destroy();
        }
    }

    private static DataSource database(String name, String user) {
        return new DriverManagerDataSource(server.getJdbcUrl(user, name), user, "");
    }

    /** A command starts all that has to do with the database, and nothing else. */
    private int importBars(String database, String user) throws IOException {
        Path file = Files.writeString(folder.resolve("bars.csv"), BARS);
        String[] arguments = {
            "import",
            "bars",
            file.toString(),
            "--braid.db.url=" + server.getJdbcUrl(user, database),
            "--braid.db.user=" + user,
            "--braid.auth=off",
            "--braid.data.dir=" + folder
        };
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        return CommandLine.run(BackendCore.class, arguments, out, out);
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
