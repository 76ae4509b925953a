package dev.braid.core.forecast;

import dev.braid.core.forecast.WalkForward.Board;
import dev.braid.core.forecast.WalkForward.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How well forecasts keep their word on the boards of a file like {@code velocity_history.csv}, the last argument, in Markdown. */
final class CalibrationTable {

    private CalibrationTable() {}

    public static void main(String[] arguments) throws IOException {
        List<Board> boards = WalkForward.boards(Path.of(arguments[arguments.length - 1]));
        System.out.println(table("all boards", boards));
        System.out.println(table("boards in use, once each", WalkForward.inUse(boards)));
    }

    static String table(String of, List<Board> boards) {
        List<Origin> origins = WalkForward.origins(boards, ForecastSettings.DEFAULTS);
        StringBuilder table = new StringBuilder(Calibration.heading(of));
        table.append(Calibration.of(origins).row("all"));
        origins.stream()
                .map(origin -> origin.board().project())
                .distinct()
                .sorted()
                .forEach(project -> table.append(Calibration.of(origins.stream()
                                .filter(origin -> origin.board().project().equals(project))
                                .toList())
                        .row(project)));
        origins.stream()
                .map(Origin::work)
                .distinct()
                .sorted()
                .forEach(work -> table.append(Calibration.of(origins.stream()
                                .filter(origin -> origin.work() == work)
                                .toList())
                        .row(work + (work == 1 ? " sprint" : " sprints") + " of work")));
        return table.toString();
    }
}
