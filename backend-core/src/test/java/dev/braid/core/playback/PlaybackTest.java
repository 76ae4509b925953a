package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.braid.contracts.RunStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.socket.CloseStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One client, whose time, run and reading threads do what the test says. */
class PlaybackTest implements Screen {

    private static final JsonMapper JSON = new JsonMapper();

    private final Queue<Runnable> unread = new ArrayDeque<>();
    private final List<JsonNode> seen = new ArrayList<>();
    private long now;
    private boolean takes = true;
    private boolean readsAtOnce = true;
    private boolean wasTooSlow;
    private int accounted;
    private int position;
    private @Nullable CloseStatus left;
    private FakeRun run = FakeRun.of(1_000);
    private Playback playback;

    @Override
    public void ready() {
        while (takes) {
            Outbox.Item item = playback.poll();
            if (item == null) {
                return;
            }
            seen.add(JSON.readTree(item.json()));
        }
    }

    @Override
    public void tooSlow() {
        wasTooSlow = true;
        playback.stop();
    }

    @Override
    public void closeAfterwards(CloseStatus why) {
        left = why;
    }

    @Test
    void showsNothingUntilItIsPlayed() {
        open(Start.idleAt(0));

        ticks(100);

        assertThat(seen).isEmpty();
        assertThat(run.reads).isZero();
    }

    @Test
    void playsEveryRowOnceAndSaysWhenItEnds() {
        open(Start.idleAt(0));
        say("play");

        ticks(1_001);

        assertThat(indexes()).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
        assertThat(orders()).isEqualTo(run.orders(0, 1_000));
        JsonNode end = seen.get(seen.size() - 1);
        assertThat(end.toString()).isEqualTo("{\"t\":\"end\",\"i\":999,\"ts\":\"%s\"}".formatted(FakeRun.at(999)));
        assertThat(left).isNull();
        int before = seen.size();
        ticks(20);
        assertThat(seen).hasSize(before);
    }

    @Test
    void showsWhatTheContractSays() {
        run = FakeRun.of(18_000);
        open(Start.idleAt(0));
        say("play");

        ticks(1);

        JsonNode frame = seen.get(0);
        assertThat(frame.propertyNames()).containsExactly("t", "i", "ts", "ohlc", "orders", "equity", "dropped");
        assertThat(frame.get("i").asInt()).isEqualTo(9);
        assertThat(frame.get("ts").asString()).isEqualTo("2024-03-04T14:39:00Z");
        // Rows 1, 2, 4, 5, 7 and 8 have a bar.
        assertThat(frame.get("ohlc").toString()).isEqualTo("{\"o\":1.0,\"h\":9.0,\"l\":0.0,\"c\":8.5,\"v\":60}");
        assertThat(frame.get("equity").asDouble()).isEqualTo(1_009);
        assertThat(frame.get("dropped").asInt()).isZero();
        assertThat(orders()).isEqualTo(run.orders(0, 10));
    }

    @Test
    void hasNoMarketWhereThereIsNoBar() {
        open(Start.idleAt(0));
        say("play");

        ticks(2);

        assertThat(seen.get(0).get("ohlc").isNull()).isTrue();
        assertThat(seen.get(1).get("ohlc").isNull()).isFalse();
    }

