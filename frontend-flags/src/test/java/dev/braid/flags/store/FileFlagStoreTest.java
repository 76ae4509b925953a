package dev.braid.flags.store;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static dev.braid.flags.BraidFeature.RUN_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.braid.flags.Flag;
import dev.braid.flags.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FileFlagStoreTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir
    Path directory;

    @Test
    void keepsWhatWasChangedAcrossARestart() {
        Strategy strategy = Strategy.parse("username:users=alice");
        Flag changed = changed(open().change(off(0, strategy)));

        FileFlagStore restarted = open();

        assertThat(changed).isEqualTo(new Flag("chart-aggregation", false, strategy, 1, NOW));
        assertThat(restarted.snapshot().flag(CHART_AGGREGATION)).isEqualTo(changed);
        assertThat(restarted.snapshot().revision()).isOne();
        assertThat(restarted.snapshot().flag(RUN_AGGREGATION)).isEqualTo(Flag.untouched(RUN_AGGREGATION));
    }

    @Test
    void refusesAChangeDecidedOnWhatIsNoLongerSo() {
        FileFlagStore store = open();
        store.change(off(0, null));

        ChangeOutcome second = store.change(change(0, true));

        assertThat(second).isEqualTo(new ChangeOutcome.Stale(store.snapshot().flag(CHART_AGGREGATION)));
        assertThat(store.snapshot().flag(CHART_AGGREGATION).on()).isFalse();
    }

    @Test
    void losesNoUpdateOfManyWriters() {
        FileFlagStore store = open();

        IntStream.range(0, 50).parallel().forEach(writer -> increment(store));

        assertThat(store.snapshot().flag(CHART_AGGREGATION).revision()).isEqualTo(50);
        assertThat(store.history(CHART_AGGREGATION, 100)).hasSize(50);
    }

    @Test
    void remembersWhoChangedWhatAndWhyNewestFirst() {
        FileFlagStore store = open();
        store.change(off(0, null));
        store.change(change(1, true));

        List<FlagHistoryEntry> history = open().history(CHART_AGGREGATION, 10);

        assertThat(history).extracting(entry -> entry.to().on()).containsExactly(true, false);
        assertThat(history.get(1))
                .isEqualTo(new FlagHistoryEntry(
                        Flag.untouched(CHART_AGGREGATION),
                        new Flag("chart-aggregation", false, null, 1, NOW),
                        "test",
                        "because"));
        assertThat(store.history(CHART_AGGREGATION, 1)).hasSize(1);
        assertThat(store.history(RUN_AGGREGATION, 10)).isEmpty();
    }

    @Test
    void readsTheHistoryAroundALineThatWasNeverFinished() throws IOException {
        FileFlagStore store = open();
        store.change(off(0, null));
        // Cut off within a character.
        Files.write(
                directory.resolve("flags-history.jsonl"),
                new byte[] {'{', '"', 'k', (byte) 0xC3},
                StandardOpenOption.APPEND);
        store.change(change(1, true));

        assertThat(store.history(CHART_AGGREGATION, 10)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"epoch\":\"file\",\"revision\":1,\"flags\":null}",
                "{\"epoch\":\"file\",\"revision\":-1,\"flags\":{}}",
                "{\"epoch\":\"file\",\"revision\":1,\"flags\":{\"chart-aggregation\":null}}",
                "{\"epoch\":\"file\",\"revision\":1,\"flags\":{\"chart-aggregation\":{\"state\":\"maybe\",\"strategy\":null,\"revision\":1,\"updated_at\":null}}}",
                "{\"epoch\":\"file\",\"revision\":1,\"flags\":{\"chart-aggregation\":{\"state\":\"off\",\"strategy\":\"a b\",\"revision\":1,\"updated_at\":null}}}"
            })
    void saysThatAFileIsUnreadableServesDefaultsAndKeepsIt(String content, CapturedOutput output) throws IOException {
        Files.writeString(directory.resolve("flags.json"), content);

        FileFlagStore store = open();

        assertThat(output).contains("flags.json: unreadable").contains("expected: the flags as Braid wrote them");
        assertThat(store.snapshot().flag(CHART_AGGREGATION)).isEqualTo(Flag.untouched(CHART_AGGREGATION));
        assertThat(directory.resolve("flags.json")).hasContent(content);

        store.change(off(0, null));

        assertThat(open().snapshot().flag(CHART_AGGREGATION).on()).isFalse();
        assertThat(directory.resolve("flags.json.unreadable-" + NOW.toEpochMilli()))
                .hasContent(content);
    }

    @Test
    void keepsFlagsOfAnotherVersionThatItDoesNotKnow() throws IOException {
        Files.writeString(
                directory.resolve("flags.json"),
                "{\"epoch\":\"file\",\"revision\":4,\"flags\":{\"of-tomorrow\":{\"state\":\"off\",\"strategy\":null,\"revision\":4,\"updated_at\":null}}}");

        open().change(off(0, null));

        assertThat(open().snapshot().flags()).containsKeys("of-tomorrow", "chart-aggregation");
    }

    @Test
    void changesNothingThatItCannotWriteDown() throws IOException {
        Path blocked = directory.resolve("file-instead-of-directory");
        Files.writeString(blocked, "");
        FileFlagStore store = FileFlagStore.open(blocked, CLOCK);

        assertThatExceptionOfType(FlagStoreUnavailableException.class)
                .isThrownBy(() -> store.change(off(0, null)))
                .withMessageContaining("expected: a writable data directory");
        assertThat(store.snapshot().flag(CHART_AGGREGATION).on()).isTrue();
    }

    @Test
    void doesNotTellOfAChangeThatFailedAfterItsLineWasWritten() throws IOException {
        Files.createDirectories(directory.resolve("flags.json.next"));
        FileFlagStore store = open();

        assertThatExceptionOfType(FlagStoreUnavailableException.class).isThrownBy(() -> store.change(off(0, null)));
        assertThat(store.history(CHART_AGGREGATION, 10)).isEmpty();

        Files.delete(directory.resolve("flags.json.next"));
        store.change(change(0, true));

        assertThat(store.history(CHART_AGGREGATION, 10))
                .extracting(entry -> entry.to().on())
                .containsExactly(true);
    }

    @Test
    void wantsAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlagChange(CHART_AGGREGATION, 0, false, Optional.empty(), "test", " "));
    }

    private FileFlagStore open() {
        return FileFlagStore.open(directory, CLOCK);
    }

    private static void increment(FileFlagStore store) {
        ChangeOutcome outcome;
        do {
            Flag flag = store.snapshot().flag(CHART_AGGREGATION);
            outcome = store.change(change(flag.revision(), !flag.on()));
        } while (outcome instanceof ChangeOutcome.Stale);
    }

    private static FlagChange off(long revision, Strategy strategy) {
        return new FlagChange(
                CHART_AGGREGATION,
                revision,
                false,
                Optional.of(new FlagChange.NewStrategy(strategy)),
                "test",
                "because");
    }

    private static FlagChange change(long revision, boolean on) {
        return new FlagChange(CHART_AGGREGATION, revision, on, Optional.empty(), "test", "because");
    }

    private static Flag changed(ChangeOutcome outcome) {
        return ((ChangeOutcome.Changed) outcome).flag();
    }
}
