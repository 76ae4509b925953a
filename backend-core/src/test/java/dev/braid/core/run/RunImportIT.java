package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.UnreadableData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionSystemException;
import tools.jackson.databind.JsonNode;

class RunImportIT extends CoreTestServer {

    private static final String WRITER_OF_FILLS =
            "SELECT pid FROM pg_locks WHERE relation = 'run_fills'::regclass AND NOT granted";

    @Autowired
    private RunImport imports;

    @Autowired
    private DataSource dataSource;

    @TempDir
    Path folder;

    @Test
    void storesARunOnceAndReplacesItWhenItsFilesChange() throws Exception {
        SampleRun.write(folder);

        assertThat(imports.accepts(folder)).isTrue();
        assertThat(imports.load(folder)).isEqualTo("run sample-1 stored: 4 points, 2 orders, 2 fills");
        String tag = header(get("/backtests/sample-1/orders"), "ETag");
        assertThat(imports.load(folder)).isEqualTo("run sample-1 unchanged");
        assertThat(header(get("/backtests/sample-1/orders"), "ETag")).isEqualTo(tag);

        change("orders.csv", "SELL,1,102.0,o1,MKT", "SELL,1,102.0,o1,LMT");
        assertThat(imports.load(folder)).startsWith("run sample-1 replaced");
        assertThat(header(get("/backtests/sample-1/orders"), "ETag")).isNotEqualTo(tag);
        assertThat(json(get("/backtests/sample-1/orders")).at("/items/1/type").asString())
                .isEqualTo("LMT");
        assertThat(owner().sql("SELECT count(*) FROM run_equity WHERE run_id = 'sample-1'")
                        .query(Long.class)
                        .single())
                .isEqualTo(4);
    }

    @Test
    void showsAnImportedRunToAllAndLetsNobodyChangeIt() throws Exception {
        SampleRun.write(folder);
        change("run-manifest.json", "sample-1", "sample-2");
        imports.load(folder);

        JsonNode run = json(get("/backtests/sample-2"));

        assertThat(run.at("/status").asString()).isEqualTo("DONE");
        assertThat(run.at("/created_at").asString()).isEqualTo("2025-09-24T10:58:39.099Z");
        assertThat(run.at("/run_from").asString()).isEqualTo("2024-10-01");
        assertThat(run.at("/run_to").asString()).isEqualTo("2024-10-31");
        assertThat(run.at("/duration_ms").isNull()).isTrue();
        assertThat(json(get("/backtests?symbol=SAMPLE")).at("/total").asInt()).isPositive();
        assertThat(send("DELETE", "/backtests/sample-2", null).statusCode()).isEqualTo(403);
        assertThat(send("POST", "/backtests/sample-2/cancel", null).statusCode())
                .isEqualTo(409);
        assertThat(get("/backtests/sample-2").statusCode()).isEqualTo(200);
    }

    @Test
    void storesNothingOfARunWithABadLine() throws Exception {
        SampleRun.write(folder);
        change("run-manifest.json", "sample-1", "sample-3");
        change("fills.csv", "o1,1,102.0", "o1,1,many");

        assertThatThrownBy(() -> imports.load(folder))
                .isInstanceOf(UnreadableData.class)
                .hasMessageContaining("fills.csv:3: price: many (expected: a number)");

        assertThat(get("/backtests/sample-3").statusCode()).isEqualTo(404);
        assertThat(owner().sql("SELECT count(*) FROM run_equity WHERE run_id = 'sample-3'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aConnectionThatIsLostWhileARunIsStoredIsAFailureOfTheDatabase() throws Exception {
        SampleRun.write(folder);
        change("run-manifest.json", "sample-1", "sample-5");
        ExecutorService importer = Executors.newSingleThreadExecutor();
        try (CurrentCaller.Scope acting = CurrentCaller.become(Caller.SYSTEM);
                Connection locking = dataSource.getConnection()) {
            locking.setAutoCommit(false);
            locking.createStatement().execute("LOCK TABLE run_fills IN ACCESS EXCLUSIVE MODE");
            Future<String> loading = importer.submit(() -> imports.load(folder));
            await().until(() ->
                    owner().sql(WRITER_OF_FILLS).query(Integer.class).list().size() == 1);

            owner().sql("SELECT pg_terminate_backend(pid) FROM (" + WRITER_OF_FILLS + ") AS waiting")
                    .query(Boolean.class)
                    .list();

            assertThatThrownBy(loading::get)
                    .cause()
                    .isInstanceOfAny(DataAccessException.class, TransactionSystemException.class);
            locking.rollback();
        } finally {
            importer.shutdownNow();
        }
        assertThat(get("/backtests/sample-5").statusCode()).isEqualTo(404);
        assertThat(imports.load(folder)).isEqualTo("run sample-5 stored: 4 points, 2 orders, 2 fills");
    }

    @Test
    void doesNotReplaceARunThatWasMadeHere() throws Exception {
        SampleRun.write(folder);
        change("run-manifest.json", "sample-1", "sample-4");
        imports.load(folder);
        owner().sql("UPDATE runs SET origin = 'DEMO' WHERE run_id = 'sample-4'").update();
        change("orders.csv", "BUY,1,100.0", "BUY,1,100.5");

        assertThatThrownBy(() -> imports.load(folder)).hasMessageContaining("expected: not that of a run made here");
    }

    @Test
    void servesARealRunAsItsFilesSay() throws Exception {
        Path real = Path.of("../../shared/data/runs/9da4043c");
        assumeThat(real).as("real run absent, not tried: " + real).isDirectory();
        imports.load(real);
        String path = "/backtests/9da4043c19f840c18f32c155ae49a0d7";
        JsonNode recorded = JSON.readTree(Files.readString(real.resolve("metrics.json")));

        JsonNode metrics = json(get(path + "/metrics")).at("/metrics");
        JsonNode equity = json(get(path + "/equity"));

        assertThat(json(get(path + "/orders?limit=5000")).at("/items").size()).isEqualTo(572);
        assertThat(json(get(path + "/fills?limit=5000")).at("/items").size()).isEqualTo(572);
        assertThat(equity.at("/points").size()).isEqualTo(44_640);
        assertThat(metrics.at("/total_return").asDouble())
                .isCloseTo(recorded.at("/total_return").asDouble(), within(1e-12));
        assertThat(metrics.at("/max_drawdown").asDouble())
                .isCloseTo(recorded.at("/max_drawdown").asDouble(), within(1e-12));
        assertThat(json(get(path + "/equity?target=2000")).at("/points").size()).isEqualTo(2000);
    }

    private void change(String file, String from, String to) throws Exception {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }
}
