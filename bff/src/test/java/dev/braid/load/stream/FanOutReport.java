package dev.braid.load.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What the comparison of {@code bff/bench/fanout} found, as Markdown. Ratios are those of one round, side by side, and of all rounds their
 * median. A measurement in which anything went wrong is named, and is reason enough to end with 1.
 */
final class FanOutReport implements Report {

    private static final String BRAID = "braid";
    private static final String NCHAN = "nchan";
    private static final String GATEWAY = "gateway";
    private static final double FRAMES_PER_SECOND = 30;

    /** Of the frames that a source makes in the time; less: frames were not even made, or a viewer joined late. */
    private static final double LEAST_MADE = 0.95;

    /** What the buffers of two systems may hold: a third of a second, after a stall of seconds. */
    private static final double HANDFUL = 10;

    private final List<Measurement> measurements;

    FanOutReport(List<Measurement> measurements) {
        this.measurements = measurements;
    }

    public static void main(String... arguments) throws IOException {
        Report.write(FanOutReport::new, arguments);
    }

    @Override
    public String markdown(String facts) {
        List<String> lines = new ArrayList<>();
        lines.add(facts.strip());
        addLoad(lines);
        addRatios(lines);
        addStall(lines);
        addIdle(lines);
        lines.add("");
        lines.add("## What went wrong");
        lines.add("");
        if (wrongs().isEmpty()) {
            lines.add("Nothing: no connection was refused or lost, no frame or order is missing or came twice, in "
                    + measurements.size() + " measurements.");
        }
        wrongs().forEach(wrong -> lines.add("- " + wrong));
        return String.join("\n", lines) + "\n";
    }

    @Override
    public List<String> wrongs() {
        List<String> wrongs = new ArrayList<>();
        for (Measurement measurement : measurements) {
            for (String name : TROUBLES) {
                if (measurement.has(name) && measurement.number(name) != 0) {
                    wrongs.add(name(measurement) + ": " + name + " " + measurement.text(name) + " (expected: 0)");
                }
            }
            if (measurement.has("least_made")) {
                double least = LEAST_MADE * FRAMES_PER_SECOND * measurement.number("seconds");
                if (measurement.number("least_made") < least) {
                    wrongs.add(name(measurement) + ": a viewer was made " + measurement.text("least_made")
                            + " frames (expected: at least " + Math.round(least) + ")");
                }
            }
        }
        return wrongs;
    }

