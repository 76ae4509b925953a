package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.changes.Changes;
import dev.braid.core.web.Paging;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** A page of the catalogue and its total are one statement, also where the page is empty. */
class RunPagesIT extends CoreTestServer {

    private static final String SYMBOL = "RUNPAGE";
    private static final int RUNS = 7;

    @Autowired
    private DataSource database;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private ArtefactStore artefacts;

    @Autowired
    private Changes changes;

    @Autowired
    private JsonMapper json;

    private final AtomicInteger borrowed = new AtomicInteger();
    private RunStore runs;

    @BeforeEach
    void someRuns() {
        insert(RUNS);
        JdbcClient jdbc = JdbcClient.create(new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                borrowed.incrementAndGet();
                return super.getConnection();
            }
        });
        runs = new RunStore(jdbc, transactions, artefacts, changes, json, Clock.systemUTC());
    }

    @AfterEach
    void noRuns() {
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> JdbcClient.create(database)
                        .sql("DELETE FROM runs WHERE symbol = :symbol")
                        .param("symbol", SYMBOL)
                        .update());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bringsAPageInItsOrderWithTheTotal(boolean newestFirst) {
        RunPage page = page(SYMBOL, newestFirst, 3, 2);

        assertThat(page.items())
                .extracting(StoredRun::runId)
                .containsExactly(newestFirst ? new String[] {"p5", "p4", "p3"} : new String[] {"p3", "p4", "p5"});
        assertThat(page.total()).isEqualTo(RUNS);
    }

    @Test
    void knowsTheTotalBeyondTheLastPage() {
        assertThat(page(SYMBOL, true, 3, RUNS).items()).isEmpty();
        assertThat(page(SYMBOL, true, 3, RUNS).total()).isEqualTo(RUNS);
        assertThat(page("NONE", true, 3, 0)).isEqualTo(new RunPage(List.of(), 0));
    }

    @Test
    void asksTheDatabaseOnce() {
        page(SYMBOL, true, 5, 0);

        assertThat(borrowed).as("connections, each for one statement").hasValue(1);
    }

    private RunPage page(String symbol, boolean newestFirst, int limit, int offset) {
        RunQuery query = new RunQuery(symbol, null, null, null, newestFirst, new Paging(limit, offset));
        return CurrentCaller.callAs(Caller.SYSTEM, () -> runs.page(query));
    }

    private void insert(int count) {
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> JdbcClient.create(database)
                        .sql("""
                        INSERT INTO runs (run_id, origin, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status, progress)
                        SELECT 'p' || n, 'DEMO', 'd', :symbol, '2025-03-07', '2025-03-10', 's', '{}', n, '{}', 60, 'c',
                            'h' || n, timestamptz '2025-03-11Z' + n * interval '1 s', 'DONE', 1
                        FROM generate_series(1, :count) AS n
                        """)
                        .param("count", count)
                        .param("symbol", SYMBOL)
                        .update());
    }
}
