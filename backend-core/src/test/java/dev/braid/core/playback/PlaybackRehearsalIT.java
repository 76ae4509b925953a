package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.CallerDataSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class PlaybackRehearsalIT extends CoreTestServer {

    private static final int FINAL_TEXT = 0x81;

    @Autowired
    private PlaybackRehearsal rehearsal;

    @Autowired
    private CallerDataSource database;

    private final String runId = UUID.randomUUID().toString().replace("-", "");

    @Test
    void playsASecondOfARunByReadingAlone() {
        store();

        try (RoundTrips trips = new RoundTrips(database)) {
            assertThat(rehearsal.play(runId)).isBetween(25, 31);

            List<String> asked = trips.asked().stream()
                    .map(sql -> sql.strip().split("\\s")[0])
                    .toList();
            assertThat(asked)
                    .contains("SELECT")
                    .isSubsetOf("SELECT", "commit", "getTransactionIsolation", "setTransactionIsolation", "SET");
            assertThat(trips.asked())
                    .anyMatch(sql -> sql.contains("FROM run_equity"))
                    .anyMatch(sql -> sql.contains("FROM run_orders"))
                    .anyMatch(sql -> sql.contains("FROM bars"));
        }
    }

    @Test
    void opensAPlaybackOnASocket() throws IOException {
        store();

        assertThat(rehearsal.playOnASocket(new InetSocketAddress("127.0.0.1", port()), runId))
                .isEqualTo(FINAL_TEXT);
    }

    @Test
    void asksForWhatIsNotThereAsLongAsThereIsNoRun() {
        assertThat(rehearsal.play(runId)).isEqualTo(1);
    }

    private void store() {
        owner().sql("""
                        WITH run AS (
                            INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                                slippage_fees, speed, code_hash, input_hash, created_at, status)
                            VALUES (:id, 'ENGINE', 'demo', 'ROWS-2024-1m', 'ROWS', '2024-03-04', '2024-03-04', 'sma_crossover', '{}', 1,
                                '{}', 60, 'x', :id, now(), 'DONE')
                            RETURNING *
                        )
                        INSERT INTO run_equity (run_id, owner, seq, ts, value)
                        SELECT run_id, owner_or_nobody, n, timestamptz '2024-03-04T14:30:00Z' + n * interval '1 minute', 1000 + n
                        FROM run, generate_series(0, 1949) AS n
                        """).param("id", runId).update();
    }
}
