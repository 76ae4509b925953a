package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever order viewers come, stall, leave and come back in, and whatever happens to the backend meanwhile: no viewer loses an order or gets one twice,
 * each frame counts those it stands for, and whoever is told that they missed nothing has missed nothing.
 */
class SessionScheduleTest {

    private static final int STEPS = 250;
    private static final int VIEWERS = 6;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsPromisesInAnySchedule(long seed) {
        play(seed);
    }

    static void play(long seed) {
        StreamWorld world = new StreamWorld(seed, new FakePlayback(3_000));
        for (int i = 0; i < VIEWERS; i++) {
            Kind kind = i < 4 ? Kind.BRAID : i < 5 ? Kind.PLAIN : Kind.EVENTS;
            world.connect(world.watcher("viewer" + i, kind), null, -1);
        }
        world.watchers.get(0).says("{\"t\":\"ctrl\",\"cmd\":\"play\"}");

        for (int step = 0; step < STEPS; step++) {
            step(world);
            world.advance(world.random.nextInt(world.random.nextInt(10) == 0 ? 3_000 : 120));
        }

        settle(world);
        world.finish();
    }

    private static void step(StreamWorld world) {
        Watcher watcher = world.watchers.get(world.random.nextInt(VIEWERS));
        switch (world.random.nextInt(16)) {
            case 0 -> watcher.socket.stall();
            case 1, 2 -> watcher.socket.flow();
            case 3 -> takeSome(world, watcher);
            case 4 -> watcher.socket.breaks(1006);
            case 5, 6, 7 -> comeBack(world, watcher);
            case 8 -> killOrRestart(world);
            case 9 -> world.playback.breakAll(1012);
            case 10 -> control(world);
            case 11 -> watcher.says("{\"t\":\"rate\",\"fps\":" + (1 + world.random.nextInt(60)) + "}");
            case 12 -> garbage(world);
            case 13 -> world.adaptive = world.random.nextBoolean();
            case 14 -> watcher.socket.hoard();
            default -> watcher.says("{\"t\":\"ack\",\"i\":" + watcher.row + "}");
        }
    }

    private static void takeSome(StreamWorld world, Watcher watcher) {
        int count = world.random.nextInt(3);
        FakeSocket socket = watcher.socket;
        socket.loop().execute(() -> socket.take(count));
    }

    private static void comeBack(StreamWorld world, Watcher watcher) {
        if (!watcher.socket.isGone()) {
            return;
        }
        if (world.random.nextBoolean()) {
            world.comeBack(watcher);
        } else {
            world.connect(watcher, null, -1);
        }
    }

    private static void killOrRestart(StreamWorld world) {
        if (world.playback.isAway()) {
            world.playback.restart();
        } else if (world.random.nextInt(3) == 0) {
            world.playback.kill();
        }
    }

    private static void control(StreamWorld world) {
        int kind = world.random.nextInt(6);
        String control = switch (kind) {
            case 0, 1, 2 -> "\"play\"";
            case 3 -> "\"pause\"";
            case 4 -> "\"speed\",\"val\":" + (1 + world.random.nextInt(8));
            default -> "\"seek\",\"pos\":" + world.random.nextInt(3_200);
        };
        for (Watcher watcher : world.watchers) {
            watcher.says("{\"t\":\"ctrl\",\"cmd\":" + control + "}");
        }
    }

    private static void garbage(StreamWorld world) {
        List<String> garbage = List.of(
                "?",
                "{\"t\":\"frame\"}",
                "{\"t\":\"frame\",\"i\":1e3}",
                "{\"t\":\"none\"}",
                "{\"t\":\"frame\",\"i\":5",
                "");
        world.playback.sends(garbage.get(world.random.nextInt(garbage.size())));
    }

    /** The backend is there, nobody stalls, and everybody gets everything. */
    private static void settle(StreamWorld world) {
        world.playback.restart();
        for (Watcher watcher : world.watchers) {
            watcher.socket.flow();
            if (watcher.socket.isGone()) {
                world.comeBack(watcher);
            }
        }
        world.advance(2_000);
        for (Watcher watcher : world.watchers) {
            watcher.says("{\"t\":\"rate\",\"fps\":60}");
            watcher.says("{\"t\":\"ctrl\",\"cmd\":\"pause\"}");
        }
        world.advance(10_000);
        for (Watcher watcher : world.watchers) {
            if (watcher.closed == null && watcher.last() >= 0) {
                assertThat(watcher.last())
                        .as(world.described + ": " + watcher.name)
                        .isEqualTo(world.playback.sent().size() - 1);
            }
        }
    }
}
