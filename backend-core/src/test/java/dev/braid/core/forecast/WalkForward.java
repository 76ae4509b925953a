package dev.braid.core.forecast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Forecasts made at past moments of boards, beside what became true.
 *
 * <p>At every second sprint from the ninth on it is asked when 1, 2, 3, 5 and 8 times the mean of the ten sprints before will have been
 * delivered, knowing nothing but those before; where no work results, or fewer than four times as many sprints follow, not. What is looked
 * at ends there: all that comes later is one and the same answer, "later", of the truth and of a forecast.
 */
final class WalkForward {

    private static final int FIRST_ORIGIN = 8;
    private static final int EVERY = 2;
    private static final int RECENT = 10;
    private static final int[] SPRINTS_OF_WORK = {1, 2, 3, 5, 8};
    private static final int LATER_SPRINTS_PER_SPRINT_OF_WORK = 4;

    private WalkForward() {}

    /** @param delivered in each sprint, oldest first */
    record Board(String project, String id, double[] delivered) {

        long deliveringSprints() {
            return Arrays.stream(delivered).filter(units -> units > 0).count();
        }
    }

    /**
     * One question, and its answers in sprints from then on; each at most {@link #later}, which says no more than that.
     *
     * @param work how many sprints of work there were
     * @param truth after how many it was done
     * @param naive what the mean of the last three says; later where that is zero
     */
    record Origin(Board board, int work, int truth, int p50, int p85, int p95, int naive) {

        int later() {
            return LATER_SPRINTS_PER_SPRINT_OF_WORK * work + 1;
        }

        boolean isLate() {
            return truth == later();
        }
    }

    /** The boards of a {@code velocity_history.csv} on which anything was ever delivered. */
    static List<Board> boards(Path file) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        Map<List<String>, List<CSVRecord>> sprints = new LinkedHashMap<>();
        try (CSVParser rows = format.parse(Files.newBufferedReader(file))) {
            for (CSVRecord row : rows) {
                sprints.computeIfAbsent(List.of(row.get("project"), row.get("board_id")), board -> new ArrayList<>())
                        .add(row);
            }
        }
        return sprints.entrySet().stream()
                .map(board -> new Board(board.getKey().get(0), board.getKey().get(1), delivered(board.getValue())))
                .filter(board -> board.deliveringSprints() > 0)
                .toList();
    }

    private static double[] delivered(List<CSVRecord> sprints) {
        return sprints.stream()
                .sorted(Comparator.comparingInt(row -> Integer.parseInt(row.get("seq"))))
                .mapToDouble(row -> Double.parseDouble(row.get("delivered")))
                .toArray();
    }

    /**
     * Those that are in use, once each: a tracker shows the same sprints on several boards, and keeps boards that nobody delivers on any
     * more. In use is one with at least twelve sprints that delivered, which are at least 30 % of its sprints. That is hindsight, later
     * sprints being among them, and it leaves out late truths: what holds here is no proof for a board whose future is open.
     */
    static List<Board> inUse(List<Board> boards) {
        Set<List<Double>> seen = new HashSet<>();
        return boards.stream()
                .filter(board -> board.deliveringSprints() >= 12)
                .filter(board -> board.deliveringSprints() >= 0.3 * board.delivered().length)
                .filter(board ->
                        seen.add(Arrays.stream(board.delivered()).boxed().toList()))
                .toList();
    }

    static List<Origin> origins(List<Board> boards, ForecastSettings settings) {
        return boards.parallelStream()
                .flatMap(board -> origins(board, settings))
                .toList();
    }

    private static Stream<Origin> origins(Board board, ForecastSettings settings) {
        int sprints = board.delivered().length;
        return IntStream.iterate(FIRST_ORIGIN, before -> before < sprints, before -> before + EVERY)
                .boxed()
                .flatMap(before -> Arrays.stream(SPRINTS_OF_WORK)
                        .filter(work -> before + LATER_SPRINTS_PER_SPRINT_OF_WORK * work <= sprints)
                        .filter(work -> meanOfLast(board, before, RECENT) > 0)
                        .mapToObj(work -> origin(board, before, work, settings)));
    }

    private static Origin origin(Board board, int before, int work, ForecastSettings settings) {
        double[] history = Arrays.copyOf(board.delivered(), before);
        double remaining = work * meanOfLast(board, before, RECENT);
        int horizon = LATER_SPRINTS_PER_SPRINT_OF_WORK * work;
        int later = horizon + 1;
        long seed = ForecastSeed.of(board.id(), board.project(), before + "/" + work, LocalDate.EPOCH, 1);
        Simulation forecast = BayesianBootstrap.simulate(history, remaining, 1, horizon, settings, seed);
        // 0 / 0 does not come up, and a number / 0 is later than anything.
        double naive = Math.ceil(remaining / meanOfLast(board, before, 3) - BayesianBootstrap.NOTHING);
        return new Origin(
                board,
                work,
                truth(board, before, remaining, horizon),
                forecast.sprints(0.50).orElse(later),
                forecast.sprints(0.85).orElse(later),
                forecast.sprints(0.95).orElse(later),
                (int) Math.min(naive, later));
    }

    private static int truth(Board board, int before, double remaining, int horizon) {
        double left = remaining;
        for (int sprints = 1; sprints <= horizon; sprints++) {
            left -= board.delivered()[before + sprints - 1];
            if (left <= BayesianBootstrap.NOTHING) {
                return sprints;
            }
        }
        return horizon + 1;
    }

    private static double meanOfLast(Board board, int before, int sprints) {
        return Arrays.stream(board.delivered(), Math.max(0, before - sprints), before)
                .average()
                .orElseThrow();
    }
}
