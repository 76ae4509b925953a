package dev.braid.core.portfolio;

import dev.braid.core.sprint.WorkUnit;

/**
 * The issues of a project that are in scope of a sprint, counted: not deleted, no sub-tasks. Issues without an estimate count 0 in sums
 * of points. Blocked issues are not done.
 *
 * @param bugs of all issues, done or not
 * @param openCritical critical ones that are not done
 */
record ProjectCounts(
        int totalIssues,
        int completedIssues,
        int inProgressIssues,
        int blockedIssues,
        int estimatedIssues,
        double totalPoints,
        double completedPoints,
        double inProgressPoints,
        double blockedPoints,
        int bugs,
        int openCritical) {

    static final ProjectCounts NONE = new ProjectCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Less than this is left only by adding doubles up: points have two decimals. */
    private static final double NOTHING = 1e-6;

    WorkUnit unit() {
        return WorkUnit.of(totalIssues, estimatedIssues, totalPoints > 0);
    }

    /** Whether nothing is in the sprint. */
    boolean isEmpty() {
        return totalIssues == 0 && totalPoints == 0;
    }

    double totalIn(WorkUnit unit) {
        return unit == WorkUnit.STORY_POINTS ? totalPoints : totalIssues;
    }

    double total() {
        return totalIn(unit());
    }

    double completed() {
        return inUnit(completedPoints, completedIssues);
    }

    double blocked() {
        return inUnit(blockedPoints, blockedIssues);
    }

    /** What is not done; never negative. */
    double remaining() {
        double remaining = total() - completed();
        return remaining < NOTHING ? 0 : remaining;
    }

    int unestimatedIssues() {
        return totalIssues - estimatedIssues;
    }

    int openIssues() {
        return totalIssues - completedIssues;
    }

    /** Whether there was something to do, and all of it is done. */
    boolean done() {
        return total() > 0 && remaining() == 0;
    }

    /** Unrounded, 0..100; 100 exactly if {@link #done()}, and 0 where there is nothing to do. */
    double completionPercentage() {
        if (done()) {
            return 100;
        }
        return total() > 0 ? Math.min(Rounding.percent(completed(), total()), Math.nextDown(100.0)) : 0;
    }

    private double inUnit(double points, int issues) {
        return unit() == WorkUnit.STORY_POINTS ? points : issues;
    }
}