    @Test
    void goesOnWhereItWasPaused() {
        open(Start.idleAt(0));
        say("play");
        ticks(10);
        say("pause");
        ticks(50);
        assertThat(indexes()).hasSize(10);

        say("play");
        ticks(10);

        assertThat(indexes()).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void showsTheRowThatWasSoughtOnceAlsoWhenPaused() {
        open(Start.idleAt(0));
        say("{\"cmd\":\"seek\",\"pos\":500}");
        ticks(5);

        assertThat(indexes()).containsExactly(500);
        assertThat(orders()).isEqualTo(run.orders(500, 501));
        say("play");
        ticks(2);
        assertThat(indexes()).containsExactly(500, 501, 502);
        say("{\"cmd\":\"seek\",\"ts\":\"%s\"}".formatted(FakeRun.at(7).plusSeconds(59)));
        assertThat(indexes()).endsWith(7);
    }

    @Test
    void refusesToSeekOutsideAndStaysWhereItIs() {
        open(Start.idleAt(0));
        say("play");
        ticks(3);
        say("{\"cmd\":\"seek\",\"pos\":1000}");
        say("{\"cmd\":\"seek\",\"pos\":-1}");
        say("{\"cmd\":\"seek\",\"ts\":\"%s\"}".formatted(FakeRun.at(-1)));
        say("{\"cmd\":\"seek\",\"ts\":\"%s\"}".formatted(FakeRun.at(1_000)));
        ticks(2);

        assertThat(errors())
                .extracting(error -> error.get("code").asString())
                .containsOnly("RANGE")
                .hasSize(4);
        assertThat(errors().get(0).get("details").toString()).isEqualTo("{\"min\":0,\"max\":999}");
        assertThat(errors().get(2).at("/details/max").asString())
                .isEqualTo(FakeRun.at(999).toString());
        assertThat(indexes()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void answersWhatItDoesNotUnderstandAndGoesOn() {
        open(Start.idleAt(0));
        say("play");
        ticks(1);
        say("{\"cmd\":\"rewind\"}");
        say("{\"cmd\":\"speed\",\"val\":0}");
        ticks(1);

        assertThat(errors())
                .extracting(error -> error.get("code").asString())
                .containsExactly("VALIDATION", "VALIDATION");
        assertThat(errors().get(0).at("/details/cmd").asString()).contains("play, pause, seek or speed");
        assertThat(indexes()).containsExactly(0, 1);
    }

    @Test
    void appliesWhatIsSaidInItsOrderAlsoWhileItReads() {
        readsAtOnce = false;
        open(Start.idleAt(0));
        say("play");
        say("{\"cmd\":\"seek\",\"pos\":900}");
        say("pause");
        assertThat(unread).hasSize(1);
        readAll();
        ticks(3);

        assertThat(indexes()).containsExactly(900);
    }

    @Test
    void forgetsWhatWasReadForAPlaceThatWasLeft() {
        open(Start.idleAt(0));
        readsAtOnce = false;
        say("play");
        say("{\"cmd\":\"seek\",\"pos\":900}");
        assertThat(unread).hasSize(2);
        readAll();
        readsAtOnce = true;
        ticks(2);

        assertThat(indexes()).containsExactly(900, 901, 902);
    }

    @Test
    void beginsAnewAfterTheEnd() {
        run = FakeRun.of(5);
        open(Start.idleAt(0));
        say("play");
        ticks(10);
        say("play");
        ticks(10);

        assertThat(indexes()).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
        assertThat(orders()).hasSize(2 * run.orders(0, 5).size());
        assertThat(types()).filteredOn(type -> type.equals("end")).hasSize(2);
    }

    @Test
    void resumesWhereItWasTold() {
        open(Start.idleAt(990));
        say("play");
        ticks(20);

        assertThat(indexes()).isEqualTo(IntStream.range(990, 1_000).boxed().toList());
        assertThat(orders()).isEqualTo(run.orders(990, 1_000));
    }

    @Test
    void endsAtOnceWhenResumedAfterTheLastRow() {
        open(Start.idleAt(1_000));
        say("play");
        ticks(2);

        assertThat(types()).containsExactly("end");
        assertThat(seen.get(0).get("i").asInt()).isEqualTo(999);
    }

    @Test
    void leavesWhenResumedBeyondTheRun() {
        open(Start.idleAt(1_001));

        assertThat(errors()).extracting(error -> error.get("code").asString()).containsExactly("RANGE");
        assertThat(left).extracting(CloseStatus::getCode).isEqualTo(4500);
    }

    @Test
    void leavesWhenThereIsNoSuchRun() {
        run.isThere = false;
        open(Start.idleAt(0));
        say("play");

        assertThat(errors()).extracting(error -> error.get("code").asString()).containsExactly("RUN_NOT_FOUND");
        assertThat(left).extracting(CloseStatus::getCode).isEqualTo(4504);
    }

    @Test
    void leavesWhenTheRunIsDeletedMeanwhile() {
        run = FakeRun.of(5_000);
        open(Start.idleAt(0));
        say("play");
        ticks(1);
        run.isThere = false;
        ticks(2_000);

        assertThat(errors()).extracting(error -> error.get("code").asString()).containsExactly("RUN_NOT_FOUND");
        assertThat(left).extracting(CloseStatus::getCode).isEqualTo(4504);
    }

    @Test
    void followsARunThatIsExecuted() {
        run = FakeRun.of(0);
        run.status = RunStatus.QUEUED;
        open(Start.idleAt(0));
        say("play");
        ticks(100);
        assertThat(types()).isEmpty();

        run.status = RunStatus.RUNNING;
        run.grow(50, new SplittableRandom(1));
        ticks(100);
        assertThat(indexes()).hasSize(50);
        assertThat(types()).doesNotContain("end");

        run.grow(10, new SplittableRandom(2));
        run.status = RunStatus.DONE;
        ticks(100);
        assertThat(indexes()).isEqualTo(IntStream.range(0, 60).boxed().toList());
        assertThat(orders()).isEqualTo(run.orders(0, 60));
        assertThat(types()).endsWith("end");
    }

    @Test
    void doesNotRushWhenARunGoesOnAfterAWhile() {
        run = FakeRun.of(10);
        run.status = RunStatus.RUNNING;
        open(Start.idleAt(0));
        say("play");
        ticks(1_000);

        run.grow(100, new SplittableRandom(1));
        ticks(20);

        assertThat(indexes().size()).isBetween(12, 30);
        assertThat(indexes())
                .isEqualTo(IntStream.range(0, indexes().size()).boxed().toList());
    }

    @Test
    void followsARunThatIsExecutedAnew() {
        run = FakeRun.of(100);
        run.status = RunStatus.RUNNING;
        open(Start.idleAt(0));
        say("play");
        ticks(200);
        List<List<String>> made = List.copyOf(run.orders);
        run.orders.clear();
        ticks(50);

        run.orders.addAll(made);
        run.grow(20, new SplittableRandom(1));
        run.status = RunStatus.DONE;
        ticks(100);

        assertThat(indexes()).isEqualTo(IntStream.range(0, 120).boxed().toList());
    }

    @Test
    void saysThatARunCameToNothing() {
        run = FakeRun.of(10);
        run.status = RunStatus.RUNNING;
        open(Start.idleAt(0));
        say("play");
        ticks(50);
        run.orders.clear();
        run.status = RunStatus.CANCELLED;
        ticks(50);

        assertThat(types().subList(10, 12)).containsExactly("err", "end");
        assertThat(errors().get(0).get("code").asString()).isEqualTo("CONFLICT");
        assertThat(errors().get(0).at("/details/status").asString()).isEqualTo("CANCELLED");
        assertThat(seen.get(11).get("i").asInt()).isEqualTo(9);
    }

    @Test
    void tellsAStreamThatARunCameToNothingBeforeItBegan() {
        run = FakeRun.of(0);
        run.status = RunStatus.ERROR;
        open(new Start(0, OptionalDouble.empty(), true));
        ticks(2);

        assertThat(types()).containsExactly("err", "end");
        assertThat(seen.get(1).toString()).isEqualTo("{\"t\":\"end\",\"i\":-1,\"ts\":null}");
        assertThat(left).isEqualTo(Ending.AT_THE_END);
    }

    @Test
    void streamsPlayAtOnceAndLeaveAtTheEnd() {
        open(new Start(998, OptionalDouble.of(1), true));
        ticks(10);

        assertThat(types()).containsExactly("frame", "frame", "end");
        assertThat(left).isEqualTo(Ending.AT_THE_END);
    }

    @Test
    void beatsEveryFiveSecondsWhateverItDoes() {
        open(Start.idleAt(0));

        ticks(30 * 60);

        assertThat(types()).hasSize(11).containsOnly("hb");
    }

    @Test
    void tellsThatTheDatabaseDoesNotAnswerAndGoesOnWhenItDoes() {
        open(Start.idleAt(0));
        run.isAway = true;
        say("{\"cmd\":\"seek\",\"pos\":5}");
        say("play");
        ticks(90);
        assertThat(errors()).extracting(error -> error.get("code").asString()).containsExactly("BUSY");
        assertThat(indexes()).isEmpty();

        run.isAway = false;
        ticks(1_100);

        assertThat(orders()).isEqualTo(run.orders(0, 1_000));
    }

    @Test
    void asksWhoComesWhileTheDatabaseIsAwayToComeBack() {
        run.isAway = true;
        open(Start.idleAt(0));

        assertThat(errors()).extracting(error -> error.get("code").asString()).containsExactly("BUSY");
        assertThat(left).extracting(CloseStatus::getCode).isEqualTo(1013);
    }

    @Test
    void leavesWhoSaysMoreThanCanBeAnswered() {
        readsAtOnce = false;
        open(Start.idleAt(0));
        for (int i = 0; i < 200; i++) {
            say("play");
        }

        assertThat(left).extracting(CloseStatus::getCode).isEqualTo(4429);
    }

    @Test
    void readsNothingAnyMoreWhenTheProcessEnds() {
        playback = new Playback(
                "run",
                run,
                work -> {
                    throw new RejectedExecutionException();
                },
                () -> now,
                this,
                Start.idleAt(0),
                100);
        playback.open();
        say("play");
        ticks(10);

        assertThat(seen).isEmpty();
    }

    @Test
    void holdsTwoPartsAtMost() {
        run = FakeRun.of(100_000);
        readsAtOnce = true;
        open(Start.idleAt(0));
        say("play");

        ticks(1);

        assertThat(run.reads).isLessThanOrEqualTo(2);
    }

    @Test
    void cutsOffWhoReadsNothingOnlyWhenTooManyOrdersWait() {
        run = FakeRun.of(50_000);
        takes = false;
        open(Start.idleAt(0));
        say("{\"cmd\":\"speed\",\"val\":600}");
        say("play");
        ticks(200);
        assertThat(wasTooSlow).isFalse();

        takes = true;
        ready();

        assertThat(seen).hasSizeLessThanOrEqualTo(Outbox.MOST_FRAMES + 1);
        assertThat(orders()).isEqualTo(run.orders(0, indexes().get(indexes().size() - 1) + 1));
    }

    @Test
    void showsARowOfManyOrdersToWhoeverTakesIt() {
        run = FakeRun.of(10);
        String tooMuch = "\"" + "x".repeat(Outbox.MOST_CHARACTERS) + "\"";
        run.orders.set(4, List.of(tooMuch, tooMuch));
        open(Start.idleAt(0));
        say("play");
        ticks(20);

        assertThat(wasTooSlow).isFalse();
        assertThat(orders()).isEqualTo(run.orders(0, 10));
    }

    @Test
    void spreadsTheOrdersOfALateTickOverSeveralFrames() {
        run = FakeRun.of(3_000);
        run.orders.replaceAll(of -> List.of("\"" + "x".repeat(10_000) + "\""));
        open(Start.idleAt(0));
        say("play");
        ticks(1);
        takes = false;
        now += 100 * Playhead.TICK_NANOS;
        playback.tick();
        ready();
        assertThat(wasTooSlow).isFalse();
        takes = true;
        ticks(20);

        assertThat(wasTooSlow).isFalse();
        assertThat(seen).allSatisfy(frame -> assertThat(frame.toString()).hasSizeLessThan(Outbox.MOST_CHARACTERS / 3));
        assertThat(indexes().get(indexes().size() - 1)).isGreaterThan(150);
        assertThat(orders()).hasSize(indexes().get(indexes().size() - 1) + 1);
    }

    @Test
    void endsAtOnceWhenARunComesToNothingWhateverWasReadAhead() {
        run = FakeRun.of(3_000);
        run.status = RunStatus.RUNNING;
        open(Start.idleAt(0));
        say("play");
        ticks(20);
        run.orders.clear();
        run.status = RunStatus.CANCELLED;
        ticks(10);

        assertThat(types()).endsWith("err", "end");
    }

    @Test
    void doesNotEndWhileItLooksForWhatWasSought() {
        run = FakeRun.of(10);
        open(Start.idleAt(0));
        say("play");
        ticks(8);
        readsAtOnce = false;
        say("{\"cmd\":\"seek\",\"pos\":2}");
        ticks(10);
        readAll();
        readsAtOnce = true;
        ticks(2);

        assertThat(types()).doesNotContain("end");
        assertThat(indexes()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 2, 3, 4);
    }

    @Test
    void goesOnAfterAnErrorWhileItWasReading() {
        open(Start.idleAt(0));
        run.error = new StackOverflowError();
        say("{\"cmd\":\"seek\",\"pos\":5}");
        say("play");
        ticks(30);
        run.error = null;
        ticks(1_100);

        assertThat(errors()).extracting(error -> error.get("code").asString()).containsExactly("BUSY");
        assertThat(orders()).isEqualTo(run.orders(0, 1_000));
    }

    /** Each part arrives after the tick that asked for it, as from another thread. */
    @Test
    void isAsFastAsItWasToldAlsoIfATickIsManyParts() {
        run = FakeRun.of(200_000);
        open(Start.idleAt(0), 500);
        readsAtOnce = false;
        say("{\"cmd\":\"speed\",\"val\":1000}");
        say("play");

        int took = 0;
        for (; took < 500 && !types().contains("end"); took++) {
            readAll();
            ticks(1);
        }

        assertThat(took).isBetween(100, 130);
    }

    @Test
    void readsNothingForWhoIsGoneMeanwhile() {
        open(Start.idleAt(0));
        readsAtOnce = false;
        say("play");
        playback.stop();
        readAll();

        assertThat(run.reads).isZero();
    }

    @Test
    void playsARunOfAYearInAMinute() {
        run = FakeRun.of(98_000);
        open(Start.idleAt(0));
        long began = now;
        say("play");

        while (!types().contains("end")) {
            ticks(10);
        }

        assertThat((now - began) / 1e9).isCloseTo(60, within(3.0));
        assertThat(orders()).isEqualTo(run.orders(0, 98_000));
    }

    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    /** Whatever is said and whenever, and however slowly is read on either side: each order of a row that was passed is there, once. */
    @ParameterizedTest
    @MethodSource("seeds")
    void losesAndDoublesNoOrder(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        run = FakeRun.of(random.nextInt(1, 3_000), random);
        readsAtOnce = random.nextBoolean();
        run.inBlocks = random.nextBoolean();
        open(Start.idleAt(0), random.nextInt(1, 400));

        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(12)) {
                case 0 -> say("pause");
                case 1 -> say("{\"cmd\":\"speed\",\"val\":" + random.nextDouble(0.1, 1_000) + "}");
                case 2 -> seek(random.nextInt(run.orders.size()), random.nextBoolean(), seed);
                case 3 -> takes = !takes;
                case 4, 5 -> readOne();
                case 6 -> say("play");
                default -> {
                    now += random.nextLong(0, 4 * Playhead.TICK_NANOS);
                    playback.tick();
                }
            }
        }
        settle();

        account(seed);
        assertThat(wasTooSlow).isFalse();
    }

    /** What waits before a seek does not say that it is of before: it is taken first. */
    private void seek(int row, boolean byIndex, int seed) {
        settle();
        account(seed);
        say("{\"cmd\":\"seek\",\"pos\":" + (byIndex ? row : "\"" + FakeRun.at(row) + "\"") + "}");
        settle();
        position = row;
        account(seed);
        assertThat(position).as("seed %d", seed).isEqualTo(row + 1);
    }

    /** Each frame goes on where the one before ended, and has the orders from there on. */
    private void account(int seed) {
        for (JsonNode said : seen.subList(accounted, seen.size())) {
            if (said.get("t").asString().equals("end")) {
                position = 0;
            } else if (said.get("t").asString().equals("frame")) {
                int i = said.get("i").asInt();
                assertThat(i).as("seed %d", seed).isGreaterThanOrEqualTo(position);
                List<String> orders = new ArrayList<>();
                said.get("orders").forEach(order -> orders.add(order.toString()));
                assertThat(orders).as("seed %d", seed).isEqualTo(run.orders(position, i + 1));
                position = i + 1;
            }
        }
        accounted = seen.size();
    }

    private void settle() {
        readAll();
        boolean before = takes;
        takes = true;
        ready();
        takes = before;
    }

    private void open(Start start) {
        open(start, 500);
    }

    private void open(Start start, int part) {
        playback = new Playback("run", run, this::read, () -> now, this, start, part);
        playback.open();
    }

    private void read(Runnable work) {
        if (readsAtOnce) {
            work.run();
        } else {
            unread.add(work);
        }
    }

    private void readOne() {
        Runnable work = unread.poll();
        if (work != null) {
            work.run();
        }
    }

    private void readAll() {
        while (!unread.isEmpty()) {
            readOne();
        }
    }

    private void say(String text) {
        playback.said(Control.read(text.startsWith("{") ? text : "{\"t\":\"ctrl\",\"cmd\":\"" + text + "\"}"));
    }

    private void ticks(int count) {
        for (int tick = 0; tick < count; tick++) {
            now += Playhead.TICK_NANOS;
            playback.tick();
        }
    }

    private List<String> types() {
        return seen.stream().map(said -> said.get("t").asString()).toList();
    }

    private List<JsonNode> errors() {
        return seen.stream()
                .filter(said -> said.get("t").asString().equals("err"))
                .toList();
    }

    private List<Integer> indexes() {
        return seen.stream()
                .filter(said -> said.get("t").asString().equals("frame"))
                .map(said -> said.get("i").asInt())
                .toList();
    }

    private List<String> orders() {
        List<String> orders = new ArrayList<>();
        seen.stream()
                .filter(said -> said.get("t").asString().equals("frame"))
                .forEach(frame -> frame.get("orders").forEach(order -> orders.add(order.toString())));
        return orders;
    }
}
