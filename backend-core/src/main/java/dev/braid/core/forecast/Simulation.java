package dev.braid.core.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * How many sprints work took in each of many simulated futures. Immutable.
 *
 * <p>Sprints are counted from the running one, or from the next when none runs: 1 means within it, 0 that nothing was left to do. A future
 * that did not end within the horizon counts as one of unknown length: in all shares, but among no number of sprints.
 */
public final class Simulation {

    /** Instead of a number of sprints: more than the horizon. */
    static final byte BEYOND = Byte.MAX_VALUE;

    private final byte[] trials;
    private final int horizon;
    private final boolean never;

    /** By number of sprints, up to and including it. */
    private final int[] trialsWithin;

    private Simulation(byte[] trials, int horizon, boolean never) {
        this.trials = trials;
        this.horizon = horizon;
        this.never = never;
        this.trialsWithin = trialsWithin(trials, horizon);
    }

    /** The array is this simulation's from here on; each is a number of sprints up to {@code horizon}, or {@link #BEYOND}. */
    static Simulation of(byte[] trials, int horizon) {
        return new Simulation(trials, horizon, false);
    }

    static Simulation done(int trials, int horizon) {
        return new Simulation(new byte[trials], horizon, false);
    }

    static Simulation never(int trials, int horizon) {
        byte[] beyond = new byte[trials];
        Arrays.fill(beyond, BEYOND);
        return new Simulation(beyond, horizon, true);
    }

    /**
     * When all of it is done: future by future, the latest of {@code simulations}, which must be of as many futures each. Its percentiles
     * are never earlier than those of any of them, and later than the latest of theirs where more than one may be the last.
     */
    public static Simulation latest(List<Simulation> simulations) {
        if (simulations.isEmpty()) {
            throw new IllegalArgumentException("simulations: none (expected: at least one)");
        }
        byte[] latest = new byte[simulations.get(0).trials.length];
        int horizon = 0;
        boolean never = false;
        for (Simulation simulation : simulations) {
            putLatest(simulation.trials, latest);
            horizon = Math.max(horizon, simulation.horizon);
            never |= simulation.never;
        }
        return new Simulation(latest, horizon, never);
    }

    private static void putLatest(byte[] trials, byte[] latest) {
        if (trials.length != latest.length) {
            throw new IllegalArgumentException("trials: " + trials.length + " (expected: " + latest.length + ")");
        }
        for (int trial = 0; trial < latest.length; trial++) {
            latest[trial] = (byte) Math.max(latest[trial], trials[trial]);
        }
    }

    private static int[] trialsWithin(byte[] trials, int horizon) {
        int[] within = new int[horizon + 1];
        for (byte sprints : trials) {
            if (sprints != BEYOND) {
                within[sprints]++;
            }
        }
        for (int sprints = 1; sprints <= horizon; sprints++) {
            within[sprints] += within[sprints - 1];
        }
        return within;
    }

    /**
     * The fewest sprints that suffice in at least this share of the futures (a percentile of type 1: one of the numbers simulated, never
     * between two); empty when that is beyond the horizon.
     *
     * @param share above 0, at most 1
     */
    public OptionalInt sprints(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: > 0, <= 1)");
        }
        for (int sprints = 0; sprints <= horizon; sprints++) {
            if (probabilityWithin(sprints) >= share) {
                return OptionalInt.of(sprints);
            }
        }
        return OptionalInt.empty();
    }

    /** The share of the futures that take so many sprints or fewer; of more sprints than the horizon: that of the horizon. */
    public double probabilityWithin(int sprints) {
        return sprints < 0 ? 0 : (double) trialsWithin[Math.min(sprints, horizon)] / trials.length;
    }

    /** The shares of futures that take exactly so many sprints, ascending, where there are any; what is missing to 1 is beyond the horizon. */
    public List<Bucket> histogram() {
        List<Bucket> buckets = new ArrayList<>();
        int before = 0;
        for (int sprints = 0; sprints <= horizon; sprints++) {
            int exactly = trialsWithin[sprints] - before;
            if (exactly > 0) {
                buckets.add(new Bucket(sprints, (double) exactly / trials.length));
            }
            before = trialsWithin[sprints];
        }
        return buckets;
    }

    /** Whether something is left to do of which nothing was ever delivered: there is no date then, however late. */
    public boolean never() {
        return never;
    }

    /** The most sprints that were simulated. */
    public int horizon() {
        return horizon;
    }

    /**
     * @param sprints that it takes
     * @param probability share of the futures in which it takes exactly so many
     */
    public record Bucket(int sprints, double probability) {}
}
