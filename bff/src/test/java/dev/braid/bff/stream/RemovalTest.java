package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.flags.FlagEvaluator;
import dev.braid.flags.FlagSnapshot;
import dev.braid.flags.ForcedFlags;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemovalTest {

    private final StreamWorld world = StreamWorld.of(1);
    private final VirtualLoops.Loop executor = world.time.loop();
    private final StreamFlags flags = new StreamFlags(
            new FlagEvaluator(() -> FlagSnapshot.UNTOUCHED, () -> ForcedFlags.parse("stream-hub=off"), List.of()),
            executor);
    private final Doors doors = new Doors(world.sessions, flags, Clock.systemUTC());

    private Watcher inSession(String name, VirtualLoops.Loop loop) {
        Watcher watcher = world.watcher(name, Kind.BRAID);
        watcher.connect(loop, world.sessions, new Join(StreamWorld.RUN, name, null, -1, null));
        world.advance(10);
        doors.entered(watcher.viewer);
        return watcher;
    }

    @Test
    void oneWhoCannotBeMovedKeepsNobodyElseAndIsTriedAgain() {
        Watcher first = inSession("first", world.loops.get(0));
        Watcher second = inSession("second", world.loops.get(1));
        world.loops.get(0).fail(true);

        new Removal(doors, world.sessions, flags, executor);
        world.advance(200);
        assertThat(second.viewer.session().isPrivate()).isTrue();
        assertThat(first.viewer.session().isPrivate()).isFalse();
        world.loops.get(0).fail(false);
        world.advance(200);

        assertThat(first.viewer.session().isPrivate()).isTrue();
        world.finish();
    }
}
