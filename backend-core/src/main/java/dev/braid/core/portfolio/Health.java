package dev.braid.core.portfolio;

import java.util.Locale;
import java.util.OptionalDouble;

/** How a project does in a sprint. */
enum Health {
    ON_TRACK,
    AT_RISK,
    BEHIND,
    BLOCKED;

    private static final double BLOCKED_FROM_SHARE = 0.5;
    private static final double BEHIND_BELOW_PROBABILITY = 0.15;
    static final double BEHIND_ABOVE_GAP = 20;
    private static final double AT_RISK_BELOW_PROBABILITY = 0.5;
    static final double AT_RISK_ABOVE_GAP = 10;
    private static final double AT_RISK_FROM_SCORE = 40;

    /** As it is written on the wire and in the database. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Health ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /**
     * The first that applies: on track if nothing remains; blocked if half of what remains is; on track before the sprint has started;
     * behind; at risk; on track. The gap is that between the elapsed and the completed percentage.
     *
     * @param elapsed percent of the sprint's working days; empty where it has no end
     * @param completionProbability chance, 0..1, that all is done by its end; empty where nobody can say
     */
    static Health of(
            ProjectCounts counts,
            boolean started,
            OptionalDouble elapsed,
            OptionalDouble completionProbability,
            RiskScore risk) {
        if (counts.remaining() == 0) {
            return ON_TRACK;
        }
        if (counts.blocked() >= BLOCKED_FROM_SHARE * counts.remaining()) {
            return BLOCKED;
        }
        if (!started) {
            return ON_TRACK;
        }
        double gap = elapsed.orElse(0) - counts.completionPercentage();
        double probability = completionProbability.orElse(1);
        if (probability < BEHIND_BELOW_PROBABILITY || gap > BEHIND_ABOVE_GAP) {
            return BEHIND;
        }
        boolean atRisk = probability < AT_RISK_BELOW_PROBABILITY
                || risk.score() >= AT_RISK_FROM_SCORE
                || gap > AT_RISK_ABOVE_GAP;
        return atRisk ? AT_RISK : ON_TRACK;
    }
}
