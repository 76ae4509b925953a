package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Viewers before the source itself: what they account for must be what it plays. */
final class WatchingTheSourceIT {

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final FrameSource source = new FrameSource(0);
    private final Audience audience = new Audience(loops, true);

    @AfterEach
    void end() {
        audience.leave();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        source.close();
    }

    @Test
    void everyFrameAndOrderIsAccountedFor() throws InterruptedException {
        audience.connect(socket("bench", "?from_i=100"), 5);
        audience.begin();
        audience.play(Audience.Play.EACH);

        awaitFrames(15);
        audience.end();

        assertThat(audience.viewers()).allSatisfy(viewer -> {
            assertThat(viewer.account().frames()).isEqualTo(viewer.account().made());
            assertThat(viewer.account().missing()).isZero();
            assertThat(viewer.account().ordersMissing()).isZero();
        });
        assertThat(audience.delays().getTotalCount())
                .isEqualTo(audience.sum(viewer -> viewer.account().frames()));
        assertThat(audience.disconnected()).isZero();
    }

    @Test
    void whoDoesNotReadGetsItAllAfterwards() throws InterruptedException {
        audience.connect(socket("bench", ""), 1);
        Viewer stalled = audience.connectApart(socket("bench", ""), new Audience.Manner(4_096, false));
        audience.play(Audience.Play.EACH);
        audience.begin();
        audience.reads(stalled, false);
        awaitFrames(15);

        audience.reads(stalled, true);

        await().until(() -> stalled.stall().frames() > 20);
        audience.end();
        assertThat(stalled.stall().stale()).isPositive();
        assertThat(stalled.account().missing()).isZero();
        assertThat(audience.delays().getTotalCount())
                .isEqualTo(audience.viewers().get(0).account().frames());
    }

    @Test
    void theEndOfTheSourceDisconnectsThem() throws InterruptedException {
        audience.connect(socket("bench", ""), 2);

        source.close();

        await().until(() -> audience.disconnected() == 2);
        assertThat(audience.trouble()).startsWith("1006");
    }

    @Test
    void saysWhatItWasRefusedWith() {
        URI nothing = URI.create(source.url().toString().replace("http", "ws") + "/nothing");

        assertThatThrownBy(() -> audience.connect(nothing, 1)).hasMessageContaining("404");
    }

    /** Until somebody has seen that many. */
    private void awaitFrames(long frames) {
        await().atMost(1, TimeUnit.MINUTES)
                .until(() -> audience.viewers().get(0).account().frames() >= frames);
    }

    private URI socket(String run, String query) {
        return URI.create(source.url().toString().replace("http", "ws") + "/backtests/" + run + "/ws" + query);
    }
}
