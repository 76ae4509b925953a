package dev.braid.core.portfolio;

import dev.braid.contracts.RiskBreakdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * How likely a project is to miss its sprint, and why.
 *
 * @param score 0..100, the sum of the breakdown
 * @param unknownParts of the breakdown, in its order, that nothing is known about; each counts 0
 */
record RiskScore(double score, RiskBreakdown breakdown, List<String> unknownParts) {

    // Each part is its weight times a share 0..1 of the worst that counts; the weights add up to 100. A share never
    // falls when one of the numbers that it is made of gets worse, so neither does the sum.
    private static final double SCHEDULE = 40;
    private static final double BLOCKED = 20;
    private static final double SCOPE = 15;
    private static final double VELOCITY = 10;
    private static final double CAPACITY = 10;
    private static final double QUALITY = 5;

    /** Percentage points that completion is behind the clock. */
    private static final double WORST_GAP = 50;
    /** Of the remaining units. */
    private static final double WORST_BLOCKED_SHARE = 0.25;

    private static final double WORST_SCOPE_PERCENTAGE = 30;
    /** Of the velocity before. */
    private static final double WORST_SLOWING = 0.5;
    /** Percent beyond what is allocated. */
    private static final double WORST_OVERLOAD = 50;
    /** Of the open issues. */
    private static final double WORST_CRITICAL_SHARE = 0.2;

    private static final double CRITICAL_FROM = 70;
    private static final double HIGH_FROM = 40;
    private static final double MEDIUM_FROM = 20;

    static final RiskScore NONE = sumOf(new RiskBreakdown(0, 0, 0, 0, 0, 0), List.of());

    /** How bad that is, the worst last. */
    enum Level {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL;

        /** As it is written on the wire. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    RiskScore {
        unknownParts = List.copyOf(unknownParts);
    }

    /** {@link #NONE} before the sprint has started, and where nothing remains to be done. */
    static RiskScore of(RiskInputs in) {
        if (!in.started() || in.counts().remaining() == 0) {
            return NONE;
        }
        List<String> unknown = new ArrayList<>();
        RiskBreakdown breakdown = new RiskBreakdown(
                SCHEDULE * known("schedule", schedule(in), unknown),
                BLOCKED * share(in.counts().blocked() / in.counts().remaining() / WORST_BLOCKED_SHARE),
                SCOPE * known("scope", of(in.scope().percentage(), net -> net / WORST_SCOPE_PERCENTAGE), unknown),
                VELOCITY * known("velocity", of(in.velocity().ratio(), now -> (1 - now) / WORST_SLOWING), unknown),
                CAPACITY * known("capacity", of(in.capacity().utilization(), RiskScore::overload), unknown),
                QUALITY * share(criticalShare(in.counts()) / WORST_CRITICAL_SHARE));
        return sumOf(breakdown, unknown);
    }

    /** As it is shown: parts of one decimal, and their sum. */
    RiskScore rounded() {
        RiskBreakdown shown = new RiskBreakdown(
                Rounding.oneDecimal(breakdown.schedule()),
                Rounding.oneDecimal(breakdown.blocked()),
                Rounding.oneDecimal(breakdown.scope()),
                Rounding.oneDecimal(breakdown.velocity()),
                Rounding.oneDecimal(breakdown.capacity()),
                Rounding.oneDecimal(breakdown.quality()));
        return new RiskScore(Rounding.oneDecimal(sum(shown)), shown, unknownParts);
    }

    Level level() {
        if (score >= CRITICAL_FROM) {
            return Level.CRITICAL;
        }
        if (score >= HIGH_FROM) {
            return Level.HIGH;
        }
        return score >= MEDIUM_FROM ? Level.MEDIUM : Level.LOW;
    }
    /** Without history, how far the work is behind the clock. */
    private static OptionalDouble schedule(RiskInputs in) {
        if (in.completionProbability().isPresent()) {
            return of(in.completionProbability(), probability -> 1 - probability);
        }
        double completion = in.counts().completionPercentage();
        return of(in.elapsedPercentage(), elapsed -> (elapsed - completion) / WORST_GAP);
    }

    private static double overload(double utilization) {
        return (utilization - 100) / WORST_OVERLOAD;
    }

    private static double criticalShare(ProjectCounts counts) {
        return counts.openIssues() > 0 ? (double) counts.openCritical() / counts.openIssues() : 0;
    }

    private static OptionalDouble of(OptionalDouble number, DoubleUnaryOperator share) {
        return number.isPresent()
                ? OptionalDouble.of(share.applyAsDouble(number.getAsDouble()))
                : OptionalDouble.empty();
    }

    private static double known(String part, OptionalDouble share, List<String> unknown) {
        if (share.isEmpty()) {
            unknown.add(part);
        }
        return share(share.orElse(0));
    }

    private static double share(double ofTheWorst) {
        return Math.max(0, Math.min(1, ofTheWorst));
    }

    private static RiskScore sumOf(RiskBreakdown breakdown, List<String> unknown) {
        return new RiskScore(sum(breakdown), breakdown, unknown);
    }

    private static double sum(RiskBreakdown parts) {
        return parts.schedule()
                + parts.blocked()
                + parts.scope()
                + parts.velocity()
                + parts.capacity()
                + parts.quality();
    }
}