    private void addLoad(List<String> lines) {
        if (of("load").findAny().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("## All viewers, every frame");
        lines.add("");
        lines.add("Median of the rounds (least to most).");
        lines.add("");
        lines.add("| | CPU µs per delivered frame | p50 ms | p99 ms | max ms | delivered | RSS MiB |");
        lines.add("|---|---|---|---|---|---|---|");
        for (String contender : contenders("load")) {
            List<Measurement> rounds = of("load", contender);
            double made =
                    rounds.stream().mapToDouble(round -> round.number("made")).sum();
            double frames =
                    rounds.stream().mapToDouble(round -> round.number("frames")).sum();
            lines.add(row(
                    contender,
                    spread(rounds, "cpu_us", 1),
                    spread(rounds, "p50_ms", 1),
                    spread(rounds, "p99_ms", 1),
                    spread(rounds, "max_ms", 1),
                    format("%.3f %% of %.0f", 100 * frames / Math.max(1, made), made),
                    spread(rounds, "rss_kib", 1024)));
        }
    }

    private void addRatios(List<String> lines) {
        if (of("load", BRAID).isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("| Braid to | ratio | goal | |");
        lines.add("|---|---|---|---|");
        addRatio(lines, "cpu_us", "CPU per delivered frame", NCHAN, 1.15);
        addRatio(lines, "cpu_us", "CPU per delivered frame", GATEWAY, 0.65);
        addRatio(lines, "p99_ms", "p99", NCHAN, 1.2);
    }

    private void addRatio(List<String> lines, String value, String name, String peer, double goal) {
        List<Double> ratios = new ArrayList<>();
        for (Measurement round : of("load", BRAID)) {
            of("load", peer).stream()
                    .filter(other -> other.text("round").equals(round.text("round")))
                    .forEach(other -> ratios.add(round.number(value) / other.number(value)));
        }
        if (!ratios.isEmpty()) {
            double ratio = median(ratios);
            lines.add(row(
                    peer + ", " + name,
                    format("%.2f (%.2f to %.2f)", ratio, Collections.min(ratios), Collections.max(ratios)),
                    format("at most %.2f", goal),
                    verdict(ratio <= goal)));
        }
    }

    private void addStall(List<String> lines) {
        if (of("stall").findAny().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("## One viewer does not read for a while");
        lines.add("");
        lines.add(
                "Medians of the runs. Plain: the viewer has a small receive buffer and says nothing; acks: the system's receive buffer, and it"
                        + " acknowledges each frame. Stale: older than 250 ms when it was read; at most 10 would be a handful. Growth: of the other viewers' p99, against the run"
                        + " without a stalled viewer before it.");
        lines.add("");
        lines.add("| | stale frames afterwards | age of the first ms | fresh again after ms | its orders missing, twice"
                + " | others' p99 ms, with it | growth ms |");
        lines.add("|---|---|---|---|---|---|---|");
        for (String contender : contenders("stall")) {
            for (String manner : List.of("plain", "acks")) {
                addStall(lines, contender, manner);
            }
        }
        addMemoryOfStall(lines);
    }

    private void addStall(List<String> lines, String contender, String manner) {
        List<Measurement> stalled = stalls(contender, manner);
        if (stalled.isEmpty()) {
            return;
        }
        List<Double> growth = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (Measurement run : stalled) {
            stalls(contender, "none").stream()
                    .filter(other -> other.text("round").equals(run.text("round")))
                    .forEach(other -> {
                        without.add(other.number("p99_ms"));
                        growth.add(run.number("p99_ms") - other.number("p99_ms"));
                    });
        }
        String grew = "";
        if (!growth.isEmpty()) {
            double median = median(growth);
            boolean reached = median <= Math.max(3, 0.1 * median(without));
            grew = format("%.1f", median) + (contender.equals(BRAID) ? ", " + verdict(reached) : "");
        }
        lines.add(row(
                contender + ", " + manner,
                spread(stalled, "after_stale", 1)
                        + (contender.equals(BRAID) ? ", " + verdict(staleOf(stalled) <= HANDFUL) : ""),
                spread(stalled, "after_first_age_ms", 1),
                spread(stalled, "after_fresh_in_ms", 1),
                format("%.0f, %.0f", sum(stalled, "stalled_orders_missing"), sum(stalled, "stalled_orders_doubled")),
                spread(stalled, "p99_ms", 1),
                grew));
    }

    private static double staleOf(List<Measurement> stalled) {
        return median(stalled.stream().map(run -> run.number("after_stale")).toList());
    }

    private void addMemoryOfStall(List<String> lines) {
        List<Measurement> runs =
                of("stall").filter(run -> run.has("heap_before_kib")).toList();
        if (runs.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("| memory, MiB | heap after a collection, before → after | RSS, before → after |");
        lines.add("|---|---|---|");
        for (Measurement run : runs) {
            lines.add(row(
                    run.text("contender") + ", " + run.text("stall") + ", run " + run.text("round"),
                    format("%.1f → %.1f", run.number("heap_before_kib") / 1024, run.number("heap_after_kib") / 1024),
                    format("%.1f → %.1f", run.number("rss_before_kib") / 1024, run.number("rss_after_kib") / 1024)));
        }
    }

    private void addIdle(List<String> lines) {
        if (of("idle").findAny().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("## Viewers whom nobody sends frames");
        lines.add("");
        lines.add(
                "| | viewers | RSS MiB, one viewer → all | RSS per viewer KiB | heap per viewer KiB | goal: below 20 KiB, 400 MiB |");
        lines.add("|---|---|---|---|---|---|");
        of("idle").forEach(run -> {
            double viewers = run.number("viewers") - 1;
            double each = (run.number("rss_after_kib") - run.number("rss_before_kib")) / viewers;
            String heap = run.has("heap_after_kib")
                    ? format("%.1f", (run.number("heap_after_kib") - run.number("heap_before_kib")) / viewers)
                    : "–";
            lines.add(row(
                    run.text("contender"),
                    format("%.0f", viewers + 1),
                    format("%.0f → %.0f", run.number("rss_before_kib") / 1024, run.number("rss_after_kib") / 1024),
                    format("%.1f", each),
                    heap,
                    run.text("contender").equals(BRAID)
                            ? verdict(each < 20 && run.number("rss_after_kib") < 400 * 1024)
                            : ""));
        });
    }

    private Stream<Measurement> of(String kind) {
        return measurements.stream()
                .filter(measurement -> measurement.text("kind").equals(kind));
    }

    private List<Measurement> of(String kind, String contender) {
        return of(kind).filter(measurement -> measurement.text("contender").equals(contender))
                .toList();
    }

    private List<Measurement> stalls(String contender, String manner) {
        return of("stall", contender).stream()
                .filter(run -> run.text("stall").equals(manner))
                .toList();
    }

    private Set<String> contenders(String kind) {
        Set<String> contenders = new LinkedHashSet<>();
        of(kind).forEach(measurement -> contenders.add(measurement.text("contender")));
        return contenders;
    }

    private static String name(Measurement measurement) {
        return Stream.of("kind", "contender", "stall", "round")
                .map(measurement::text)
                .filter(text -> !text.isEmpty())
                .reduce((left, right) -> left + " " + right)
                .orElse("?");
    }

    private static String spread(List<Measurement> rounds, String name, double unit) {
        List<Double> values =
                rounds.stream().map(round -> round.number(name) / unit).sorted().toList();
        return format("%.1f (%.1f to %.1f)", median(values), values.get(0), values.get(values.size() - 1));
    }

    private static double sum(List<Measurement> rounds, String name) {
        ToDoubleFunction<Measurement> value = round -> round.number(name);
        return rounds.stream().mapToDouble(value).sum();
    }

    /** Of an even number the mean of the two in the middle. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String verdict(boolean reached) {
        return reached ? "reached" : "**missed**";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
