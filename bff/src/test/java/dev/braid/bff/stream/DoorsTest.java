package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.flags.FlagEvaluator;
import dev.braid.flags.FlagSnapshot;
import dev.braid.flags.ForcedFlags;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorsTest {

    private final StreamWorld world = StreamWorld.of(1);
    private final StreamFlags flags = new StreamFlags(
            new FlagEvaluator(() -> FlagSnapshot.UNTOUCHED, () -> ForcedFlags.NONE, List.of()), world.time.loop());
    private final Doors doors = new Doors(world.sessions, flags, Clock.systemUTC());

    @Test
    void whoComesIntoASessionThatIsMadeWhileThisReplicaEndsIsToldAtOnceAndOnce() {
        doors.drain(Duration.ofSeconds(5));

        Watcher viewer = world.joined("viewer", Kind.BRAID);
        world.advance(10_000);
        assertThat(viewer.of("status")).singleElement().satisfies(status -> {
            assertThat(status.get("state").asString()).isEqualTo("draining");
            assertThat(status.get("retry_ms").asLong()).isEqualTo(5_000);
        });
        world.sessions.toTunnel(viewer.viewer);
        world.advance(10_000);

        assertThat(viewer.of("status"))
                .hasSize(2)
                .allSatisfy(status -> assertThat(status.get("state").asString()).isEqualTo("draining"));
        assertThat(doors.isDraining()).isTrue();
        world.finish();
    }
}
