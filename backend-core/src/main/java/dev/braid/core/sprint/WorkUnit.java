package dev.braid.core.sprint;

import dev.braid.core.sprint.SprintIssue.Step;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;

/** What work is counted in. */
public enum WorkUnit {
    STORY_POINTS {
        @Override
        BigDecimal of(Step step) {
            return step.pointsOrNone();
        }
    },
    ISSUES {
        @Override
        BigDecimal of(Step step) {
            return BigDecimal.ONE;
        }
    };

    /** In percent: with fewer estimates points say too little. */
    private static final long ESTIMATED_AT_LEAST = 80;

    /** Points where at least 80 % of the issues are estimated, and not all at 0: then, too, only their number says anything. */
    public static WorkUnit of(long issues, long estimated, boolean anyPoints) {
        return anyPoints && 100 * estimated >= ESTIMATED_AT_LEAST * issues ? STORY_POINTS : ISSUES;
    }

    /** That of all these issues together. */
    static WorkUnit forAll(Collection<Step> issues) {
        long estimated = issues.stream().filter(Step::isEstimated).count();
        boolean any = issues.stream().anyMatch(issue -> issue.pointsOrNone().signum() > 0);
        return of(issues.size(), estimated, any);
    }

    public static WorkUnit ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** How much an issue is. */
    abstract BigDecimal of(Step step);

    /** As it is written on the wire and in the database. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
