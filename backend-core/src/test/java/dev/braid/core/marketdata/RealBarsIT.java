package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Real bars, where they lie beside the project. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealBarsIT extends CoreTestServer {

    private static final Path FOLDER = Path.of("../../shared/data/bars");

    @Autowired
    private BarImport imports;

    @Autowired
    private BarReader reader;

    @Autowired
    private JdbcClient jdbc;

    @BeforeAll
    void importRealBars() throws IOException, UnreadableData {
        assumeThat(Files.isDirectory(FOLDER))
                .as("real data at %s: absent, skipped", FOLDER.toAbsolutePath().normalize())
                .isTrue();
        imports.load(FOLDER.resolve("AAPL_2024_1Min.csv"));
        imports.load(FOLDER.resolve("AAPL_2024_1Day.csv"));
    }

    @Test
    void importedDaysEqualTheirMinutesOnEveryDay() {
        Map<Long, String> minutes = new HashMap<>();
        SessionDays sessions = new SessionDays();
        Buckets days = new Buckets(
                sessions::of,
                t -> sessions.of(t) * 86_400,
                (t, o, h, l, c, v, n) -> minutes.put(t, o + " " + h + " " + l + " " + c + " " + v));
        reader.inSnapshot(() -> {
            reader.eachMinute(
                    "AAPL", Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2025-01-01T00:00:00Z"), true, days);
            return days;
        });
        days.end();

        Map<Long, String> imported = new HashMap<>();
        jdbc.sql(
                        "SELECT extract(epoch FROM t)::bigint AS t, o, h, l, c, v FROM bars WHERE symbol = 'AAPL' AND tf = '1Day'")
                .query(row -> {
                    imported.put(
                            row.getLong("t"),
                            row.getDouble("o") + " " + row.getDouble("h") + " " + row.getDouble("l") + " "
                                    + row.getDouble("c") + " " + row.getLong("v"));
                });

        assertThat(imported).hasSize(71).isEqualTo(minutes);
    }

    @Test
    void hoursAreTheGoldenOnes() {
        JsonNode hours = json(get("/bars/hour?symbol=AAPL&from=2024-09-20&to=2024-09-20"))
                .get("bars");

        assertThat(hours).hasSize(7);
        assertThat(hours.get(0).toString())
                .isEqualTo(
                        "{\"t\":\"2024-09-20T13:30:00Z\",\"o\":229.98,\"h\":231.16,\"l\":229.22,\"c\":230.04,\"v\":12657838}");
        assertThat(hours.get(6).toString())
                .isEqualTo(
                        "{\"t\":\"2024-09-20T19:30:00Z\",\"o\":231.97,\"h\":233.09,\"l\":227.62,\"c\":228.53,\"v\":9027212}");
    }

    @Test
    void decimatedVolumeIsThatOfTheDays() {
        String range = "symbol=AAPL&from=2024-09-20&to=2024-12-31";
        JsonNode decimated = json(get("/bars/minute_decimated?target=10000&" + range));
        JsonNode daily = json(get("/bars/daily?" + range));

        assertThat(decimated.get("bars")).hasSizeLessThanOrEqualTo(10_000);
        assertThat(volume(decimated)).isEqualTo(volume(daily));
        assertThat(json(get("/bars/minute?" + range)).get("bars")).hasSize(27_533);
    }

    @Test
    void importingAgainChangesNothing() throws IOException, UnreadableData {
        assertThat(imports.load(FOLDER.resolve("AAPL_2024_1Min.csv")))
                .isEqualTo("0 inserted, 0 updated, 27533 unchanged");
    }

    private static long volume(JsonNode reply) {
        long sum = 0;
        for (JsonNode bar : reply.get("bars")) {
            sum += bar.get("v").asLong();
        }
        return sum;
    }
}
