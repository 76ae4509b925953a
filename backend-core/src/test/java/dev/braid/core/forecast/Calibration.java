package dev.braid.core.forecast;

import dev.braid.core.forecast.WalkForward.Origin;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * How well forecasts kept their word.
 *
 * @param late share of truths later than was looked at
 * @param p50 share of truths at or before that percentile; where both are later than was looked at, the forecast has held
 * @param p85Strict the same, where every late truth counts as missed; never above {@code 1 - late}, whatever the forecast
 * @param pinball loss at 0.85 per sprint of work: lower is better
 * @param pinballOfNaive that of the mean of the last three
 */
record Calibration(
        int n,
        double late,
        double p50,
        double p85,
        double p95,
        double p85Strict,
        double p95Strict,
        double naive,
        double pinball,
        double pinballOfNaive) {

    private static final double QUANTILE = 0.85;

    static Calibration of(List<Origin> origins) {
        return new Calibration(
                origins.size(),
                share(origins, Origin::isLate),
                held(origins, Origin::p50),
                held(origins, Origin::p85),
                held(origins, Origin::p95),
                share(origins, origin -> !origin.isLate() && origin.truth() <= origin.p85()),
                share(origins, origin -> !origin.isLate() && origin.truth() <= origin.p95()),
                held(origins, Origin::naive),
                pinball(origins, Origin::p85),
                pinball(origins, Origin::naive));
    }

    double pinballToNaive() {
        return pinball / pinballOfNaive;
    }

    static String heading(String of) {
        return "| " + of
                + " | n | late | ≤ P50 | ≤ P85 | ≤ P95 | strictly ≤ P85 | ≤ P95 | ≤ naive | pinball | naive's | ratio |\n"
                + "|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    }

    String row(String of) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.2f |\n",
                of,
                n,
                late,
                p50,
                p85,
                p95,
                p85Strict,
                p95Strict,
                naive,
                pinball,
                pinballOfNaive,
                pinballToNaive());
    }

    private static double held(List<Origin> origins, ToIntFunction<Origin> answer) {
        return share(origins, origin -> origin.truth() <= answer.applyAsInt(origin));
    }

    private static double share(List<Origin> origins, Predicate<Origin> of) {
        return (double) origins.stream().filter(of).count() / origins.size();
    }

    private static double pinball(List<Origin> origins, ToIntFunction<Origin> answer) {
        return origins.stream()
                .mapToDouble(origin -> pinball(origin.truth() - answer.applyAsInt(origin)) / origin.work())
                .average()
                .orElse(Double.NaN);
    }

    private static double pinball(int later) {
        return later >= 0 ? QUANTILE * later : (QUANTILE - 1) * later;
    }
}
