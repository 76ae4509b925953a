package dev.braid.flags.store;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static dev.braid.flags.BraidFeature.RUN_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ForcedFlagsSourceTest {

    @TempDir
    Path directory;

    @Test
    void failsTheStartForAMistakeInTheEnvironment() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForcedFlagsSource.open("no-such-flag=off", directory))
                .withMessageContaining("no-such-flag")
                .withMessageContaining("chart-aggregation");
    }

    @Test
    void letsTheFileOverrideTheEnvironmentAndFollowsIt() throws IOException {
        write("chart-aggregation=on\n");

        try (ForcedFlagsSource source =
                ForcedFlagsSource.open("chart-aggregation=off,run-aggregation=off", directory)) {
            assertThat(source.get().state(CHART_AGGREGATION)).contains(true);
            assertThat(source.get().state(RUN_AGGREGATION)).contains(false);

            write("run-aggregation=on");
            await().untilAsserted(
                            () -> assertThat(source.get()).hasToString("chart-aggregation=off,run-aggregation=on"));

            Files.delete(directory.resolve("BRAID_FLAGS_FORCE"));
            await().untilAsserted(
                            () -> assertThat(source.get()).hasToString("chart-aggregation=off,run-aggregation=off"));
        }
    }

    @Test
    void keepsWhatTheFileSaidBeforeAMistake(CapturedOutput output) throws IOException {
        write("chart-aggregation=off");

        try (ForcedFlagsSource source = ForcedFlagsSource.open("", directory)) {
            write("chart-agregation=on");
            await().untilAsserted(() -> assertThat(output).contains("BRAID_FLAGS_FORCE: not taken"));

            assertThat(source.get()).hasToString("chart-aggregation=off");
        }
    }

    @Test
    void startsInSpiteOfAMistakeInTheFile(CapturedOutput output) throws IOException {
        write("chart-aggregation=perhaps");

        try (ForcedFlagsSource source = ForcedFlagsSource.open("", directory)) {
            assertThat(output).contains("chart-aggregation=perhaps");
            assertThat(source.get().state(CHART_AGGREGATION)).isEmpty();
        }
    }

    @Test
    void saysThatTheFileCannotBeRead(CapturedOutput output) throws IOException {
        Files.createDirectories(directory.resolve("BRAID_FLAGS_FORCE"));

        try (ForcedFlagsSource source = ForcedFlagsSource.open("chart-aggregation=off", directory)) {
            assertThat(output).contains("BRAID_FLAGS_FORCE: cannot be read");
            assertThat(source.get()).hasToString("chart-aggregation=off");
        }
    }

    private void write(String content) throws IOException {
        Files.writeString(directory.resolve("BRAID_FLAGS_FORCE"), content);
    }
}
