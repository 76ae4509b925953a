package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameRingTest {

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void givesAllSinceARowOrNothing(long seed) {
        Random random = new Random(seed);
        int mostFrames = 1 + random.nextInt(40);
        int mostBytes = 200 + random.nextInt(8_000);
        Duration longest = Duration.ofSeconds(1 + random.nextInt(20));
        FrameRing ring = new FrameRing(mostFrames, mostBytes, longest);
        List<Frame> all = new ArrayList<>();
        long now = 0;
        long row = -1;
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(500_000_000);
            switch (random.nextInt(20)) {
                case 0 -> {
                    ring.clear();
                    all.clear();
                    row = random.nextInt(100) - 1;
                }
                case 1, 2 -> ring.trim(now);
                default -> {
                    row += 1 + random.nextInt(4);
                    Frame frame = Frames.of(row, List.of(row), 0, now);
                    ring.add(frame, now);
                    frame.release();
                    all.add(frame);
                }
            }
            assertThat(ring.size()).as("seed " + seed).isLessThanOrEqualTo(mostFrames);
            assertThat(ring.bytes()).as("seed " + seed).isLessThanOrEqualTo(mostBytes);
            long from = random.nextInt((int) row + 3);
            Optional<List<Frame>> since = ring.since(from);
            List<Frame> expected =
                    all.stream().filter(frame -> frame.i() >= from).toList();
            long kept =
                    all.stream().filter(frame -> frame.message().refCnt() > 0).count();
            boolean complete =
                    expected.stream().allMatch(frame -> frame.message().refCnt() > 0);
            assertThat(kept).as("seed " + seed).isEqualTo(ring.size());
            assertThat(since.isPresent())
                    .as("seed %d: since %d of %d", seed, from, row)
                    .isEqualTo(complete);
            since.ifPresent(frames -> assertThat(frames).as("seed " + seed).isEqualTo(expected));
        }
        ring.clear();

        assertThat(all).as("seed " + seed).allMatch(frame -> frame.message().refCnt() == 0);
    }

    @Test
    void knowsWhereAFrameEnded() {
        FrameRing ring = new FrameRing(2, 10_000, Duration.ofMinutes(1));
        for (long row : new long[] {3, 6, 9, 12}) {
            Frame frame = Frames.of(row, List.of(), 0, 0);
            ring.add(frame, 0);
            frame.release();
        }

        assertThat(LongStream.of(3, 6, 7, 9, 12, 13).filter(ring::knows)).containsExactly(6L, 9L, 12L);
        ring.clear();
    }

    @Test
    void remembersNothingOfATunnel() {
        FrameRing ring = FrameRing.none();
        Frame frame = Frames.of(4, List.of(), 0, 0);
        ring.add(frame, 0);
        frame.release();

        assertThat(frame.message().refCnt()).isZero();
        assertThat(ring.since(4)).isEmpty();
        assertThat(ring.since(5)).contains(List.of());
    }
}
