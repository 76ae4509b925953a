package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.load.LoadShare;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A crowd before the hub, of which some stall, and some come and go: everyone gets every order, and nobody notices the others. */
final class WatchingTheHubIT {

    private static final int VIEWERS = LoadShare.of(1000, 50);

    /** The hub's patience is ten seconds. */
    private static final Duration STALL = Duration.ofSeconds(8);

    private static final int HANDFUL = 10;

    /** A thousand are asked less often how far they read, and have more under way: see decision 0015. */
    private static final int HANDFUL_IN_A_CROWD = LoadShare.of(20, HANDFUL);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final FrameSource source = new FrameSource(0);
    private final RunningBff bff = RunningBff.before(source.url(), "logging.level.root=WARN");
    private final Audience audience = new Audience(loops, true, Audience.NOT_LOOKED_FOR);

    @AfterEach
    void end() {
        audience.leave();
        bff.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        source.close();
    }

    @Test
    void aStalledViewerGetsTheNewestAndEveryOrderAndNobodyElseNotices() throws InterruptedException {
        audience.connect(url(), VIEWERS);
        Viewer stalled = audience.connectApart(url(), new Audience.Manner(4_096, false));
        Viewer acknowledging = audience.connectApart(url(), new Audience.Manner(0, true));
        audience.play(Audience.Play.FIRST);
        audience.begin();
        awaitFrames(30);

        audience.reads(stalled, false);
        audience.reads(acknowledging, false);
        long stopped = audience.row();
        Instant end = Instant.now().plus(STALL);
        while (Instant.now().isBefore(end)) {
            comeAndGo();
        }
        long missed = audience.row() - stopped;
        audience.reads(stalled, true);
        audience.reads(acknowledging, true);

        long resumed = audience.row();
        awaitFrames(made() + 60);
        awaitRow(stalled, resumed + 1);
        awaitRow(acknowledging, resumed + 1);
        audience.end();

        assertThat(audience.disconnected())
                .as(() -> "disconnected, with " + audience.trouble())
                .isZero();
        assertThat(audience.viewers()).hasSizeGreaterThanOrEqualTo(VIEWERS).allSatisfy(viewer -> {
            assertThat(viewer.account().missing()).isZero();
            assertThat(viewer.account().ordersMissing()).isZero();
        });
        for (Viewer slow : new Viewer[] {stalled, acknowledging}) {
            assertThat(slow.account().missing()).isZero();
            assertThat(slow.account().ordersMissing()).isZero();
            assertThat(slow.account().made() - slow.account().frames())
                    .as("dropped of the %d that the others got meanwhile, by %s", missed, slow)
                    .isGreaterThan(missed / 2);
        }
        assertThat(acknowledging.stall().behind()).isLessThanOrEqualTo(HANDFUL);
        assertThat(stalled.stall().behind()).isLessThanOrEqualTo(HANDFUL_IN_A_CROWD);
    }

    private void comeAndGo() throws InterruptedException {
        Audience passing = new Audience(loops, true, Audience.NOT_LOOKED_FOR);
        passing.connect(url(), 5);
        passing.leave();
    }

    /** What was made for the first; one that is too slow gets fewer. */
    private long made() {
        return audience.viewers().get(0).account().made();
    }

    private void awaitFrames(long frames) {
        await().atMost(1, TimeUnit.MINUTES).until(() -> hasComeTo(frames));
    }

    private void awaitRow(Viewer viewer, long row) {
        await().atMost(1, TimeUnit.MINUTES).until(() -> viewer.account().row() >= row || audience.disconnected() > 0);
    }

    /** Whether that many were made, or none will come. */
    private boolean hasComeTo(long frames) {
        return made() >= frames || audience.disconnected() > 0;
    }

    private URI url() {
        return URI.create(
                bff.url("/api/v1/runs/bench/stream?session=crowd").toString().replaceFirst("http", "ws"));
    }
}
