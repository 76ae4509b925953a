package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.bff.web.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaybackLinkTest {

    private final VirtualLoops time = new VirtualLoops(1);
    private final VirtualLoops.Loop loop = time.loop();
    private final List<Playback.Events> opened = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private int givenUp;

    private final Hub hub = new Hub(
            (run, fromRow, caller, where, events) -> {
                opened.add(events);
                return () -> givenUp++;
            },
            new HealthProbe(answer -> answer.accept(false), loop, () -> 1),
            new StreamMetrics(new SimpleMeterRegistry()),
            new Epochs(1),
            new WaitingBytes(),
            new Farewell(),
            null,
            () -> false,
            () -> 1);

    private final PlaybackLink link = new PlaybackLink(hub, StreamWorld.RUN, loop, new PlaybackLink.Listener() {
        @Override
        public long nextRow() {
            return -1;
        }

        @Override
        public Caller caller() {
            return null;
        }

        @Override
        public void opened() {
            told.add("opened");
        }

        @Override
        public void live() {
            told.add("live");
        }

        @Override
        public void said(PlaybackMessage message) {
            told.add(message.getClass().getSimpleName());
        }

        @Override
        public void lost(int code, long retryMillis) {
            told.add("lost " + code + ", again in " + retryMillis);
        }

        @Override
        public void unproven() {
            told.add("unproven");
        }

        @Override
        public void refused(Closing why) {
            told.add("refused " + why.code());
        }
    });

    private FakeSocket socket(Playback.Events events) {
        FakeSocket socket = new FakeSocket(loop, events, message -> {});
        socket.open();
        return socket;
    }

    private void connect() {
        loop.execute(link::connect);
        time.run();
    }

    @Test
    void givesUpASocketThatDoesNotOpen() {
        connect();

        time.advance(Duration.ofMillis(12_500));

        assertThat(givenUp).isEqualTo(1);
        assertThat(told).containsExactly("lost 1006, again in 1000");
        FakeSocket late = socket(opened.get(0));
        time.advance(Duration.ofMillis(10));
        assertThat(late.closing()).isNotNull();
        assertThat(told).containsExactly("lost 1006, again in 1000");
    }

    @Test
    void hearsNothingFromASocketThatItHasLeft() {
        connect();
        FakeSocket socket = socket(opened.get(0));
        socket.says("{\"t\":\"hb\"}");
        time.advance(Duration.ofMillis(12_510));
        assertThat(socket.closing().code()).isEqualTo(4408);
        List<String> before = List.copyOf(told);

        loop.execute(() -> {
            for (String text : List.of(
                    "{\"t\":\"frame\",\"i\":1}",
                    "{\"t\":\"end\"}",
                    "{\"t\":\"err\",\"code\":\"X\"}",
                    "{\"t\":\"hb\"}")) {
                opened.get(0).text(socket, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            }
            opened.get(0).closed(socket, 4500);
            opened.get(0).refused(404);
        });
        time.run();

        assertThat(before).containsExactly("opened", "live", "Heartbeat", "lost 1006, again in 1000");
        assertThat(told).isEqualTo(before);
    }

    @Test
    void waitsLongerUntilSomethingIsHeard() {
        connect();
        for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
            Playback.Events events = opened.get(opened.size() - 1);
            FakeSocket socket = socket(events);
            time.run();
            socket.breaks(1006);
            time.run();
            assertThat(told).endsWith("lost 1006, again in " + seconds * 1000);
            time.advance(Duration.ofSeconds(seconds));
        }
        FakeSocket good = socket(opened.get(opened.size() - 1));
        good.says("what?");
        time.run();
        assertThat(told).endsWith("opened", "Unusable");
        good.says("{\"t\":\"hb\"}");
        good.breaks(1006);
        time.run();

        assertThat(told).endsWith("live", "Heartbeat", "lost 1006, again in 1000");
    }

    @Test
    void sendsNothingWhileThereIsNobodyToSendItTo() {
        Message message = Message.of("{}");

        loop.execute(() -> link.send(message));
        time.run();

        assertThat(message.refCnt()).isZero();
    }

    @Test
    void aClosedLinkLeavesItsSocketAndStaysClosed() {
        connect();
        FakeSocket socket = socket(opened.get(0));
        time.run();

        loop.execute(link::close);
        time.advance(Duration.ofMinutes(1));

        assertThat(socket.closing().code()).isEqualTo(1000);
        assertThat(opened).hasSize(1);
        assertThat(told).containsExactly("opened");
    }
}
