package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.socket.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AudienceTest {

    private final StreamWorld world = StreamWorld.of(1);
    private final Audience audience = new Audience(new StreamMetrics(new SimpleMeterRegistry()));
    private final List<String> heard = new ArrayList<>();

    private Viewer viewer(int loop) {
        Watcher owner = world.watcher("viewer" + loop, Kind.BRAID);
        Viewer viewer = new Viewer(Kind.BRAID, world.sessions.hub(), owner);
        FakeSocket socket = new FakeSocket(
                world.loops.get(loop),
                viewer,
                message -> heard.add(loop + " " + message.json().toString(StandardCharsets.UTF_8)));
        socket.open();
        world.advance(1);
        return viewer;
    }

    @Test
    void whoeverHasBeenConnectedLongestDrives() {
        Viewer first = viewer(0);
        Viewer second = viewer(1);
        assertThat(audience.driver()).isNull();

        audience.add(second);
        assertThat(audience.drives(second)).isTrue();
        audience.add(first);
        assertThat(audience.drives(first)).isTrue();
        assertThat(audience.all()).containsExactly(first, second);

        assertThat(audience.remove(first)).isTrue();
        assertThat(audience.remove(first)).isFalse();
        assertThat(audience.driver()).isSameAs(second);
        audience.clear();
        assertThat(audience.isEmpty()).isTrue();
    }

    @Test
    void tellsTheDriverInOtherWordsThanTheRest() {
        Viewer first = viewer(0);
        Viewer second = viewer(1);
        for (Viewer viewer : List.of(first, second)) {
            audience.add(viewer);
            audience.shard(viewer).execute(() -> audience.shard(viewer).add(viewer));
        }
        Message toDriver = Message.of("driver");
        Message toOthers = Message.of("others");

        audience.announce(toDriver, toOthers, true);
        world.advance(1);

        assertThat(heard).containsExactlyInAnyOrder("0 driver", "1 others");
        assertThat(toDriver.refCnt()).isZero();
        assertThat(toOthers.refCnt()).isZero();
    }
}
