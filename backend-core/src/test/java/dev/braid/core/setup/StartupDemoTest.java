package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.DemoData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;

final class StartupDemoTest {
    private final List<String> loaded = new ArrayList<>();

    @Test
    void loadsWhatIsMissingInItsOrder() {
        start(true);

        assertThat(loaded).containsExactly("bars", "runs");
    }

    @Test
    void loadsNothingUnlessItIsWanted() {
        start(false);

        assertThat(loaded).isEmpty();
    }

    private void start(boolean wanted) {
        new StartupDemo(List.of(part("bars", false), part("old", true), part("runs", false)), wanted)
                .run(new DefaultApplicationArguments());
    }

    private DemoData part(String name, boolean present) {
        return new DemoData() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean present() {
                return present;
            }

            @Override
            public void load() {
                loaded.add(name);
            }
        };
    }
}
