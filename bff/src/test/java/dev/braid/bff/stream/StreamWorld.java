package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.Message;
import dev.braid.bff.web.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A hub, its backend and its viewers, on three event loops in virtual time. */
final class StreamWorld {

    static final RunId RUN = new RunId("run1", "/backtests/run1");
    private static final int LOOPS = 3;

    final Random random;
    final VirtualLoops time;
    final List<VirtualLoops.Loop> loops = new ArrayList<>();
    final FakePlayback playback;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Sessions sessions;
    final WaitingBytes waiting;
    private final Farewell farewell = new Farewell();
    final List<Watcher> watchers = new ArrayList<>();
    final Map<Message, Boolean> messages = new IdentityHashMap<>();
    final String described;
    private final long mostWaiting;
    boolean adaptive;

    StreamWorld(long seed, FakePlayback playback) {
        this(seed, playback, null);
    }

    StreamWorld(long seed, FakePlayback playback, @Nullable Caller service) {
        this(seed, playback, service, WaitingBytes.MOST);
    }

    /** @param mostWaiting bytes that may wait for all viewers together */
    StreamWorld(long seed, FakePlayback playback, @Nullable Caller service, long mostWaiting) {
        this.waiting = new WaitingBytes(mostWaiting);
        this.mostWaiting = mostWaiting;
        this.described = "seed " + seed;
        this.random = new Random(seed);
        this.time = new VirtualLoops(seed);
        this.playback = playback;
        for (int i = 0; i < LOOPS; i++) {
            loops.add(time.loop());
        }
        // The backend's sockets are on the session's loop, or on one of their own.
        VirtualLoops.Loop apart = time.loop();
        playback.placing(loop -> random.nextBoolean() ? loop : apart);
        HealthProbe probe = new HealthProbe(playback, time.loop(), random::nextDouble);
        sessions = new Sessions(new Hub(
                playback,
                probe,
                new StreamMetrics(meters),
                new Epochs(seed),
                waiting,
                farewell,
                service,
                () -> adaptive,
                random::nextDouble));
    }

    static StreamWorld of(long seed) {
        return new StreamWorld(seed, new FakePlayback(1_000_000));
    }

    Watcher watcher(String name, Kind kind) {
        Watcher watcher = new Watcher(name, kind, playback, messages, described);
        watchers.add(watcher);
        return watcher;
    }

    /** Connected to the shared session, on a random loop. */
    Watcher joined(String name, Kind kind) {
        Watcher watcher = watcher(name, kind);
        connect(watcher, null, -1);
        advance(10);
        return watcher;
    }

    void connect(Watcher watcher, @Nullable String epoch, long fromRow) {
        watcher.connect(loops.get(random.nextInt(LOOPS)), sessions, new Join(RUN, "main", epoch, fromRow, null));
    }

    void comeBack(Watcher watcher) {
        connect(watcher, watcher.epoch, watcher.row + 1);
    }

    /** This replica ends. */
    void drain(long millis) {
        farewell.say(Duration.ofMillis(millis));
        sessions.all().forEach(Session::drain);
    }

    void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    double counted(String name, String... tags) {
        return meters.counter(name, tags).count();
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    /** Nobody watches any more, and nothing is left. */
    void finish() {
        for (Watcher watcher : watchers) {
            if (watcher.socket != null) {
                watcher.socket.breaks(1001);
            }
        }
        advance(Session.LINGER_MILLIS + 60_000);
        assertThat(sessions.all()).as(described).isEmpty();
        assertThat(playback.open()).as(described + ": sockets to the backend").isZero();
        assertThat(waiting.left()).as(described + ": bytes that may wait").isEqualTo(mostWaiting);
        assertThat(messages.keySet())
                .as(described)
                .allSatisfy(message -> assertThat(message.refCnt())
                        .as(described + ": references of a message")
                        .isZero());
    }
}
