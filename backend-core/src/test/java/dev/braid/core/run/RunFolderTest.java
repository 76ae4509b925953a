package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.braid.contracts.Side;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class RunFolderTest {

    @TempDir
    Path folder;

    @BeforeEach
    void aGoodRun() throws IOException {
        SampleRun.write(folder);
    }

    @Test
    void readsARun() throws Exception {
        ImportedRun run = read();

        assertThat(run.runId()).isEqualTo("sample-1");
        assertThat(run.symbol()).isEqualTo("SAMPLE");
        assertThat(run.from()).isEqualTo(LocalDate.of(2024, 10, 1));
        assertThat(run.createdAt()).isEqualTo("2025-09-24T10:58:39.099452Z");
        assertThat(run.artefacts().equity().size()).isEqualTo(4);
        assertThat(run.artefacts().fills()).extracting(Trade::side).containsExactly(Side.BUY, Side.SELL);
        assertThat(run.metrics().hitRate()).isEqualTo(1.0);
    }

    @Test
    void takesTheWindowFromTheEquityWhereTheManifestHasNone() throws Exception {
        replace("run-manifest.json", "\"from\": \"2024-10-01\",", "");

        assertThat(read().from()).isEqualTo(LocalDate.of(2024, 10, 1));
    }

    @Test
    void keepsTwoOrdersOfOneIdAtDifferentTimes() throws Exception {
        replace("orders.csv", "SELL,1,102.0,o1", "SELL,1,102.0,o0");
        replace("fills.csv", "o1,1,102.0", "o0,1,102.0");

        assertThat(read().artefacts().fills()).extracting(Trade::side).containsExactly(Side.BUY, Side.SELL);
    }

    @Test
    void recognisesTheSameFilesAndChangedOnes() throws Exception {
        String before = read().digest();
        assertThat(read().digest()).isEqualTo(before);

        replace("orders.csv", "MKT,IOC", "LMT,IOC");

        assertThat(read().digest()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        equity.csv  | 00:02:00+00,100001.0 | 00:02:00+00,NaN       | equity.csv:4: value: NaN (expected: a finite number)
        equity.csv  | 00:02:00+00,100001.0 | 00:02:00+00,x         | equity.csv:4: value: x (expected: a number)
        equity.csv  | 00:02:00+00,100001.0 | 00:02:00+00           | equity.csv:4: 1 columns (expected: 2)
        equity.csv  | 2024-10-01 00:02:00  | 2024-09-01 00:02:00   | equity.csv:4: ts: 2024-09-01 00:02:00+00 (expected: not before
        equity.csv  | 00:03:00+00          | 00:03:00              | equity.csv:5: ts: 2024-10-01 00:03:00 (expected: a timestamp
        equity.csv  | ts,value             | t,value               | equity.csv:1: ts: missing (expected: a column)
        equity.csv  | ts,value             | ts,ts                 | equity.csv:1: not readable
        orders.csv  | BUY,1                | BUY,0                 | orders.csv:2: qty: 0 (expected: a whole number > 0)
        orders.csv  | BUY,1                | HOLD,1                | orders.csv:2: side: HOLD (expected: BUY or SELL)
        orders.csv  | SELL,1,102.0         | SELL,1,-1             | orders.csv:3: price: -1.0 (expected: > 0)
        orders.csv  | ,o1,                 | ,,                    | orders.csv:3: order_id:  (expected: 1 to 64 characters)
        fills.csv   | o1,1,102.0           | o9,1,102.0            | fills.csv:3: order_id: o9 (expected: an order at or before
        metrics.json| 2.0E-5               | 2.1E-5                | metrics.json: total_return: 2.1E-5 (expected: 1.9999
        metrics.json| {                    | [                     | metrics.json:
        run-manifest.json | sample-1       | ../../etc             | run-manifest.json: run_id: ../../etc (expected:
        run-manifest.json | 2024-10-01     | yesterday             | run-manifest.json: from: yesterday (expected: a date)
        run-manifest.json | 2025-09-24T    | soon                  | run-manifest.json: created_at: soon
        run-manifest.json | "params": {    | "params": 7, "p": {   | run-manifest.json: params: 7 (expected: an object)
        """)
    void namesFileAndLineOfWhatIsWrong(String file, String good, String bad, String problem) throws Exception {
        replace(file, good, bad);

        assertThatThrownBy(this::read).isInstanceOf(UnreadableData.class).hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({"equity.csv", "orders.csv", "fills.csv", "metrics.json", "run-manifest.json"})
    void wantsEveryFile(String file) throws Exception {
        Files.delete(folder.resolve(file));

        assertThatThrownBy(this::read).isInstanceOf(UnreadableData.class).hasMessageContaining(file + ": missing");
    }

    @Test
    void refusesAnOrderTwice() throws Exception {
        replace("orders.csv", "00:02:00+00,SELL,1,102.0,o1", "00:00:00+00,SELL,1,102.0,o0");

        assertThatThrownBy(this::read).hasMessageContaining("orders.csv:3: order_id: o0 (expected: once at");
    }

    @Test
    void refusesARunWithoutAPoint() throws Exception {
        Files.writeString(folder.resolve("equity.csv"), "ts,value\n");

        assertThatThrownBy(this::read).hasMessageContaining("equity.csv:1: no point");
    }

    @Test
    void refusesBytesThatAreNoText() throws Exception {
        Files.write(
                folder.resolve("equity.csv"), new byte[] {'t', 's', ',', (byte) 0xFF, (byte) 0xFE, '\n', '1', '\n'});

        assertThatThrownBy(this::read).isInstanceOf(UnreadableData.class).hasMessageContaining("equity.csv");
    }

    @Test
    void reproducesTheFiguresOfARealRun() throws Exception {
        Path real = Path.of("../../shared/data/runs/9da4043c");
        assumeThat(real).as("real run absent, not tried: " + real).isDirectory();

        ImportedRun run = new RunFolder(real, new JsonMapper()).read();

        assertThat(run.artefacts().equity().size()).isEqualTo(44_640);
        assertThat(run.artefacts().orders()).hasSize(572);
        assertThat(run.metrics().sharpe()).isNotNull();
    }

    private ImportedRun read() throws IOException, UnreadableData {
        return new RunFolder(folder, new JsonMapper()).read();
    }

    private void replace(String file, String good, String bad) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(good);
        Files.writeString(folder.resolve(file), text.replaceFirst(java.util.regex.Pattern.quote(good), bad));
    }
}
