package dev.braid.core.portfolio;

import dev.braid.contracts.ProjectRankings;
import dev.braid.contracts.ProjectRankings.Ranking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Projects from the best to the worst: the highest score first, of risk the lowest, unknown ones last. Equal scores have equal ranks, and
 * the next score the next rank; among equals the more important project comes first, then the first in the sprint, then by key.
 */
final class Rankings {

    /** How many are shown to whoever does not say. */
    static final int DEFAULT_LIMIT = 20;

    private static final Comparator<Ranked> AMONG_EQUALS = Comparator.comparing(Ranked::priority)
            .thenComparing(project -> project.projectPriority().isEmpty())
            .thenComparing(project -> project.projectPriority().orElse(0))
            .thenComparing(Ranked::projectKey);

    private Rankings() {}

    /** @param limit how many are shown; all are counted */
    static ProjectRankings of(Criterion criterion, List<Ranked> projects, int limit) {
        List<Ranked> ordered = projects.stream().sorted(order(criterion)).toList();
        List<Ranking> rankings = new ArrayList<>();
        int rank = 0;
        for (int i = 0; i < Math.min(limit, ordered.size()); i++) {
            Ranked project = ordered.get(i);
            rank += i == 0 || !project.score().equals(ordered.get(i - 1).score()) ? 1 : 0;
            rankings.add(ranking(criterion, project, rank));
        }
        return new ProjectRankings(rankings, criterion.key(), projects.size());
    }

    private static Comparator<Ranked> order(Criterion criterion) {
        Comparator<Double> direction =
                criterion.lowerIsBetter() ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return Comparator.comparing((Ranked project) -> project.score().isEmpty())
                .thenComparing(project -> project.score().orElse(0), direction)
                .thenComparing(AMONG_EQUALS);
    }

    private static Ranking ranking(Criterion criterion, Ranked project, int rank) {
        return new Ranking(
                project.projectKey(),
                project.projectName(),
                rank,
                Rounding.unrounded(project.score()),
                criterion.key(),
                justification(criterion, project));
    }

    private static String justification(Criterion criterion, Ranked project) {
        if (project.score().isEmpty()) {
            return criterion.key().replace('_', ' ') + " is unknown";
        }
        double score = project.score().getAsDouble();
        return switch (criterion) {
            case PRIORITY -> project.priority().key() + " priority" + place(project);
            case COMPLETION -> format("%.1f %% of its work is done", score);
            case RISK_SCORE -> format("risk score %.1f of 100, lower is better", score);
            case VELOCITY -> format("%.2f units completed for each working day", score);
            case CAPACITY_UTILIZATION -> format("%.1f %% of its capacity is in progress or completed", score);
        };
    }

    private static String place(Ranked project) {
        return project.projectPriority().isPresent()
                ? ", number " + project.projectPriority().getAsInt() + " in the sprint"
                : "";
    }

    private static String format(String text, double score) {
        return String.format(Locale.ROOT, text, score);
    }
}
