package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.ResourceLeakDetector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A day of playback in virtual time, 30 frames a second to viewers of all sorts, with a backend that restarts every now and then; all of it with
 * {@code -Pload}, an hour and twelve minutes with every build.
 */
class PlaybackDayIT {

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));
    private static final Duration DAY = Duration.ofHours(24);
    private static final RunId RUN = new RunId("run1", "/backtests/run1");
    private static final long SEED = 20260105;

    private static ResourceLeakDetector.Level before;

    /** Paranoid detection costs a stack trace for each look at a byte; here every message is looked for by its references. */
    @BeforeAll
    static void countReferencesInstead() {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterAll
    static void asBefore() {
        ResourceLeakDetector.setLevel(before);
    }

    private final Random random = new Random(SEED);
    private final VirtualLoops time = new VirtualLoops(SEED);
    private final VirtualLoops.Loop first = time.loop();
    private final VirtualLoops.Loop second = time.loop();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FakePlayback playback = new FakePlayback(Long.MAX_VALUE, false);
    private final Sessions sessions = new Sessions(new Hub(
            playback,
            new HealthProbe(playback, first, random::nextDouble),
            new StreamMetrics(meters),
            new Epochs(SEED),
            new WaitingBytes(),
            new Farewell(),
            null,
            () -> true,
            random::nextDouble));

    /** Every message of the last minute, and some of each earlier one. */
    private final ArrayDeque<Message> recent = new ArrayDeque<>();

    private final List<Message> older = new ArrayList<>();

    /** Checks what it gets by the rows alone: one frame a row, two dropped with every eleventh. */
    private final class Eye implements Viewer.Owner {

        private final String name;
        private Viewer viewer;
        private FakeSocket socket;
        private long row = -1;
        private long frames;
        private long counted;
        private String epoch;
        private boolean resumed;
        private int resumes;

        private Eye(String name) {
            this.name = name;
        }

        private void connect(VirtualLoops.Loop loop) {
            viewer = new Viewer(Kind.BRAID, sessions.hub(), this);
            viewer.caller(Watcher.caller(name));
            socket = new FakeSocket(loop, viewer, this::read);
            socket.open();
            loop.execute(() -> sessions.join(viewer, new Join(RUN, "main", epoch, epoch == null ? -1 : row + 1, null)));
        }

        private void read(Message message) {
            remember(message);
            String json = message.json().toString(StandardCharsets.US_ASCII);
            if (json.startsWith("{\"t\":\"frame\"")) {
                frame(json);
            } else if (json.startsWith("{\"t\":\"hello\"")) {
                epoch = json.substring(json.indexOf("epoch\":\"") + 8, json.indexOf("\",\"i\""));
                resumed = json.contains("\"resumed\":true");
                resumes += resumed ? 1 : 0;
                assertThat(resumed || row < 0).as(name + ": " + json).isTrue();
            }
        }

        private void frame(String json) {
            long i = number(json, "\"i\":");
            long dropped = number(json, "\"dropped\":");
            long expected = i - row - 1;
            StringBuilder orders = new StringBuilder("\"orders\":[");
            for (long each = row + 1; each <= i; each++) {
                expected += each % 11 == 0 ? 2 : 0;
                for (long order : FakePlayback.orders(each)) {
                    orders.append(orders.length() == 10 ? "" : ",")
                            .append("{\"id\":")
                            .append(order)
                            .append('}');
                }
            }
            if (i <= row || dropped != expected || !json.contains(orders.append(']'))) {
                throw new AssertionError("seed " + SEED + ": " + name + " after " + row + ": " + json);
            }
            row = i;
            frames++;
            counted += 1 + dropped;
        }

        private static long number(String json, String member) {
            int from = json.lastIndexOf(member) + member.length();
            int to = from;
            while (Character.isDigit(json.charAt(to))) {
                to++;
            }
            return Long.parseLong(json, from, to, 10);
        }

        @Override
        public void opened(Viewer opened) {}

        @Override
        public void authenticate(Viewer shown, String token) {}

        @Override
        public void closed(Viewer gone, int code) {}
    }

    private void remember(Message message) {
        recent.add(message);
        if (recent.size() > 10_000) {
            Message old = recent.remove();
            if (random.nextInt(200) == 0) {
                older.add(old);
            }
        }
    }

    @Test
    void aDayLosesNothingAndGrowsByNothing() {
        Eye fast = new Eye("fast");
        Eye slow = new Eye("slow");
        Eye stalling = new Eye("stalling");
        Eye leaving = new Eye("leaving");
        fast.connect(first);
        slow.connect(second);
        stalling.connect(second);
        leaving.connect(first);
        fast.socket.says("{\"t\":\"ctrl\",\"cmd\":\"play\"}");
        slow.socket.says("{\"t\":\"rate\",\"fps\":7}");
        long minutes = Math.max(60, Math.round(DAY.toMinutes() * SHARE));
        int restarts = 0;

        for (long minute = 0; minute < minutes; minute++) {
            if (minute % 7 == 3) {
                playback.kill();
                time.advance(Duration.ofMillis(random.nextInt(8_000)));
                playback.restart();
                restarts++;
            }
            stalling.socket.stall();
            time.advance(Duration.ofMillis(random.nextInt(9_000)));
            stalling.socket.flow();
            if (minute % 5 == 2) {
                leaving.socket.breaks(1006);
                time.advance(Duration.ofMillis(random.nextInt(20_000)));
                leaving.connect(first);
            }
            time.advance(Duration.ofSeconds(50));
            Session session = sessions.all().get(0);
            assertThat(session.remembered()).isLessThanOrEqualTo(FrameRing.MOST_FRAMES);
            assertThat(sessions.all()).hasSize(1);
            assertThat(older.stream().filter(message -> message.refCnt() > 0)).isEmpty();
        }
        fast.socket.says("{\"t\":\"ctrl\",\"cmd\":\"pause\"}");
        time.advance(Duration.ofSeconds(10));

        long made = playback.framesMade();
        assertThat(made).isGreaterThan(minutes * 60 * 22);
        for (Eye eye : List.of(fast, slow, stalling, leaving)) {
            assertThat(eye.row).as(eye.name).isEqualTo(made - 1);
            assertThat(eye.counted).as(eye.name).isEqualTo(fast.counted);
        }
        assertThat(fast.frames).isEqualTo(made);
        assertThat(stalling.frames).isBetween(made / 2, made - 1);
        assertThat(slow.frames).isCloseTo(made * 7 / 30, org.assertj.core.data.Percentage.withPercentage(8));
        assertThat(leaving.frames).isEqualTo(made);
        assertThat(leaving.resumes).isEqualTo((int) ((minutes + 2) / 5));
        assertThat(meters.counter(Metrics.STREAM_FRAMES_RECEIVED).count()).isEqualTo(made);
        double sent = meters.counter(Metrics.STREAM_FRAMES_SENT).count();
        double dropped =
                meters.counter(Metrics.STREAM_FRAMES_DROPPED, Metrics.BY, "hub").count();
        long replayed = Math.round(4.0 * made - sent - dropped);
        assertThat(replayed).as("frames that were sent to those who came back").isBetween(0L, leaving.resumes * 600L);
        assertThat(restarts).isGreaterThan(5);

        for (Eye eye : List.of(fast, slow, stalling, leaving)) {
            eye.socket.breaks(1001);
        }
        time.advance(Duration.ofMinutes(2));
        assertThat(sessions.all()).isEmpty();
        assertThat(playback.open()).isZero();
        assertThat(recent).allMatch(message -> message.refCnt() == 0);
        assertThat(older).allMatch(message -> message.refCnt() == 0);
        assertThat(meters.get(Metrics.STREAM_SESSIONS).gauge().value()).isZero();
        assertThat(meters.get(Metrics.STREAM_VIEWERS).gauge().value()).isZero();
        assertThat(meters.get(Metrics.STREAM_BEHIND).gauge().value()).isZero();
    }
}
