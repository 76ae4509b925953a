package dev.braid.flags.store;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.flags.Flag;
import dev.braid.flags.ForcedFlags;
import dev.braid.flags.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.util.NamedFeature;

class SnapshotStateRepositoryTest {

    @TempDir
    Path directory;

    @Test
    void handsOutCopiesThatChangeNothing() {
        FileFlagStore store = store(directory);
        SnapshotStateRepository repository = new SnapshotStateRepository(store, () -> ForcedFlags.NONE);

        repository.getFeatureState(CHART_AGGREGATION).setEnabled(false);

        assertThat(repository.getFeatureState(CHART_AGGREGATION).isEnabled()).isTrue();
        assertThat(store.snapshot().flag(CHART_AGGREGATION)).isEqualTo(Flag.untouched(CHART_AGGREGATION));
    }

    @Test
    void writesAndReadsStrategiesWithTheirParameters() {
        FileFlagStore store = store(directory);
        SnapshotStateRepository repository = new SnapshotStateRepository(store, () -> ForcedFlags.NONE);
        FeatureState state = new FeatureState(new NamedFeature("CHART_AGGREGATION"), true)
                .setStrategyId("username")
                .setParameter("users", "alice,bob");

        repository.setFeatureState(state);

        assertThat(store.snapshot().flag(CHART_AGGREGATION).strategy())
                .isEqualTo(Strategy.parse("username:users=alice,bob"));
        assertThat(repository.getFeatureState(CHART_AGGREGATION).getParameter("users"))
                .isEqualTo("alice,bob");
    }

    @Test
    void flipsNothingWhenTheStoreRefuses() throws IOException {
        Path blocked = directory.resolve("file-instead-of-directory");
        Files.writeString(blocked, "");
        SnapshotStateRepository repository = new SnapshotStateRepository(store(blocked), () -> ForcedFlags.NONE);
        FeatureState state = repository.getFeatureState(CHART_AGGREGATION).setEnabled(false);

        assertThatExceptionOfType(FlagStoreUnavailableException.class)
                .isThrownBy(() -> repository.setFeatureState(state));

        assertThat(repository.getFeatureState(CHART_AGGREGATION).isEnabled()).isTrue();
    }

    @Test
    void showsWhatIsForcedAndRefusesToChangeIt() {
        FileFlagStore store = store(directory);
        SnapshotStateRepository repository =
                new SnapshotStateRepository(store, () -> ForcedFlags.parse("chart-aggregation=off"));

        assertThat(repository.getFeatureState(CHART_AGGREGATION).isEnabled()).isFalse();
        assertThatExceptionOfType(FlagRefusedException.class)
                .isThrownBy(() -> repository.setFeatureState(new FeatureState(CHART_AGGREGATION, true)));
        assertThat(store.snapshot().revision()).isZero();
    }

    @Test
    void leavesFeaturesThatAreNotOursToTogglz() {
        SnapshotStateRepository repository = new SnapshotStateRepository(store(directory), () -> ForcedFlags.NONE);

        assertThat(repository.getFeatureState(new NamedFeature("NO_SUCH_FLAG"))).isNull();
        assertThatExceptionOfType(FlagRefusedException.class)
                .isThrownBy(() -> repository.setFeatureState(new FeatureState(new NamedFeature("NO_SUCH_FLAG"))));
    }

    private static FileFlagStore store(Path directory) {
        return FileFlagStore.open(directory, InstantSource.system());
    }
}
