package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.RunStatus;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CallerDataSource;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.playback.RunSource.Reading;
import dev.braid.core.run.RunRows;
import dev.braid.core.run.RunRows.Standing;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is read of a run that changes, and what that costs. */
class StoredRowsIT extends CoreTestServer {

    @Autowired
    private Playbacks playbacks;

    @Autowired
    private SharedRows shared;

    @Autowired
    private RunRows runs;

    @Autowired
    private CallerDataSource database;

    private final String runId = UUID.randomUUID().toString().replace("-", "");

    /** Who asks, and how far the run is. */
    @Test
    void looksAtARunThatIsExecutedWithTwoStatements() {
        store("RUNNING", 10, 1);
        RunSource source = playbacks.source(runId, () -> Caller.onBehalfOf("demo"));

        for (int most : new int[] {0, SharedRows.BLOCK}) {
            try (RoundTrips trips = new RoundTrips(database)) {
                Reading look = source.read(10, most).orElseThrow();

                assertThat(look.rows().size()).isZero();
                assertThat(look.rows().end()).isEqualTo(10);
                assertThat(look.run().rows()).isEqualTo(10);
                assertThat(look.run().status()).isEqualTo(RunStatus.RUNNING);
                assertThat(trips.asked()).as("most: %d", most).hasSize(2);
            }
        }
    }

    @Test
    void readsTheRowsThatThereAreOnceThereAreMore() {
        store("RUNNING", 10, 1);
        RunSource source = playbacks.source(runId, () -> Caller.onBehalfOf("demo"));

        Reading more = source.read(4, SharedRows.BLOCK).orElseThrow();

        assertThat(more.rows().from()).isEqualTo(4);
        assertThat(more.rows().end()).isEqualTo(more.run().rows());
    }

    /** A block of many orders is read in more than one part, and an import may come between the first and the next. */
    @Test
    void saysOfWhichRunThePartsOfABlockAre() {
        store("DONE", 30, 1_000);
        Standing before =
                CurrentCaller.callAs(Caller.SYSTEM, () -> runs.standing(runId).orElseThrow());
        Reading first =
                CurrentCaller.callAs(Caller.SYSTEM, () -> shared.rows(before, 0).orElseThrow());
        assertThat(first.rows().end()).isLessThan(30);
        assertThat(first.run()).isEqualTo(before);
        importAnew();

        Reading next = CurrentCaller.callAs(
                Caller.SYSTEM, () -> shared.rows(before, first.rows().end()).orElseThrow());

        assertThat(next.rows().equity()[0]).isEqualTo(-1_000.0 - first.rows().end());
        assertThat(next.run().revision()).isNotEqualTo(before.revision());
        assertThat(next.run())
                .isEqualTo(CurrentCaller.callAs(
                        Caller.SYSTEM, () -> runs.standing(runId).orElseThrow()));
    }

    /** Each reading is of one moment: as many rows as its run has, whatever is added meanwhile. */
    @Test
    void readsABlockThatGrowsAsOfOneMoment() {
        store("RUNNING", 0, 0);
        RunSource source = playbacks.source(runId, () -> Caller.onBehalfOf("demo"));
        Thread growing = new Thread(() -> IntStream.range(0, 30).forEach(portion -> append(portion * 7, 7, 2)));
        growing.start();

        int rows = 0;
        while (rows < 30 * 7) {
            Reading reading = source.read(0, SharedRows.BLOCK).orElseThrow();
            rows = reading.run().rows();
            assertThat(reading.rows().size()).isIn(0, rows);
            assertThat(reading.rows().orders()).doesNotContainNull();
            assertThat(rows % 7).isZero();
        }
    }

    private void store(String status, int rows, int ordersARow) {
        owner().sql("""
                        INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status)
                        VALUES (:id, 'ENGINE', 'demo', 'ROWS-2024-1m', 'ROWS', '2024-03-04', '2024-03-04', 'sma_crossover', '{}', 1,
                            '{}', 60, 'x', :id, now(), :status)
                        """).param("id", runId).param("status", status).update();
        append(0, rows, ordersARow);
    }

    private void append(int first, int rows, int ordersARow) {
        owner().sql("""
                        WITH points AS (
                            INSERT INTO run_equity (run_id, owner, seq, ts, value)
                            SELECT run_id, owner_or_nobody, n, timestamptz '2024-03-04T14:30:00Z' + n * interval '1 minute', 1000 + n
                            FROM runs, generate_series(:first, :first + :rows - 1) AS n WHERE run_id = :id
                            RETURNING *
                        )
                        INSERT INTO run_orders (run_id, owner, seq, ts, order_id, side, qty, price, type, time_in_force)
                        SELECT run_id, owner, seq * :each + k, ts, seq || '-' || k, 'BUY', 1, 1, 'MKT', 'IOC'
                        FROM points, generate_series(0, :each - 1) AS k
                        """)
                .param("id", runId)
                .param("first", first)
                .param("rows", rows)
                .param("each", ordersARow)
                .update();
    }

    /** The same id stands for other rows from here on. */
    private void importAnew() {
        owner().sql("UPDATE run_equity SET value = -value WHERE run_id = ?")
                .param(runId)
                .update();
        owner().sql("UPDATE runs SET input_hash = input_hash || '2', finished_at = now() WHERE run_id = ?")
                .param(runId)
                .update();
    }
}
