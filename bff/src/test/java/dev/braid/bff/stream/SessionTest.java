package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.socket.Closing;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.StreamSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionTest {

    private static final String PLAY = "{\"t\":\"ctrl\",\"cmd\":\"play\"}";
    private static final String PAUSE = "{\"t\":\"ctrl\",\"cmd\":\"pause\"}";

    private final StreamWorld world = StreamWorld.of(1);

    private static String seek(long row) {
        return "{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":" + row + "}";
    }

    private static String speed(String value) {
        return "{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":" + value + "}";
    }

    private void settled(Watcher... watchers) {
        world.advance(1_000);
        for (Watcher watcher : watchers) {
            assertThat(watcher.last())
                    .as(watcher.name)
                    .isEqualTo(world.playback.sent().size() - 1);
        }
    }

    private StreamSession seen() {
        var view = world.sessions.all().get(0).view();
        world.time.run();
        return view.join();
    }

    @Test
    void greetsThenTellsEveryFrameToEveryone() {
        Watcher braid = world.joined("braid", Kind.BRAID);
        Watcher plain = world.joined("plain", Kind.PLAIN);
        Watcher events = world.joined("events", Kind.EVENTS);

        braid.says(PLAY);
        world.advance(10_000);
        braid.says(PAUSE);
        settled(braid, plain, events);

        assertThat(braid.heard.get(0).get("t").asString()).isEqualTo("hello");
        assertThat(braid.heard.get(1).get("t").asString()).isEqualTo("status");
        assertThat(braid.frames.size()).isBetween(299, 301);
        assertThat(plain.frames).isEqualTo(braid.frames);
        assertThat(events.frames).isEqualTo(braid.frames);
        assertThat(types(plain)).isEqualTo(Set.of("frame", "hb"));
        assertThat(types(events)).isEqualTo(Set.of("frame"));
        assertThat(events.socket.pings()).isPositive();
        assertThat(braid.driver).isTrue();
        assertThat(world.playback.openedFrom()).containsExactly(-1L);
        assertThat(world.gauge(Metrics.STREAM_VIEWERS)).isEqualTo(3);
        assertThat(world.counted(Metrics.STREAM_FRAMES_SENT)).isEqualTo(3.0 * braid.frames.size());
        assertThat(seen().viewers()).isEqualTo(3);
        assertThat(seen().state()).isEqualTo("live");
        world.finish();
    }

    private static Set<String> types(Watcher watcher) {
        return Set.copyOf(
                watcher.heard.stream().map(json -> json.get("t").asString()).toList());
    }

    @Test
    void keepsWhatAPageSaysBeforeItIsIn() {
        Watcher page = world.watcher("page", Kind.PLAIN);
        world.connect(page, null, -1);
        page.says(speed("2"));
        page.says(PLAY);
        world.advance(1_000);

        assertThat(page.frames).hasSizeGreaterThan(20);
        assertThat(page.frames.get(1).get("i").asLong()
                        - page.frames.get(0).get("i").asLong())
                .isEqualTo(2);
        world.finish();
    }

    @Test
    void passesTheWheelToWhoHasBeenHereLongest() {
        Watcher first = world.joined("first", Kind.BRAID);
        Watcher second = world.joined("second", Kind.BRAID);
        Watcher third = world.joined("third", Kind.BRAID);

        second.says(PLAY);
        world.advance(100);
        JsonNode refusal = second.lastOf("err");
        first.socket.breaks(1001);
        world.advance(100);
        second.says(PLAY);
        world.advance(1_000);

        assertThat(refusal.get("code").asString()).isEqualTo("FORBIDDEN");
        assertThat(refusal.get("details").get("driver").asBoolean()).isFalse();
        assertThat(second.driver).isTrue();
        assertThat(third.driver).isFalse();
        assertThat(third.frames).hasSizeGreaterThan(25);
        assertThat(second.of("status"))
                .anySatisfy(
                        status -> assertThat(status.path("ctrl").asString("")).isEqualTo("play"));
        world.finish();
    }

    @Test
    void anEventStreamPlaysInItsTunnelThoughTheDriverHadPaused() {
        Watcher first = world.joined("first", Kind.BRAID);
        Watcher events = world.joined("events", Kind.EVENTS);
        first.says(PLAY);
        world.advance(1_000);
        first.says(PAUSE);
        world.advance(500);
        long row = events.row;

        world.sessions.toTunnel(events.viewer);
        world.advance(2_000);

        assertThat(events.row).isGreaterThan(row + 20);
        assertThat(events.orders).isEqualTo(expectedUpTo(events.row));
        world.finish();
    }

    @Test
    void anEventStreamThatDrivesPlaysHoweverLongTheBackendIsAway() {
        Watcher first = world.joined("first", Kind.BRAID);
        Watcher events = world.joined("events", Kind.EVENTS);
        world.advance(1_000);
        world.playback.kill();
        first.socket.breaks(1001);
        world.advance(120_000);

        world.playback.restart();
        world.advance(40_000);

        assertThat(events.frames).isNotEmpty();
        world.finish();
    }

    @Test
    void anEventStreamPlaysWhenItDrives() {
        Watcher first = world.joined("first", Kind.BRAID);
        Watcher events = world.joined("events", Kind.EVENTS);
        world.advance(1_000);
        assertThat(events.frames).isEmpty();

        first.socket.breaks(1001);
        world.advance(1_000);

        assertThat(events.frames).isNotEmpty();
        world.finish();
    }

    @Test
    void aStalledViewerGetsTheNewestFrameWithEveryOrderAndHarmsNobody() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher stalled = world.joined("stalled", Kind.BRAID);
        driver.says(PLAY);
        world.advance(3_000);
        int before = stalled.frames.size();

        stalled.socket.stall();
        world.advance(9_900);
        assertThat(driver.last()).isEqualTo(world.playback.sent().size() - 1);
        stalled.socket.flow();
        world.advance(1);
        long newest = world.playback.sent().size() - 1;

        assertThat(stalled.last()).isGreaterThanOrEqualTo(newest);
        // Two were in the buffer of the network, one stands for all that followed.
        assertThat(stalled.frames.size() - before).isLessThanOrEqualTo(4);
        assertThat(stalled.socket.mostBuffered()).isEqualTo(2);
        driver.says(PAUSE);
        settled(driver, stalled);
        assertThat(stalled.orders).isEqualTo(driver.orders);
        assertThat(stalled.counted).isEqualTo(driver.counted);
        assertThat(world.counted(Metrics.STREAM_FRAMES_DROPPED, Metrics.BY, "hub"))
                .isGreaterThan(280);
        world.finish();
    }

    @Test
    void whoseSystemReadsOnTheirBehalfGetsAHandfulOfOldFrames() {
        world.adaptive = true;
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher stalled = world.joined("stalled", Kind.PLAIN);
        driver.says(PLAY);
        world.advance(3_000);
        int before = stalled.frames.size();

        stalled.socket.hoard();
        world.advance(10_000);
        stalled.socket.flow();
        world.advance(1);

        assertThat(stalled.last()).isEqualTo(world.playback.sent().size() - 1);
        // And one that is new.
        assertThat(stalled.frames.size() - before).isLessThanOrEqualTo(10 + 1);
        world.advance(1_000);
        driver.says(PAUSE);
        settled(driver, stalled);
        assertThat(stalled.orders).isEqualTo(driver.orders);
        assertThat(stalled.counted).isEqualTo(driver.counted);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30, 66, 100, 133, 300, 600})
    void whoIsFarAndPromptGetsEveryFrame(long roundTripMillis) {
        world.adaptive = true;
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher far = world.watcher("far", Kind.PLAIN);
        world.connect(far, null, -1);
        far.socket.roundTrip(roundTripMillis);
        world.advance(10);
        driver.says(PLAY);
        world.advance(2_000);

        int before = far.frames.size();
        world.advance(10_000);

        assertThat(far.frames.size() - before).isBetween(299, 301);
        world.finish();
    }

    @Test
    void whoseWayBecomesLongerGetsEveryFrameAgainAfterAWhile() {
        world.adaptive = true;
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher moving = world.joined("moving", Kind.PLAIN);
        moving.socket.roundTrip(30);
        driver.says(PLAY);
        world.advance(20_000);

        moving.socket.roundTrip(600);
        world.advance(20_000);
        int before = moving.frames.size();
        world.advance(10_000);

        assertThat(moving.frames.size() - before).isBetween(299, 301);
        world.finish();
    }

    @Test
    void whoIsTooFarGetsFewerFramesAndEveryOrder() {
        world.adaptive = true;
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher far = world.watcher("far", Kind.PLAIN);
        world.connect(far, null, -1);
        far.socket.roundTrip(3_000);
        world.advance(10);
        driver.says(PLAY);
        world.advance(10_000);

        int before = far.frames.size();
        world.advance(60_000);

        assertThat(far.frames.size() - before).isBetween(500, 700);
        driver.says(PAUSE);
        world.advance(10_000);
        settled(driver, far);
        assertThat(far.orders).isEqualTo(driver.orders);
        world.finish();
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, true, true", "PLAIN, false, false", "EVENTS, true, false"})
    void isAskedWhatItHasReadOnlyWhereItCanAnswerAndTheFlagIsOn(Kind kind, boolean adaptive, boolean answers) {
        world.adaptive = adaptive;
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher unread = world.joined("unread", kind);
        if (answers) {
            unread.socket.deafen();
        }
        driver.says(PLAY);
        world.advance(1_000);

        unread.socket.hoard();
        world.advance(10_000);
        int before = unread.frames.size();
        unread.socket.flow();
        world.advance(1);

        // Who never answered may be one who answers no pings.
        assertThat(unread.frames.size() - before).isBetween(299, 301);
        world.finish();
    }

    @Test
    void whoSaysWhatTheySawIsNotAskedWhatTheyRead() {
        world.adaptive = true;
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);

        for (int i = 0; i < 300; i++) {
            driver.says("{\"t\":\"ack\",\"i\":" + driver.row + "}");
            world.advance(33);
        }

        assertThat(driver.socket.asked()).isLessThanOrEqualTo(10);
        assertThat(driver.frames).hasSizeGreaterThan(310);
        world.finish();
    }

    @Test
    void whoWouldTakeMoreThanIsLeftForAllIsToComeBack() {
        StreamWorld small = new StreamWorld(1, new FakePlayback(1_000_000), null, 3_000);
        Watcher driver = small.joined("driver", Kind.BRAID);
        List<Watcher> stalled = List.of(small.joined("one", Kind.BRAID), small.joined("two", Kind.PLAIN));
        driver.says(PLAY);
        small.advance(1_000);

        stalled.forEach(watcher -> watcher.socket.stall());
        small.advance(9_000);

        // Who was first to be refused has made room for the other.
        assertThat(stalled)
                .filteredOn(watcher -> watcher.closed != null)
                .isNotEmpty()
                .allSatisfy(watcher -> assertThat(watcher.closed).isEqualTo(1013));
        assertThat(driver.closed).isNull();
        assertThat(driver.last()).isEqualTo(small.playback.sent().size() - 1);
        small.finish();
    }

    @Test
    void whoCannotKeepTheLastFrameIsNotToldTheEndBeforeTheyComeBack() {
        // Room for an end, and not for a frame.
        StreamWorld small = new StreamWorld(1, new FakePlayback(3), null, 60);
        Watcher driver = small.joined("driver", Kind.BRAID);
        Watcher seldom = small.joined("seldom", Kind.BRAID);
        seldom.says("{\"t\":\"rate\",\"fps\":1}");
        driver.says(PLAY);
        small.advance(500);

        assertThat(driver.of("end")).hasSize(1);
        assertThat(seldom.closed).isEqualTo(1013);
        assertThat(seldom.row).isZero();
        assertThat(seldom.of("end")).isEmpty();
        small.comeBack(seldom);
        small.advance(100);
        assertThat(seldom.resumed).isTrue();
        assertThat(seldom.row).isEqualTo(2);
        assertThat(seldom.of("end")).hasSize(1);
        small.finish();
    }

    @Test
    void closesWhoReadsNothingForTenSeconds() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher stalled = world.joined("stalled", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);

        stalled.socket.stall();
        world.advance(10_500);

        assertThat(stalled.closed).isEqualTo(4408);
        assertThat(driver.closed).isNull();
        world.comeBack(stalled);
        world.advance(1_000);
        assertThat(stalled.resumed).isTrue();
        driver.says(PAUSE);
        settled(driver, stalled);
        assertThat(stalled.orders).isEqualTo(driver.orders);
        world.finish();
    }

    @Test
    void closesWhoAnswersNoPing() {
        Watcher deaf = world.joined("deaf", Kind.BRAID);
        Watcher good = world.joined("good", Kind.BRAID);
        deaf.socket.deafen();

        world.advance(80_000);

        assertThat(deaf.closed).isEqualTo(4408);
        assertThat(good.closed).isNull();
        world.finish();
    }

    @Test
    void whoComesBackGetsAllThatWasMissedInOrder() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);

        other.socket.breaks(1006);
        world.advance(20_000);
        world.comeBack(other);
        world.advance(1_000);

        assertThat(other.resumed).isTrue();
        driver.says(PAUSE);
        settled(driver, other);
        assertThat(other.frames).isEqualTo(driver.frames);
        assertThat(world.counted(Metrics.STREAM_JOINS, Metrics.OUTCOME, "recovered"))
                .isEqualTo(1);
        world.finish();
    }

    @Test
    void whoMissedMoreThanIsKeptGetsTheLastFrameOnly() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);

        other.socket.breaks(1006);
        world.advance(70_000);
        driver.says(PAUSE);
        world.advance(1_000);
        int before = other.frames.size();
        world.comeBack(other);
        world.advance(1_000);

        assertThat(other.resumed).isFalse();
        assertThat(other.frames.size() - before).isEqualTo(1);
        settled(driver, other);
        world.finish();
    }

    @Test
    void aSessionWaitsForThoseWhoComeBackAndThenEnds() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        viewer.says(PLAY);
        world.advance(1_000);

        viewer.socket.breaks(1006);
        world.advance(29_000);
        assertThat(world.playback.open()).isEqualTo(1);
        world.comeBack(viewer);
        world.advance(1_000);
        assertThat(viewer.resumed).isTrue();
        viewer.socket.breaks(1006);
        world.advance(30_100);

        assertThat(world.playback.open()).isZero();
        assertThat(world.sessions.all()).isEmpty();
        assertThat(world.gauge(Metrics.STREAM_SESSIONS)).isZero();
        assertThat(world.gauge(Metrics.STREAM_LIVE)).isZero();
        world.finish();
    }

    @Test
    void aSessionThatIsMadeAnewGoesOnWhereItsViewerWas() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        viewer.says(PLAY);
        world.advance(1_000);
        viewer.socket.breaks(1006);
        world.advance(40_000);
        long row = viewer.row;

        world.comeBack(viewer);
        world.advance(100);

        assertThat(viewer.resumed).isFalse();
        assertThat(world.playback.openedFrom()).endsWith(row + 1);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aBackendThatRestartsIsBridged(long seed) {
        StreamWorld restarting = StreamWorld.of(seed);
        Watcher driver = restarting.joined("driver", Kind.BRAID);
        Watcher plain = restarting.joined("plain", Kind.PLAIN);
        driver.says(speed("3"));
        driver.says(PLAY);
        restarting.advance(2_000);

        restarting.playback.kill();
        restarting.advance(20_000);
        assertThat(driver.state).isEqualTo("reconnecting");
        assertThat(driver.closed).isNull();
        assertThat(plain.of("hb").size()).isGreaterThanOrEqualTo(3);
        long before = driver.last();
        long row = driver.row;
        restarting.playback.restart();
        restarting.advance(2_000);

        assertThat(driver.state).isEqualTo("live");
        assertThat(restarting.playback.openedFrom()).endsWith(row + 1);
        assertThat(driver.last()).as("playing again in two seconds").isGreaterThan(before + 10);
        driver.says(PAUSE);
        restarting.advance(1_000);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        assertThat(plain.orders).isEqualTo(driver.orders);
        restarting.finish();
    }

    private static List<Long> expectedUpTo(long row) {
        return LongStream.rangeClosed(0, row)
                .boxed()
                .flatMap(each -> FakePlayback.orders(each).stream())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aBackendThatIsKilledAtAnyStepOfTheBackoffLosesNothing(int step) {
        StreamWorld killed = StreamWorld.of(100 + step);
        Watcher driver = killed.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        killed.advance(1_000);

        killed.playback.kill();
        int attempts = killed.playback.openedFrom().size();
        for (int waited = 0; killed.playback.openedFrom().size() < attempts + step && waited < 4_000; waited++) {
            killed.advance(50);
        }
        // Back for a moment: connected to, perhaps heard, and gone again.
        killed.playback.restart();
        killed.advance(1_000 + 37L * step);
        killed.playback.kill();
        killed.advance(3_000);
        killed.playback.restart();
        killed.advance(4_000);
        driver.says(PAUSE);
        killed.advance(1_000);

        assertThat(driver.closed).isNull();
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        assertThat(driver.last()).isEqualTo(killed.playback.sent().size() - 1);
        killed.finish();
    }

    @Test
    void asksForTheBackendsHealthOnceASecondForAllSessions() {
        for (int i = 0; i < 20; i++) {
            Watcher viewer = world.watcher("viewer" + i, Kind.BRAID);
            viewer.connect(
                    world.loops.get(i % 3), world.sessions, new Join(StreamWorld.RUN, "own" + i, null, -1, null));
        }
        world.advance(1_000);
        world.playback.kill();
        world.advance(30_000);
        int probes = world.playback.probes();
        world.playback.restart();
        world.advance(1_300);

        assertThat(probes).isBetween(25, 31);
        assertThat(world.playback.open()).isEqualTo(20);
    }

    @Test
    void aSilentBackendIsLeft() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);

        world.playback.silence(true);
        world.advance(12_000);
        assertThat(driver.state).isEqualTo("live");
        world.advance(600);
        assertThat(driver.of("status"))
                .anySatisfy(status -> assertThat(status.get("state").asString()).isEqualTo("reconnecting"));
        world.playback.silence(false);
        world.advance(3_000);
        driver.says(PAUSE);
        settled(driver);

        assertThat(driver.state).isEqualTo("live");
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        world.finish();
    }

    @Test
    void keepsTheLastControlOfEachKindWhileTheBackendIsAway() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        world.playback.kill();
        world.advance(1_000);
        world.playback.controls().clear();

        driver.says(seek(10));
        driver.says(speed("2"));
        driver.says(PLAY);
        driver.says(seek(500));
        driver.says(speed("4"));
        driver.says(PAUSE);
        driver.says(PLAY);
        world.advance(3_000);
        world.playback.restart();
        world.advance(2_000);

        assertThat(world.playback.controls())
                .containsExactly(
                        "{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":500}",
                        "{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":4}",
                        "{\"t\":\"ctrl\",\"cmd\":\"play\"}");
        assertThat(driver.frames.get(0).get("i").asLong()).isEqualTo(500);
        assertThat(driver.of("status").stream().filter(status -> status.has("ctrl")))
                .hasSize(3);
        world.finish();
    }

    @Test
    void refusesControlsThatNobodyCouldCarryOutForAMinute() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        world.playback.kill();
        world.advance(1_000);

        driver.says(seek(10));
        world.advance(66_000);
        assertThat(driver.lastOf("err").get("code").asString()).isEqualTo("BUSY");
        assertThat(driver.state).isEqualTo("stale");
        int refused = driver.of("err").size();
        driver.says(PLAY);
        world.advance(100);

        assertThat(driver.of("err")).hasSize(refused + 1);
        world.playback.controls().clear();
        world.playback.restart();
        world.advance(3_000);
        assertThat(world.playback.controls()).isEmpty();
        assertThat(driver.state).isEqualTo("live");
        world.finish();
    }

    @Test
    void aSeekBackBeginsAnEpoch() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(5_000);
        String epoch = driver.epoch;
        long row = driver.row;
        other.socket.breaks(1006);

        driver.says(seek(5));
        world.advance(2_000);
        world.comeBack(other);
        world.advance(500);

        assertThat(driver.epoch).isNotEqualTo(epoch);
        assertThat(driver.row).isLessThan(row);
        assertThat(other.resumed).isFalse();
        String begun = driver.epoch;
        driver.socket.breaks(1006);
        world.advance(500);
        world.comeBack(driver);
        world.advance(500);
        assertThat(driver.resumed).isTrue();
        world.playback.sends("{\"t\":\"frame\",\"i\":7,\"orders\":[],\"equity\":1,\"dropped\":0}");
        world.advance(10);
        assertThat(driver.epoch).as("only one beginning for a seek").isEqualTo(begun);
        other.says(PAUSE);
        settled(driver, other);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whoLeavesWhileJoiningIsGone(long seed) {
        StreamWorld hasty = StreamWorld.of(seed);
        for (int i = 0; i < 5; i++) {
            Watcher watcher = hasty.watcher("hasty" + i, Kind.BRAID);
            hasty.connect(watcher, null, -1);
            watcher.socket.breaks(1006);
        }
        hasty.advance(100);
        Watcher stays = hasty.joined("stays", Kind.BRAID);

        assertThat(stays.driver).isTrue();
        hasty.finish();
    }

    @Test
    void whatWaitsForASlowViewerComesBeforeTheNewEpochAndBeforeTheEnd() {
        StreamWorld shortOne = new StreamWorld(5, new FakePlayback(90));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        Watcher stalled = shortOne.joined("stalled", Kind.BRAID);
        driver.says(PLAY);
        shortOne.advance(1_000);
        stalled.socket.stall();
        shortOne.advance(1_000);
        driver.says(seek(5));
        shortOne.advance(1_000);
        stalled.socket.flow();
        shortOne.advance(100);

        int hello = stalled.heard.lastIndexOf(stalled.lastOf("hello"));
        JsonNode before = stalled.heard.get(hello - 1);
        assertThat(before.get("t").asString()).isEqualTo("frame");
        assertThat(before.get("i").asLong()).isGreaterThan(50);
        assertThat(stalled.heard.subList(hello, stalled.heard.size()).stream()
                        .filter(json -> json.get("t").asString().equals("frame"))
                        .flatMap(json -> json.get("orders").valueStream())
                        .map(order -> order.get("id").asLong()))
                .allMatch(id -> id / 10 >= 5 && id / 10 <= stalled.row);
        stalled.socket.stall();
        shortOne.advance(4_000);
        stalled.socket.flow();
        shortOne.advance(100);
        assertThat(stalled.heard.get(stalled.heard.size() - 1).get("t").asString())
                .isEqualTo("end");
        assertThat(stalled.row).isEqualTo(89);
        shortOne.finish();
    }

    @Test
    void aSeekThatWasUnderWayWhenTheBackendWentIsDoneAgain() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);

        world.playback.silence(true);
        driver.says(seek(700));
        world.advance(100);
        world.playback.kill();
        world.playback.silence(false);
        world.playback.restart();
        world.advance(5_000);

        assertThat(driver.row).isGreaterThan(700);
        world.finish();
    }

    @Test
    void endsAndPlaysAgainFromTheBeginning() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        Watcher late = shortOne.watcher("late", Kind.PLAIN);
        driver.says(PLAY);
        shortOne.advance(5_000);

        assertThat(driver.of("end")).hasSize(1);
        assertThat(driver.orders).isEqualTo(expectedUpTo(59));
        shortOne.connect(late, null, -1);
        shortOne.advance(100);
        assertThat(types(late)).isEqualTo(Set.of("frame", "end"));
        // The backend restarts meanwhile: the end stays the end.
        shortOne.playback.kill();
        shortOne.advance(2_000);
        shortOne.playback.restart();
        shortOne.advance(3_000);
        String epoch = driver.epoch;
        driver.says(PLAY);
        shortOne.advance(5_000);

        assertThat(driver.of("end")).hasSize(2);
        assertThat(driver.epoch).isNotEqualTo(epoch);
        assertThat(driver.orders.size()).isEqualTo(2 * expectedUpTo(59).size());
        shortOne.finish();
    }

    @Test
    void aSeekOutOfRangeIsAnsweredToTheDriverAlone() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);

        driver.says(seek(99_999_999));
        world.advance(100);

        assertThat(driver.lastOf("err").get("code").asString()).isEqualTo("RANGE");
        assertThat(other.of("err")).isEmpty();
        world.playback.sends("{\"t\":\"err\",\"code\":\"INTERNAL\",\"msg\":\"x\",\"details\":null}");
        world.advance(100);
        assertThat(other.lastOf("err").get("code").asString()).isEqualTo("INTERNAL");
        world.finish();
    }

    @Test
    void garbageFromTheBackendReachesNobody() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);
        driver.says(PAUSE);
        world.advance(200);
        int heard = driver.heard.size();

        world.playback.sends("what?");
        world.playback.sends("{\"t\":\"frame\",\"i\":99999");
        world.playback.sends("[]");
        world.playback.sends("{\"t\":\"frame\",\"i\":-1}");
        world.playback.sends("{\"t\":\"frame\",\"i\":1,\"i\":2}");
        world.playback.sends("{\"t\":\"frame\",\"i\":99999,\"orders\":{}}");
        world.playback.sends("{\"t\":\"surprise\"}");
        world.playback.sends("{\"t\":\"frame\",\"i\":3,\"orders\":[{\"id\":30}],\"equity\":3,\"dropped\":0}");
        world.playback.sends(
                "{\"t\":\"frame\",\"i\":99999,\"x\":\"" + "x".repeat(PlaybackMessage.LARGEST_BYTES) + "\"}");
        world.advance(100);

        assertThat(driver.heard).hasSize(heard);
        assertThat(refused("unreadable")).isEqualTo(6);
        assertThat(refused("unknown")).isEqualTo(1);
        assertThat(refused("duplicate")).isEqualTo(1);
        assertThat(refused("too_large")).isEqualTo(1);
        String epoch = driver.epoch;
        driver.says(PLAY);
        world.advance(1_000);
        assertThat(driver.epoch).as("what was too large may have been a frame").isNotEqualTo(epoch);
        assertThat(driver.frames.size()).isGreaterThan(50);
        world.finish();
    }

    private double refused(String why) {
        return world.counted(Metrics.STREAM_REFUSALS, Metrics.REASON, why);
    }

    @Test
    void answersWhatCannotBeUnderstoodAndEndsFloods() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);

        driver.says("{");
        driver.says("{\"t\":\"ctrl\",\"cmd\":\"dance\"}");
        driver.says(speed("2000"));
        world.advance(100);
        assertThat(driver.of("err"))
                .hasSize(3)
                .allSatisfy(error -> assertThat(error.get("code").asString()).isEqualTo("VALIDATION"));
        for (int second = 0; second < 6 && driver.closed == null; second++) {
            for (int i = 0; i < 40; i++) {
                for (int burst = 0; burst < 20; burst++) {
                    driver.says("{\"t\":\"ack\",\"i\":1}");
                }
                world.advance(25);
            }
        }

        assertThat(driver.lastOf("err").get("code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(driver.closed).isEqualTo(4429);
        assertThat(other.closed).isNull();
        world.finish();
    }

    @Test
    void closesWhoHasMoreOrdersWaitingThanAreKept() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher stalled = world.joined("stalled", Kind.PLAIN);
        stalled.socket.stall();
        driver.socket.stall();
        world.advance(10);

        for (int row = 1; row <= 6; row++) {
            world.playback.sends("{\"t\":\"frame\",\"i\":" + row + ",\"orders\":[\"" + "x".repeat(400_000)
                    + "\"],\"equity\":0,\"dropped\":0}");
            world.advance(10);
        }

        assertThat(stalled.closed).isEqualTo(1013);
        assertThat(driver.closed).isEqualTo(1013);
        world.finish();
    }

    @Test
    void closesWhoReadsNoAnswers() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        viewer.socket.stall();

        for (int i = 0; i < 70; i++) {
            viewer.says("?");
        }
        world.advance(10);

        assertThat(viewer.closed).isEqualTo(1013);
        world.finish();
    }

    @Test
    void keepsOnlySoMuchOfWhatAPageSaysBeforeItIsIn() {
        Watcher page = world.watcher("page", Kind.BRAID);
        page.open(world.loops.get(0), world.sessions.hub());

        for (int i = 0; i < 18; i++) {
            page.says(PLAY);
        }
        world.advance(10);

        assertThat(page.of("err"))
                .hasSize(2)
                .allMatch(refusal -> refusal.get("code").asString().equals("BUSY"));
        world.finish();
    }

    @Test
    void nobodyIsToldAnythingByALoopThatHasEnded() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Session session = world.sessions.all().get(0);
        ((VirtualLoops.Loop) session.loop()).end();

        session.control(driver.viewer, Control.PLAY);
        session.leave(driver.viewer);
        driver.viewer.execute(() -> {
            throw new AssertionError("not to be done");
        });

        assertThat(world.playback.controls()).isEmpty();
    }

    @Test
    void tellsWhenACredentialIsAboutToExpire() {
        Watcher braid = world.joined("braid", Kind.BRAID);
        Watcher plain = world.joined("plain", Kind.PLAIN);

        braid.viewer.session().expiring(braid.viewer, 30_000);
        plain.viewer.session().expiring(plain.viewer, 30_000);
        world.advance(10);

        assertThat(braid.lastOf("status").get("expires_ms").asLong()).isEqualTo(30_000);
        assertThat(plain.heard).isEmpty();
        world.finish();
    }

    @Test
    void aTunnelIsGoneWithItsViewer() {
        Watcher viewer = world.watcher("viewer", Kind.BRAID);
        viewer.open(world.loops.get(0), world.sessions.hub());
        world.advance(1);
        world.sessions.tunnel(viewer.viewer, new Join(StreamWorld.RUN, "own", null, 7, "2"));
        world.advance(10);

        assertThat(world.playback.openedFrom()).containsExactly(7L);
        assertThat(world.playback.controls()).containsExactly("{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":2}");
        assertThat(seen().mode()).isEqualTo("tunnel");
        viewer.socket.breaks(1001);
        world.advance(10);
        assertThat(world.sessions.all()).isEmpty();
        assertThat(world.playback.open()).isZero();
    }

    @Test
    void takesTheNextCredentialWhereOneIsRefused() {
        world.playback.door =
                caller -> caller.scope().equals(Watcher.caller("first").scope()) ? 401 : 101;
        Watcher first = world.joined("first", Kind.BRAID);
        assertThat(first.closed).isEqualTo(4401);
        assertThat(first.lastOf("err").get("code").asString()).isEqualTo("UNAUTHENTICATED");

        Watcher second = world.joined("second", Kind.BRAID);
        world.joined("first", Kind.BRAID);
        second.says(PLAY);
        world.advance(500);
        world.playback.door =
                caller -> caller.scope().equals(Watcher.caller("second").scope()) ? 401 : 101;
        world.playback.breakAll(4401);
        world.advance(2_000);

        assertThat(second.closed).isNull();
        assertThat(world.playback.callers()).endsWith(Watcher.caller("first").scope());
        second.says(PAUSE);
        settled(second);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void endsWhereThereIsNothingToComeBackFor(int status) {
        world.playback.door = caller -> status;
        Watcher viewer = world.joined("viewer", Kind.PLAIN);

        assertThat(viewer.closed).isEqualTo(status == 403 ? 4503 : 4504);
        assertThat(viewer.lastOf("err").get("code").asString())
                .isEqualTo(status == 403 ? "FORBIDDEN" : "RUN_NOT_FOUND");
        assertThat(world.sessions.all()).isEmpty();
        world.finish();
    }

    @Test
    void endsWithTheBackendsOwnCode() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);

        world.playback.breakAll(4500);
        world.advance(100);

        assertThat(viewer.closed).isEqualTo(4500);
        world.finish();
    }

    @Test
    void endsWhenAnOperatorSaysSo() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        Session session = world.sessions.byId("run1.main").orElseThrow();

        world.sessions.end(session);
        world.advance(100);

        assertThat(viewer.closed).isEqualTo(4500);
        assertThat(world.sessions.all()).isEmpty();
        world.finish();
    }

    @Test
    void aRowBeyondTheEndIsAnsweredOnce() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        Watcher other = world.joined("other", Kind.PLAIN);

        world.playback.sends("{\"t\":\"err\",\"code\":\"RANGE\",\"msg\":\"from_i: 9 (expected: 0 to 5)\","
                + "\"details\":{\"min\":0,\"max\":5}}");
        world.playback.breakAll(4500);
        world.advance(100);

        assertThat(viewer.of("err")).singleElement().satisfies(error -> {
            assertThat(error.get("code").asString()).isEqualTo("RANGE");
            assertThat(error.get("details").get("max").asLong()).isEqualTo(5);
        });
        assertThat(other.of("err"))
                .singleElement()
                .satisfies(error -> assertThat(error.get("code").asString()).isEqualTo("RANGE"));
        assertThat(viewer.closed).isEqualTo(4500);
        assertThat(other.closed).isEqualTo(4500);
        assertThat(viewer.socket.closing().reason()).startsWith("from_i: ");
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSeekOutOfRangeIsNotWhyAConnectionIsRefused(boolean lostBefore) {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(seek(99_999_999));
        world.advance(100);

        world.playback.door = caller -> 404;
        world.playback.breakAll(lostBefore ? 1012 : 4504);
        world.advance(5_000);

        assertThat(driver.closed).isEqualTo(4504);
        assertThat(driver.lastOf("err").get("code").asString()).isEqualTo("RUN_NOT_FOUND");
        world.finish();
    }

    @Test
    void isToldHowTheStreamIsOnce() {
        Watcher first = world.watcher("first", Kind.BRAID);
        Watcher second = world.watcher("second", Kind.BRAID);
        world.connect(first, null, -1);
        world.connect(second, null, -1);
        world.advance(10_000);

        assertThat(first.driver ? first.of("status") : second.of("status"))
                .singleElement()
                .satisfies(status -> assertThat(status.get("state").asString()).isEqualTo("live"));
        assertThat(second.of("status"))
                .allSatisfy(status -> assertThat(status.get("state").asString()).isEqualTo("live"));
        world.playback.kill();
        world.advance(1);
        world.drain(5_000);
        world.advance(60_000);
        assertThat(first.of("status").stream()
                        .filter(status -> status.get("state").asString().equals("draining")))
                .hasSize(1);
        world.playback.restart();
        world.finish();
    }

    @Test
    void nothingIsLateWhileNothingIsToCome() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        assertThat(seen().lagMs()).isNull();

        viewer.says(PLAY);
        world.advance(1_000);
        assertThat(seen().lagMs()).isLessThan(34);
        world.playback.silence(true);
        world.advance(1_000);
        assertThat(seen().lagMs()).isGreaterThan(900);
        viewer.says(PAUSE);
        world.advance(1_000);

        assertThat(seen().lagMs()).isNull();
        world.finish();
    }

    @Test
    void saysThatItDrains() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);

        world.drain(5_000);
        world.advance(100);
        assertThat(viewer.state).isEqualTo("draining");
        assertThat(viewer.lastOf("status").get("retry_ms").asLong()).isEqualTo(5_000);
        viewer.viewer.execute(() -> viewer.viewer.execute(() ->
                viewer.viewer.close(ErrorCode.BUSY, "draining", java.util.Map.of(), new Closing(1012, "draining"))));
        world.advance(100);

        assertThat(viewer.closed).isEqualTo(1012);
        world.finish();
    }

    @Test
    void movesViewersToTunnelsAndBackWithoutLosingAnything() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);
        driver.says(PAUSE);
        world.advance(500);
        String epoch = driver.epoch;

        world.sessions.toTunnel(other.viewer);
        world.sessions.toTunnel(driver.viewer);
        world.advance(1_000);

        assertThat(world.sessions.all()).hasSize(2).allMatch(Session::isPrivate);
        assertThat(driver.epoch).isNotEqualTo(epoch);
        assertThat(driver.driver).isTrue();
        assertThat(other.driver).isTrue();
        assertThat(world.playback.openedFrom()).endsWith(driver.row + 1, driver.row + 1);
        assertThat(driver.lastOf("hello").get("resumed").asBoolean()).isTrue();
        world.sessions.toHub(driver.viewer, driver.row);
        world.sessions.toHub(other.viewer, driver.row);
        world.advance(1_000);
        assertThat(world.sessions.all()).hasSize(1).noneMatch(Session::isPrivate);
        assertThat(driver.session).isEqualTo("main");
        driver.says(PLAY);
        world.advance(2_000);
        driver.says(PAUSE);
        world.advance(500);

        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        assertThat(other.orders).isEqualTo(driver.orders);
        assertThat(driver.closed).isNull();
        world.finish();
    }

    @Test
    void aTunnelGoesOnPlaying() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);

        world.sessions.toTunnel(driver.viewer);
        world.advance(2_000);
        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(2_000);
        driver.says(PAUSE);
        world.advance(500);

        assertThat(driver.row).isGreaterThan(165);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        world.finish();
    }

    @Test
    void aSlowPageGetsFewerFramesWhileItSaysWhatItHasSeen() {
        world.adaptive = true;
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher slow = world.joined("slow", Kind.BRAID);
        driver.says(PLAY);
        world.advance(500);
        slow.says("{\"t\":\"ack\",\"i\":" + slow.row + "}");
        world.advance(100);
        int before = slow.frames.size();

        world.advance(10_000);

        assertThat(slow.frames.size() - before).isLessThanOrEqualTo(8 + 11);
        slow.says("{\"t\":\"ack\",\"i\":" + slow.row + "}");
        driver.says(PAUSE);
        settled(driver, slow);
        assertThat(slow.orders).isEqualTo(driver.orders);
        world.finish();
    }

    @Test
    void tellsWhoAskedForLessTheRateTheyAskedFor() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher slow = world.joined("slow", Kind.BRAID);
        slow.says("{\"t\":\"rate\",\"fps\":10}");
        driver.says(PLAY);
        world.advance(10_000);
        driver.says(PAUSE);
        settled(driver, slow);

        assertThat(slow.frames.size()).isBetween(98, 103);
        assertThat(slow.orders).isEqualTo(driver.orders);
        assertThat(slow.counted).isEqualTo(driver.counted);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRAID", "PLAIN"})
    void whoWasMovedSeesWhatComesAfterASeekBack(Kind kind) {
        Watcher viewer = world.joined("viewer", kind);
        viewer.says(PLAY);
        world.advance(2_000);
        viewer.says(PAUSE);
        world.advance(500);
        world.sessions.toTunnel(viewer.viewer);
        world.advance(1_000);

        viewer.says(seek(5));
        world.advance(500);

        assertThat(viewer.row).isEqualTo(5);
        viewer.says(PLAY);
        world.advance(1_000);
        assertThat(viewer.row).isBetween(30L, 40L);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRAID", "PLAIN"})
    void whoWasMovedAtTheEndSeesAllOfANewPlay(Kind kind) {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher viewer = shortOne.joined("viewer", kind);
        viewer.says(PLAY);
        shortOne.advance(5_000);
        shortOne.sessions.toTunnel(viewer.viewer);
        shortOne.advance(1_000);

        viewer.says(PLAY);
        shortOne.advance(5_000);

        assertThat(viewer.orders.size()).isEqualTo(2 * expectedUpTo(59).size());
        assertThat(viewer.of("end")).hasSize(2);
        shortOne.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRAID", "PLAIN"})
    void whoComesToASessionThatWasMovedAtTheEndIsToldSo(Kind kind) {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        shortOne.advance(5_000);
        shortOne.sessions.toTunnel(driver.viewer);
        shortOne.advance(1_000);
        shortOne.sessions.toHub(driver.viewer, driver.row);
        shortOne.advance(1_000);

        Watcher newcomer = shortOne.joined("newcomer", kind);

        assertThat(newcomer.heard.get(newcomer.heard.size() - 1)).isEqualTo(driver.lastOf("end"));
        assertThat(newcomer.row).isEqualTo(59);
        assertThat(driver.of("end")).hasSize(1);
        shortOne.finish();
    }

    @Test
    void whoIsMovedBetweenTheLastFrameAndTheEndIsToldOfIt() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        while (driver.row < 59) {
            shortOne.advance(1);
        }

        shortOne.sessions.toTunnel(driver.viewer);
        shortOne.advance(1_000);

        assertThat(driver.of("end")).hasSize(1);
        assertThat(driver.orders).isEqualTo(expectedUpTo(59));
        shortOne.finish();
    }

    @Test
    void whoIsMovedToASessionThatHasEndedMeanwhileIsToldSo() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        Watcher other = shortOne.joined("other", Kind.BRAID);
        shortOne.playback.apart();
        shortOne.sessions.toTunnel(other.viewer);
        shortOne.advance(100);
        other.says(seek(59));
        driver.says(PLAY);
        shortOne.advance(5_000);
        assertThat(other.of("end")).isEmpty();

        shortOne.sessions.toHub(other.viewer, other.row);
        shortOne.advance(100);

        assertThat(other.lastOf("hello").get("resumed").asBoolean()).isTrue();
        assertThat(rows(other.frames)).containsExactly(59L);
        assertThat(other.of("end")).hasSize(1);
        shortOne.finish();
    }

    @Test
    void aRefusedSeekAfterTheEndSwallowsNoReplay() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        shortOne.advance(5_000);

        driver.says(seek(1_000));
        shortOne.advance(15_000);
        driver.says(PLAY);
        shortOne.advance(5_000);

        assertThat(driver.lastOf("err").get("code").asString()).isEqualTo("RANGE");
        assertThat(driver.orders.size()).isEqualTo(2 * expectedUpTo(59).size());
        assertThat(driver.of("end")).hasSize(2);
        shortOne.finish();
    }

    @Test
    void aRefusedSeekLeavesTheOneBeforeIt() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);
        String epoch = driver.epoch;

        // The first has not shown anything when the second is refused.
        world.playback.silence(true);
        driver.says(seek(5));
        world.advance(100);
        world.playback.silence(false);
        world.playback.sends("{\"t\":\"err\",\"code\":\"RANGE\",\"msg\":\"pos\",\"details\":{}}");
        world.advance(1_000);

        assertThat(driver.epoch).isNotEqualTo(epoch);
        assertThat(driver.row).isBetween(25L, 40L);
        driver.says(PAUSE);
        settled(driver);
        world.finish();
    }

    @Test
    void twoSeeksBackAtOnceAreBothShown() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(4_000);

        driver.says(seek(50));
        driver.says(seek(5));
        world.advance(1_000);

        assertThat(driver.row).isBetween(25L, 40L);
        driver.says(PAUSE);
        settled(driver);
        world.finish();
    }

    @Test
    void whatWaitsForWhoeverIsMovedComesBeforeWhatFollows() {
        StreamWorld missing = StreamWorld.of(4);
        Watcher driver = missing.joined("driver", Kind.BRAID);
        Watcher slow = missing.joined("slow", Kind.PLAIN);
        Watcher greeted = missing.joined("greeted", Kind.BRAID);
        driver.says(PLAY);
        missing.advance(1_000);
        slow.socket.stall();
        greeted.socket.stall();
        missing.advance(1_000);
        driver.says(PAUSE);
        missing.advance(500);

        missing.sessions.toTunnel(slow.viewer);
        missing.sessions.toTunnel(greeted.viewer);
        missing.advance(100);
        slow.says(seek(200));
        missing.advance(100);
        slow.socket.flow();
        greeted.socket.flow();
        missing.advance(100);

        assertThat(slow.row).isEqualTo(200);
        assertThat(slow.orders).containsAll(expectedUpTo(driver.row));
        int hello = greeted.heard.lastIndexOf(greeted.lastOf("hello"));
        int frame = greeted.heard.lastIndexOf(greeted.lastOf("frame"));
        assertThat(hello).isGreaterThan(frame);
        assertThat(greeted.heard.lastIndexOf(greeted.lastOf("status"))).isGreaterThan(hello);
        missing.finish();
    }

    @Test
    void whatWasBeforeTheFirstRowOfASessionIsNotSaidToBeThere() {
        Watcher first = world.watcher("first", Kind.BRAID);
        world.connect(first, null, 500);
        world.advance(10);
        first.says(PLAY);
        world.advance(1_000);

        Watcher early = world.watcher("early", Kind.BRAID);
        world.connect(early, null, 0);
        world.advance(100);
        assertThat(early.resumed).isFalse();
        first.says(seek(100));
        world.advance(1_000);
        Watcher late = world.watcher("late", Kind.BRAID);
        world.connect(late, null, 0);
        world.advance(100);

        assertThat(late.resumed).isFalse();
        world.finish();
    }

    @Test
    void whoComesBackAfterTheLastFrameIsToldOfTheEnd() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        Watcher other = shortOne.joined("other", Kind.BRAID);
        driver.says(PLAY);
        shortOne.advance(5_000);
        other.socket.breaks(1006);
        shortOne.advance(100);
        int before = other.of("end").size();
        shortOne.comeBack(other);
        shortOne.advance(100);

        assertThat(other.resumed).isTrue();
        assertThat(other.of("end")).hasSize(before + 1);
        shortOne.finish();
    }

    @Test
    void anEventStreamThatComesBackAfterTheEndReplaysNothing() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher events = shortOne.joined("events", Kind.EVENTS);
        shortOne.advance(5_000);
        events.socket.breaks(1006);
        shortOne.advance(100);
        int made = shortOne.playback.sent().size();

        shortOne.connect(events, null, 60);
        shortOne.advance(2_000);

        assertThat(made).isEqualTo(60);
        assertThat(shortOne.playback.sent()).hasSize(made);
        assertThat(events.of("end")).hasSize(2);
        shortOne.finish();
    }

    @Test
    void aTunnelUsesItsViewersOwnCredential() {
        StreamWorld served = new StreamWorld(1, new FakePlayback(1_000), Watcher.caller("service"));
        Watcher viewer = served.joined("viewer", Kind.BRAID);
        served.sessions.toTunnel(viewer.viewer);
        served.advance(1_000);

        assertThat(served.playback.callers())
                .containsExactly(
                        Watcher.caller("service").scope(),
                        Watcher.caller("viewer").scope());
        served.finish();
    }

    @Test
    void tellsTheNameByWhichATunnelsViewerCanComeBack() {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        viewer.says(PLAY);
        world.advance(1_000);
        world.sessions.toTunnel(viewer.viewer);
        world.advance(1_000);
        assertThat(viewer.session).isEqualTo("main");

        viewer.says(seek(3));
        world.advance(500);

        assertThat(viewer.of("hello"))
                .hasSize(3)
                .allMatch(hello -> hello.get("session").asString().equals("main"));
        world.finish();
    }

    @Test
    void keepsWhoTakesBytesThoughPongsAreFarBehind() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher slow = world.joined("slow", Kind.BRAID);
        driver.says(PLAY);
        slow.socket.stall();
        for (int i = 0; i < 30; i++) {
            world.advance(4_000);
            slow.socket.loop().execute(() -> slow.socket.take(1));
        }
        world.advance(10);

        assertThat(slow.closed).isNull();
        world.finish();
    }

    @Test
    void aViewerThatFailsEndsAlone() {
        for (int i = 0; i < 4; i++) {
            world.joined("viewer" + i, Kind.BRAID);
        }
        Watcher driver = world.watchers.get(0);
        Watcher failing = world.watchers.get(1);
        driver.says(PLAY);
        world.advance(1_000);

        failing.socket.fail();
        world.advance(1_000);

        assertThat(failing.closed).isEqualTo(1011);
        driver.says(PAUSE);
        settled(driver, world.watchers.get(2), world.watchers.get(3));
        world.finish();
    }

    @Test
    void whoComesInAsTheDriverIsGreetedFirst() {
        Watcher early = world.watcher("early", Kind.BRAID);
        early.open(world.loops.get(0), world.sessions.hub());
        Watcher late = world.joined("late", Kind.BRAID);
        assertThat(late.driver).isTrue();

        world.sessions.join(early.viewer, new Join(StreamWorld.RUN, "main", null, -1, null));
        world.advance(10);

        assertThat(early.heard.get(0)).isEqualTo(early.lastOf("hello"));
        assertThat(early.of("status")).hasSize(1);
        assertThat(late.driver).isFalse();
        world.finish();
    }

    @Test
    void aBusyBackendAnswersASeekToTheDriverAlone() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);
        world.playback.silence(true);
        driver.says(seek(700));
        world.advance(100);
        world.playback.silence(false);
        world.playback.sends("{\"t\":\"err\",\"code\":\"BUSY\",\"msg\":\"seek\",\"details\":null}");
        world.advance(10);
        world.playback.breakAll(1012);
        world.advance(5_000);

        assertThat(driver.lastOf("err").get("code").asString()).isEqualTo("BUSY");
        assertThat(other.of("err")).isEmpty();
        assertThat(world.playback.controls()).filteredOn(seek(700)::equals).hasSize(1);
        world.finish();
    }

    @Test
    void aBackendThatCouldNotOpenTheRunHasRefusedNoSeek() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);
        world.playback.silence(true);
        driver.says(seek(700));
        world.advance(100);

        world.playback.silence(false);
        world.playback.sends("{\"t\":\"err\",\"code\":\"BUSY\",\"msg\":\"run\",\"details\":null}");
        world.playback.breakAll(1013);
        world.advance(5_000);

        assertThat(world.playback.controls()).filteredOn(seek(700)::equals).hasSize(2);
        assertThat(driver.row).isGreaterThan(700);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void aSeekToAnInstantIsDoneOnce(int secondsLater) {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);
        String instant = FakePlayback.time(700).plusSeconds(secondsLater).toString();
        driver.says("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":\"" + instant + "\"}");
        world.advance(1_000);
        assertThat(driver.row).isBetween(720L, 740L);

        world.playback.breakAll(1012);
        world.advance(5_000);

        assertThat(world.playback.controls())
                .filteredOn(control -> control.contains("seek"))
                .hasSize(1);
        assertThat(driver.row).isGreaterThan(760);
        driver.says(PAUSE);
        settled(driver);
        world.finish();
    }

    @Test
    void aSeekToAnInstantThatWasUnderWayWhenTheBackendWentIsDoneAgain() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);

        world.playback.silence(true);
        driver.says("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":\"" + FakePlayback.time(700) + "\"}");
        world.advance(100);
        world.playback.apart();
        world.playback.silence(false);
        long row = driver.row + 1;
        world.playback.sends("{\"t\":\"frame\",\"i\":" + row + ",\"ts\":\"" + FakePlayback.time(row)
                + "\",\"orders\":[],\"equity\":0,\"dropped\":0}");
        world.playback.breakAll(1012);
        world.advance(5_000);

        assertThat(driver.row).isGreaterThan(700);
        world.finish();
    }

    @Test
    void whatWasSoughtBeforeTheEndIsNotDoneAgainLongAfterIt() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        shortOne.advance(1_000);
        driver.says("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":\"" + FakePlayback.time(56) + "\"}");
        driver.says("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":\"" + FakePlayback.time(57) + "\"}");
        driver.says(PLAY);
        shortOne.advance(20_000);
        int asked = shortOne.playback.controls().size();

        shortOne.playback.breakAll(1012);
        shortOne.advance(5_000);

        assertThat(shortOne.playback.openedFrom()).hasSize(2);
        assertThat(shortOne.playback.controls()).hasSize(asked);
        assertThat(driver.row).isEqualTo(59);
        shortOne.finish();
    }

    @Test
    void aLoopThatDoesNotKeepUpSendsFewerFramesAndEveryOrder() {
        Join main = new Join(StreamWorld.RUN, "main", null, -1, null);
        Watcher driver = world.watcher("driver", Kind.BRAID);
        driver.connect(world.loops.get(0), world.sessions, main);
        world.advance(100);
        Watcher viewer = world.watcher("viewer", Kind.BRAID);
        viewer.connect(world.loops.get(1), world.sessions, main);
        world.advance(100);
        driver.says(PLAY);
        world.advance(1_000);
        int before = viewer.frames.size();

        world.loops.get(1).hold(true);
        world.advance(2_000);
        assertThat(driver.row).isGreaterThan(80);
        world.loops.get(1).hold(false);
        world.advance(1);

        assertThat(viewer.row).isEqualTo(driver.row);
        assertThat(viewer.frames.size() - before).isBetween(1, 10);
        assertThat(viewer.orders).isEqualTo(driver.orders);
        world.advance(1_000);
        assertThat(viewer.frames.size() - before).isGreaterThan(30);
        world.finish();
    }

    @Test
    void whoWaitsForTheirOwnAcksHearsThatTheConnectionIsGood() {
        world.adaptive = true;
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        viewer.says(PLAY);
        world.advance(500);

        viewer.says("{\"t\":\"ack\",\"i\":" + viewer.row + "}");
        world.advance(15_000);

        assertThat(viewer.row).isLessThan(world.playback.sent().size() - 100);
        assertThat(viewer.of("hb").size()).isBetween(2, 3);
        world.finish();
    }

    @Test
    void whoCannotEnterIsEndedAndNobodyElse() {
        Watcher first = world.joined("first", Kind.BRAID);
        Watcher second = world.joined("second", Kind.BRAID);
        first.says(PLAY);
        world.advance(1_000);
        world.playback.opensAtOnce();
        world.playback.door = caller -> {
            throw new IllegalStateException("no memory");
        };

        world.sessions.toTunnel(second.viewer);
        world.advance(100);
        world.playback.door = caller -> 101;
        world.advance(1_000);

        assertThat(second.closed).isEqualTo(1011);
        assertThat(first.closed).isNull();
        assertThat(first.row).isGreaterThan(50);
        assertThat(world.sessions.all()).extracting(Session::isPrivate).containsExactly(false);
        world.finish();
    }

    @ParameterizedTest
    @CsvSource({"PLAIN,true,false", "EVENTS,true,false", "BRAID,true,true", "PLAIN,false,true"})
    void staysOnlyForThoseWhoKnowItsName(Kind kind, boolean own, boolean stays) {
        Watcher viewer = world.watcher("viewer", kind);
        String name = own ? world.sessions.ownName() : "mine";
        viewer.connect(world.loops.get(0), world.sessions, new Join(StreamWorld.RUN, name, null, -1, null));
        world.advance(100);

        viewer.socket.breaks(1006);
        world.advance(100);

        assertThat(world.playback.open()).isEqualTo(stays ? 1 : 0);
        assertThat(world.sessions.all()).hasSize(stays ? 1 : 0);
        world.finish();
    }

    @Test
    void whatWasWantedWhileTheBackendWasAwayMovesAlong() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        world.playback.kill();
        world.advance(1_000);
        world.playback.controls().clear();
        driver.says(seek(500));
        driver.says(speed("4"));
        driver.says(PLAY);
        world.advance(100);

        world.sessions.toTunnel(driver.viewer);
        world.advance(1_000);
        world.playback.restart();
        world.advance(3_000);

        assertThat(world.playback.controls()).containsExactly(seek(500), speed("4"), PLAY);
        assertThat(driver.frames.get(0).get("i").asLong()).isEqualTo(500);
        assertThat(driver.of("status").stream().filter(status -> status.has("ctrl")))
                .hasSize(3);
        world.finish();
    }

    @Test
    void aSeekThatIsUnderWayMovesAlong() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        world.advance(1_000);
        world.playback.silence(true);
        driver.says(seek(700));
        world.advance(100);

        world.sessions.toTunnel(driver.viewer);
        world.advance(1);
        world.playback.silence(false);
        world.advance(2_000);

        assertThat(driver.row).isGreaterThan(700);
        world.finish();
    }

    @Test
    void aPlayAfterTheEndThatIsUnderWayMovesAlong() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        driver.says(PLAY);
        shortOne.advance(5_000);
        shortOne.playback.silence(true);
        driver.says(PLAY);
        shortOne.advance(100);

        shortOne.sessions.toTunnel(driver.viewer);
        shortOne.advance(1);
        shortOne.playback.silence(false);
        shortOne.advance(5_000);

        assertThat(driver.orders.size()).isEqualTo(2 * expectedUpTo(59).size());
        shortOne.finish();
    }

    @Test
    void acknowledgesToWhoAsked() {
        Watcher first = world.joined("first", Kind.BRAID);
        Watcher second = world.joined("second", Kind.BRAID);
        world.playback.kill();
        world.advance(1_000);
        first.says(seek(10));
        world.advance(100);
        first.socket.breaks(1001);
        world.advance(100);
        second.says(PLAY);
        world.advance(100);
        world.playback.restart();
        world.advance(3_000);

        assertThat(second.of("status").stream()
                        .map(status -> status.path("ctrl").asString("")))
                .contains("play")
                .doesNotContain("seek");
        assertThat(second.row).isGreaterThan(10);
        world.finish();
    }

    /** In a tunnel, playing, at the speed of three rows a frame, and on hold as soon as the test wants it. */
    private Watcher played() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        world.sessions.toTunnel(driver.viewer);
        world.advance(100);
        driver.says(speed("3"));
        driver.says(PLAY);
        world.advance(2_000);
        return driver;
    }

    @ParameterizedTest
    @CsvSource({"-1,false", "7,false", "-1,true"})
    void whoComesBackFromATunnelPlaysOnWhereSomebodyCameIn(long fromRow, boolean wantsToPlay) {
        Watcher driver = played();
        world.playback.silence(true);
        Watcher newcomer = world.watcher("newcomer", Kind.BRAID);
        world.connect(newcomer, null, fromRow);
        world.advance(20);
        if (wantsToPlay) {
            newcomer.says(PLAY);
            world.advance(20);
        }
        long row = driver.row;

        world.sessions.toHub(driver.viewer, row);
        world.advance(100);
        world.playback.silence(false);
        world.advance(1_000);

        assertThat(driver.row).isGreaterThan(row + 60);
        assertThat(driver.driver).isTrue();
        assertThat(newcomer.lastOf("hello").get("resumed").asBoolean()).isFalse();
        assertThat(newcomer.frames).hasSizeGreaterThan(20);
        assertThat(world.playback.openedFrom()).endsWith(row + 1);
        assertThat(world.playback.open()).isEqualTo(1);
        driver.says(PAUSE);
        settled(driver, newcomer);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        world.finish();
    }

    @Test
    void whoComesBackWhileTheBackendIsAwayPlaysOnWhereSomebodyCameIn() {
        Watcher driver = played();
        world.playback.kill();
        world.advance(100);
        driver.says(seek(500));
        Watcher newcomer = world.joined("newcomer", Kind.BRAID);

        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(100);
        world.playback.restart();
        world.advance(3_000);

        assertThat(driver.row).isGreaterThan(550);
        assertThat(driver.of("status").stream()
                        .map(status -> status.path("ctrl").asString("")))
                .contains("seek");
        driver.says(PAUSE);
        settled(driver, newcomer);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRAID", "PLAIN"})
    void whoCameInMeanwhileSeesWhereTheDriverHasPaused(Kind kind) {
        Watcher driver = played();
        driver.says(PAUSE);
        world.advance(20_000);
        Watcher newcomer = world.joined("newcomer", kind);

        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(100);

        assertThat(rows(newcomer.frames)).containsExactly(driver.row);
        assertThat(world.meters.get(Metrics.STREAM_FRAME_AGE).timer().max(TimeUnit.SECONDS))
                .as("for how long it was paused")
                .isLessThan(20);
        driver.says(PLAY);
        world.advance(1_000);
        driver.says(PAUSE);
        settled(driver, newcomer);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        world.finish();
    }

    @Test
    void whoCameInMeanwhileIsToldTheEndThatTheDriverHasSeen() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        shortOne.sessions.toTunnel(driver.viewer);
        shortOne.advance(100);
        driver.says(PLAY);
        shortOne.advance(5_000);
        Watcher newcomer = shortOne.joined("newcomer", Kind.BRAID);

        shortOne.sessions.toHub(driver.viewer, driver.row);
        shortOne.advance(100);

        assertThat(rows(newcomer.frames)).containsExactly(59L);
        assertThat(newcomer.of("end")).hasSize(1);
        assertThat(driver.of("end")).hasSize(1);
        shortOne.finish();
    }

    @Test
    void aSessionThatGoesOnAsItsDriverDidHasItsBackend() {
        Watcher driver = played();
        Watcher newcomer = world.joined("newcomer", Kind.BRAID);
        world.playback.opensAtOnce();

        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(100);

        assertThat(world.sessions.all()).hasSize(1);
        assertThat(world.gauge(Metrics.STREAM_LIVE)).isEqualTo(1);
        driver.says(PAUSE);
        settled(driver, newcomer);
        world.finish();
        assertThat(world.gauge(Metrics.STREAM_LIVE)).isZero();
    }

    @Test
    void whoComesBackWithNothingLeavesWhatSomebodyBegan() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        world.sessions.toTunnel(driver.viewer);
        world.advance(100);
        Watcher newcomer = world.joined("newcomer", Kind.BRAID);
        newcomer.says(PLAY);
        world.advance(1_000);
        String epoch = newcomer.epoch;

        world.sessions.toHub(driver.viewer, -1);
        world.advance(1_000);

        assertThat(newcomer.epoch).isEqualTo(epoch);
        driver.says(PAUSE);
        settled(driver, newcomer);
        assertThat(newcomer.orders).isEqualTo(expectedUpTo(newcomer.row));
        world.finish();
    }

    @Test
    void whoeverComesBackLaterMovesNobodyWhoWasMoved() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);
        world.sessions.toTunnel(driver.viewer);
        world.advance(10);
        world.playback.silence(true);
        world.advance(10);
        String epoch = other.epoch;

        world.sessions.toHub(driver.viewer, driver.row);
        world.playback.silence(false);
        world.advance(1_000);

        assertThat(other.epoch).isEqualTo(epoch);
        assertThat(driver.epoch).isEqualTo(epoch);
        driver.says(PAUSE);
        settled(driver, other);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        assertThat(other.orders).isEqualTo(driver.orders);
        world.finish();
    }

    /** Of two tunnels at the same row, into a session that the younger one comes back to first. */
    private Watcher backAfterAnother(String... wishes) {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);
        driver.says(PAUSE);
        world.advance(100);
        world.sessions.toTunnel(driver.viewer);
        world.sessions.toTunnel(other.viewer);
        world.advance(100);
        world.playback.silence(true);
        for (String wish : wishes) {
            driver.says(wish);
        }
        world.advance(100);

        world.sessions.toHub(other.viewer, other.row);
        world.advance(100);
        world.playback.controls().clear();
        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(100);
        world.playback.silence(false);
        world.advance(1_000);
        return driver;
    }

    @Test
    void whatTheDriverWantedHoldsInTheSessionItComesBackTo() {
        Watcher driver = backAfterAnother(speed("3"), seek(700), PLAY);

        assertThat(world.playback.controls()).containsExactly(speed("3"), seek(700), PLAY);
        assertThat(driver.row).isBetween(760L, 800L);
        assertThat(world.watchers.get(1).row).isEqualTo(driver.row);
        driver.says(PAUSE);
        settled(driver, world.watchers.get(1));
        world.finish();
    }

    @Test
    void whatTheDriverDidNotWantIsNotAskedFor() {
        backAfterAnother();

        assertThat(world.playback.controls()).isEmpty();
        world.finish();
    }

    @Test
    void aDriverWhoHadPausedPausesTheSessionItComesBackTo() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(2_000);
        world.sessions.toTunnel(driver.viewer);
        world.advance(10);
        driver.says(PAUSE);
        world.advance(500);

        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(500);
        int frames = other.frames.size();
        world.advance(1_000);

        assertThat(other.frames).hasSize(frames);
        settled(driver, other);
        world.finish();
    }

    @Test
    void whatTheDriverCouldNotSayIsSaidInTheSessionItComesBackTo() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", Kind.BRAID);
        driver.says(PLAY);
        world.advance(500);
        driver.says(PAUSE);
        world.advance(100);
        world.sessions.toTunnel(driver.viewer);
        world.advance(100);
        world.playback.door =
                caller -> caller.scope().equals(Watcher.caller("driver").scope()) ? 503 : 101;
        world.playback.breakAll(1012);
        world.advance(3_000);
        world.playback.controls().clear();
        driver.says(seek(700));
        driver.says(PLAY);
        world.advance(100);
        assertThat(world.playback.controls()).isEmpty();

        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(1_000);

        assertThat(world.playback.controls()).containsExactly(seek(700), PLAY);
        assertThat(driver.of("status").stream()
                        .map(status -> status.path("ctrl").asString("")))
                .contains("seek", "play");
        assertThat(other.row).isGreaterThan(715);
        driver.says(PAUSE);
        settled(driver, other);
        world.finish();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"BRAID,40", "PLAIN,40", "BRAID,\"2024-01-02T15:10:30Z\""})
    void whoIsAheadSeesWhatASeekLeadsTo(Kind kind, String position) {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher ahead = world.joined("ahead", kind);
        driver.says(PLAY);
        world.advance(500);
        driver.says(PAUSE);
        world.advance(100);
        Session session = world.sessions.all().get(0);
        session.loop()
                .execute(() -> session.release(
                        ahead.viewer,
                        (had, present) -> Shard.execute(session.loop(), () -> {
                            session.adopt(ahead.viewer, new Position(45, ""), present, session.opening());
                            present.release();
                        })));
        world.advance(100);
        String epoch = driver.epoch;

        driver.says("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":" + position + "}");
        world.advance(100);

        assertThat(ahead.row).isEqualTo(40);
        assertThat(driver.epoch).isNotEqualTo(epoch);
        driver.says(PLAY);
        world.advance(500);
        driver.says(PAUSE);
        settled(driver, ahead);
        assertThat(ahead.orders).isEqualTo(driver.orders);
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoLeavesWhileBeingMovedMakesNoSession(boolean intoTunnel) {
        Watcher viewer = world.joined("viewer", Kind.BRAID);
        if (!intoTunnel) {
            world.sessions.toTunnel(viewer.viewer);
            world.advance(100);
        }
        int opened = world.playback.openedFrom().size();

        viewer.socket.breaks(1001);
        if (intoTunnel) {
            world.sessions.toTunnel(viewer.viewer);
        } else {
            world.sessions.toHub(viewer.viewer, viewer.row);
        }
        world.advance(100);

        assertThat(world.playback.openedFrom()).hasSize(opened);
        assertThat(world.sessions.all()).isEmpty();
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsLeavingMakesNoSession(boolean tunnel) {
        Watcher viewer = world.watcher("viewer", Kind.BRAID);
        viewer.open(world.loops.get(0), world.sessions.hub());
        Join wanted = new Join(StreamWorld.RUN, "main", null, -1, null);

        world.loops.get(0).execute(() -> {
            viewer.viewer.close(new Closing(1012, "as the test wants it"));
            if (tunnel) {
                world.sessions.tunnel(viewer.viewer, wanted);
            } else {
                world.sessions.join(viewer.viewer, wanted);
            }
        });
        world.advance(100);

        assertThat(world.sessions.all()).isEmpty();
        assertThat(world.playback.openedFrom()).isEmpty();
        world.finish();
    }

    @Test
    void whoIsMovedWhileAheadTakesAlongUpToWhichInstantItHasEverything() {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher ahead = world.joined("ahead", Kind.BRAID);
        driver.says(PLAY);
        world.advance(500);
        driver.says(PAUSE);
        world.advance(100);
        Position had = new Position(45, FakePlayback.time(45).toString());
        Session session = world.sessions.all().get(0);
        session.loop()
                .execute(() -> session.release(ahead.viewer, (here, present) -> {
                    present.release();
                    Shard.execute(session.loop(), () -> session.adopt(ahead.viewer, had, null, session.opening()));
                }));
        world.advance(100);

        List<Position> takenAlong = new ArrayList<>();
        session.loop()
                .execute(() -> session.release(ahead.viewer, (here, present) -> {
                    present.release();
                    takenAlong.add(here);
                }));
        world.advance(100);

        assertThat(takenAlong).containsExactly(had);
        world.finish();
    }

    @Test
    void whoComesBackAtTheEndPlaysForThoseWhoAreLessFar() {
        StreamWorld shortOne = new StreamWorld(3, new FakePlayback(60));
        Watcher driver = shortOne.joined("driver", Kind.BRAID);
        shortOne.sessions.toTunnel(driver.viewer);
        shortOne.advance(100);
        driver.says(PLAY);
        shortOne.advance(5_000);
        shortOne.playback.controls().clear();

        shortOne.sessions.toHub(driver.viewer, 30);
        shortOne.advance(5_000);

        assertThat(shortOne.playback.openedFrom()).endsWith(31L);
        assertThat(shortOne.playback.controls()).containsExactly(PLAY);
        assertThat(driver.orders).isEqualTo(expectedUpTo(59));
        shortOne.finish();
    }

    @Test
    void whatANewcomerWantedIsRefusedOnceTheDriverIsBack() {
        Watcher driver = played();
        world.playback.kill();
        world.advance(100);
        Watcher newcomer = world.joined("newcomer", Kind.BRAID);
        newcomer.says(seek(900));
        world.advance(10);

        world.sessions.toHub(driver.viewer, driver.row);
        world.advance(100);
        world.playback.restart();
        world.advance(3_000);

        assertThat(newcomer.lastOf("err").get("code").asString()).isEqualTo("FORBIDDEN");
        assertThat(driver.row).isBetween(200L, 800L);
        driver.says(PAUSE);
        settled(driver, newcomer);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        world.finish();
    }

    /** A driver and another, each in a tunnel of their own, where both play. */
    private Watcher twoTunnels(Kind kindOfOther) {
        Watcher driver = world.joined("driver", Kind.BRAID);
        Watcher other = world.joined("other", kindOfOther);
        driver.says(PLAY);
        world.advance(2_000);
        world.playback.apart();
        world.sessions.toTunnel(driver.viewer);
        world.sessions.toTunnel(other.viewer);
        world.advance(500);
        return driver;
    }

    /** As when the flag is on again: whoever goes first, all know where the others are. */
    private void backToTheHub(Watcher... watchers) {
        long[] rows =
                List.of(watchers).stream().mapToLong(watcher -> watcher.row).toArray();
        for (Watcher watcher : watchers) {
            world.sessions.toHub(watcher.viewer, rows);
            world.advance(1);
        }
    }

    private static List<Long> rows(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.get("i").asLong()).toList();
    }

    private static void assertPresent(Watcher watcher, Watcher driver, int framesBefore) {
        if (watcher.kind == Kind.BRAID) {
            assertThat(watcher.lastOf("hello").get("resumed").asBoolean()).isFalse();
            assertThat(watcher.epoch).isEqualTo(driver.epoch);
        }
        // Its tunnel may have shown one more.
        List<Long> seen = rows(watcher.frames.subList(framesBefore, watcher.frames.size())).stream()
                .filter(row -> row <= driver.row)
                .toList();
        assertThat(seen).isNotEmpty();
        assertThat(rows(driver.frames)).endsWith(seen.toArray(Long[]::new));
    }

    @ParameterizedTest
    @CsvSource({"BRAID,true", "PLAIN,true", "BRAID,false", "PLAIN,false"})
    void theDriverIsNotHeldUpByWhoIsFarBehind(Kind kind, boolean first) {
        Watcher driver = twoTunnels(kind);
        Watcher behind = world.watchers.get(1);
        behind.says(PAUSE);
        world.advance(8_000);
        int frames = behind.frames.size();
        long row = driver.row;

        backToTheHub(first ? driver : behind, first ? behind : driver);
        world.advance(1_000);

        assertThat(driver.row).isGreaterThan(row + 25);
        assertThat(driver.lastOf("hello").get("resumed").asBoolean()).isTrue();
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        assertPresent(behind, driver, frames);
        assertThat(world.playback.open()).isEqualTo(1);
        world.finish();
    }

    @ParameterizedTest
    @CsvSource({"BRAID,true", "PLAIN,true", "BRAID,false", "PLAIN,false"})
    void whoIsFarAheadGetsThePresent(Kind kind, boolean first) {
        Watcher driver = twoTunnels(kind);
        Watcher ahead = world.watchers.get(1);
        ahead.says(seek(50_000));
        world.advance(2_000);
        int frames = ahead.frames.size();
        long row = driver.row;

        backToTheHub(first ? driver : ahead, first ? ahead : driver);
        world.advance(1_000);

        assertThat(driver.row).isGreaterThan(row + 25);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        assertPresent(ahead, driver, frames);
        world.finish();
    }

    @Test
    void aSeekIsNoStep() {
        Watcher driver = twoTunnels(Kind.BRAID);
        Watcher behind = world.watchers.get(1);
        behind.says(PAUSE);
        driver.says(PAUSE);
        driver.says(seek(50_000));
        world.advance(100);
        int frames = behind.frames.size();

        backToTheHub(driver, behind);
        world.advance(100);
        driver.says(PLAY);
        world.advance(1_000);

        assertThat(driver.row).isGreaterThan(50_025);
        assertPresent(behind, driver, frames);
        world.finish();
    }

    @ParameterizedTest
    @CsvSource({"1,true", "1,false", "3,true", "3,false"})
    void whoIsNearlyInStepMissesNothing(int speed, boolean driverIsAhead) {
        Watcher driver = twoTunnels(Kind.BRAID);
        Watcher other = world.watchers.get(1);
        driver.says(speed(String.valueOf(speed)));
        other.says(speed(String.valueOf(speed)));
        world.advance(500);
        Watcher slower = driverIsAhead ? other : driver;
        slower.says(PAUSE);
        world.advance(1_500);
        slower.says(PLAY);
        world.advance(100);
        assertThat(Math.abs(driver.row - other.row)).isBetween(40L * speed, 50L * speed);

        backToTheHub(driver, other);
        world.advance(3_000);
        driver.says(PAUSE);
        world.advance(100);

        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        assertThat(other.orders).isEqualTo(driver.orders);
        assertThat(other.row).isEqualTo(driver.row);
        assertThat(other.lastOf("hello").get("resumed").asBoolean()).isTrue();
        world.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRAID", "PLAIN"})
    void whoIsOutOfStepSeesWhereADriverHasPaused(Kind kind) {
        Watcher driver = twoTunnels(kind);
        Watcher behind = world.watchers.get(1);
        behind.says(PAUSE);
        world.advance(5_000);
        driver.says(PAUSE);
        world.advance(100);

        backToTheHub(driver, behind);
        world.advance(100);
        Watcher newcomer = world.joined("newcomer", Kind.BRAID);

        assertThat(behind.row).isEqualTo(driver.row);
        assertThat(newcomer.row).isEqualTo(driver.row);
        assertThat(driver.orders).isEqualTo(expectedUpTo(driver.row));
        world.finish();
    }

    @ParameterizedTest
    @CsvSource({"40,true", "70,false"})
    void whoComesBackLaterWaitsForAMomentOrGetsThePresent(int rowsAhead, boolean resumed) {
        Watcher driver = twoTunnels(Kind.BRAID);
        Watcher later = world.watchers.get(1);
        backToTheHub(driver);
        world.advance(1_000);
        later.says(seek(driver.row + rowsAhead));
        world.advance(10);
        int frames = later.frames.size();

        backToTheHub(later);
        world.advance(20);

        assertThat(later.lastOf("hello").get("resumed").asBoolean()).isEqualTo(resumed);
        if (resumed) {
            assertThat(later.frames).hasSize(frames);
            world.advance(2_000);
            assertThat(rows(later.frames)).isSorted().doesNotHaveDuplicates();
        } else {
            assertPresent(later, driver, frames);
        }
        world.finish();
    }
}
