package dev.braid.core.playback;

import dev.braid.contracts.RunStatus;
import dev.braid.core.marketdata.BarSeries;
import dev.braid.core.run.RunRows.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A run in memory, a row a minute, in which the order of row n is the number n, or n and n + 0.5. */
final class FakeRun implements RunSource {

    static final Instant BEGIN = Instant.parse("2024-03-04T14:30:00Z");

    final List<List<String>> orders = new ArrayList<>();
    RunStatus status = RunStatus.DONE;
    boolean isThere = true;
    boolean isAway;
    boolean inBlocks;

    @Nullable Error error;

    int reads;

    static FakeRun of(int rows) {
        return of(rows, new SplittableRandom(rows));
    }

    static FakeRun of(int rows, SplittableRandom random) {
        FakeRun run = new FakeRun();
        run.grow(rows, random);
        return run;
    }

    void grow(int rows, SplittableRandom random) {
        for (int added = 0; added < rows; added++) {
            int row = orders.size();
            orders.add(
                    switch (random.nextInt(5)) {
                        case 0 -> List.of(String.valueOf(row));
                        case 1 -> List.of(String.valueOf(row), row + ".5");
                        default -> List.of();
                    });
        }
    }

    /** Of rows {@code [first, end)}. */
    List<String> orders(int first, int end) {
        return orders.subList(first, end).stream().flatMap(List::stream).toList();
    }

    static Instant at(int row) {
        return BEGIN.plusSeconds(60L * row);
    }

    @Override
    public Optional<Standing> standing() {
        requireDatabase();
        int rows = orders.size();
        return isThere
                ? Optional.of(new Standing(
                        "run", "FAKE", status, "1", rows, rows == 0 ? null : at(0), rows == 0 ? null : at(rows - 1)))
                : Optional.empty();
    }

    @Override
    public Optional<Reading> read(int from, int most) {
        reads++;
        int first = most > 0 && inBlocks ? from - from % most : from;
        return standing().map(run -> new Reading(run, rows(first, Math.max(0, Math.min(most, run.rows() - first)))));
    }

    @Override
    public Optional<Integer> rowAt(Instant instant) {
        requireDatabase();
        return Optional.of((int) ((instant.getEpochSecond() - BEGIN.getEpochSecond()) / 60));
    }

    private void requireDatabase() {
        if (error != null) {
            throw error;
        }
        if (isAway) {
            throw new IllegalStateException("away");
        }
    }

    private Rows rows(int from, int count) {
        long[] millis = IntStream.range(from, from + count)
                .mapToLong(row -> at(row).toEpochMilli())
                .toArray();
        double[] equity = IntStream.range(from, from + count)
                .mapToDouble(row -> 1_000 + row)
                .toArray();
        @Nullable String[] placed = IntStream.range(from, from + count)
                .mapToObj(row -> orders.get(row).isEmpty() ? null : String.join(",", orders.get(row)))
                .toArray(String[]::new);
        return Rows.of(from, millis, equity, bars(from, count), placed);
    }

    /** Of every row but each third one. */
    private static BarSeries bars(int from, int count) {
        int[] rows =
                IntStream.range(from, from + count).filter(row -> row % 3 != 0).toArray();
        return new BarSeries(
                IntStream.of(rows).mapToLong(row -> at(row).getEpochSecond()).toArray(),
                IntStream.of(rows).mapToDouble(row -> row).toArray(),
                IntStream.of(rows).mapToDouble(row -> row + 1).toArray(),
                IntStream.of(rows).mapToDouble(row -> row - 1).toArray(),
                IntStream.of(rows).mapToDouble(row -> row + 0.5).toArray(),
                IntStream.of(rows).mapToLong(row -> 10).toArray());
    }
}
