package dev.braid.load.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the viewers of {@code bff/bench/restart} saw of a backend that was killed and came back, as Markdown. Ends with 1 if one of them was
 * disconnected, missed or got twice a frame or an order, or had no frames again within two seconds.
 */
final class RestartReport implements Report {

    private static final double SOON_MILLIS = 2_000;
    private static final List<String> GROUPS = List.of("together", "alone");

    private final List<Measurement> runs;

    RestartReport(List<Measurement> runs) {
        this.runs = runs;
    }

    public static void main(String... arguments) throws IOException {
        Report.write(RestartReport::new, arguments);
    }

    @Override
    public String markdown(String facts) {
        List<String> lines = new ArrayList<>();
        lines.add(facts.strip());
        lines.add("");
        lines.add("| run | viewers | disconnected | frames | missing, twice | orders missing, twice | longest silence s"
                + " | frames again after the return, last viewer s |");
        lines.add("|---|---|---|---|---|---|---|---|");
        for (Measurement run : runs) {
            for (String group : GROUPS) {
                lines.add(row(run, group));
            }
        }
        lines.add("");
        lines.add(wrongs().isEmpty() ? "Nobody lost anything." : "What went wrong:");
        lines.add("");
        wrongs().forEach(wrong -> lines.add("- " + wrong));
        return String.join("\n", lines).strip() + "\n";
    }

    @Override
    public List<String> wrongs() {
        List<String> wrongs = new ArrayList<>();
        for (Measurement run : runs) {
            for (String group : GROUPS) {
                String prefix = "run " + run.text("round") + ", " + group + ": ";
                TROUBLES.stream()
                        .filter(name -> run.number(group + "_" + name) != 0)
                        .forEach(name ->
                                wrongs.add(prefix + name + " " + run.text(group + "_" + name) + " (expected: 0)"));
                double after = run.number(group + "_flows_after_return_ms");
                if (after < 0 || after > SOON_MILLIS) {
                    wrongs.add(prefix + "frames " + seconds(after) + " s after the return (expected: within "
                            + seconds(SOON_MILLIS) + " s)");
                }
            }
        }
        return wrongs;
    }

    private static String row(Measurement run, String group) {
        String prefix = group + "_";
        return "| " + run.text("round") + ", " + group
                + " | " + run.text(prefix + "viewers")
                + " | " + run.text(prefix + "disconnected")
                + " | " + run.text(prefix + "frames")
                + " | " + run.text(prefix + "missing") + ", " + run.text(prefix + "doubled")
                + " | " + run.text(prefix + "orders_missing") + ", " + run.text(prefix + "orders_doubled")
                + " | " + seconds(run.number(prefix + "longest_silence_ms"))
                + " | " + seconds(run.number(prefix + "flows_after_return_ms")) + " |";
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis / 1e3);
    }
}
