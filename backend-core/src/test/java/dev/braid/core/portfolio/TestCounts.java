package dev.braid.core.portfolio;

import java.util.SplittableRandom;

/** Counts for tests. */
final class TestCounts {

    private TestCounts() {}

    /** Ten issues for a hundred points of which so many are completed, and of the rest so many blocked. */
    static ProjectCounts points(double completed, double blocked) {
        return new ProjectCounts(10, 5, 2, 1, 10, 100, completed, 0, blocked, 0, 0);
    }

    /** So many issues without any estimate. */
    static ProjectCounts issues(int total, int completed, int blocked) {
        return new ProjectCounts(total, completed, 0, blocked, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Anything that a database could count, nothing and everything included. */
    static ProjectCounts any(SplittableRandom random) {
        int total = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(200);
        int completed = upTo(random, total);
        int inProgress = upTo(random, total - completed);
        int blocked = upTo(random, total - completed);
        int estimated = upTo(random, total);
        double totalPoints = estimated == 0 ? 0 : upTo(random, 100_000) / 100.0;
        double completedPoints = part(random, totalPoints);
        double inProgressPoints = part(random, totalPoints - completedPoints);
        double blockedPoints = part(random, totalPoints - completedPoints);
        int openCritical = upTo(random, total - completed);
        return new ProjectCounts(
                total,
                completed,
                inProgress,
                blocked,
                estimated,
                totalPoints,
                completedPoints,
                inProgressPoints,
                blockedPoints,
                upTo(random, total),
                openCritical);
    }

    private static int upTo(SplittableRandom random, int most) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> most;
            default -> random.nextInt(most + 1);
        };
    }

    private static double part(SplittableRandom random, double most) {
        return Math.min(most, upTo(random, (int) (most * 100)) / 100.0);
    }
}
