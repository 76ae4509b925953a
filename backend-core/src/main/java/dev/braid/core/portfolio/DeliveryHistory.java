package dev.braid.core.portfolio;

import java.util.Arrays;
import java.util.List;

/**
 * What a forecast rests on: the sprints that a project closed, or, where these are too few, those of its board, scaled to its share.
 *
 * @param own units that the project completed in each of its closed sprints, oldest first, with those in which it completed none
 * @param board the same of all projects of the board together, each scaled to this one's share
 */
record DeliveryHistory(List<Double> own, List<Double> board) {

    static final DeliveryHistory NONE = new DeliveryHistory(List.of(), List.of());

    private static final int FEWEST = 5;
    private static final int ENOUGH = 8;

    /** Closed sprints at which more of them no longer make anybody more confident. */
    private static final double FULL_CONFIDENCE = 20;

    DeliveryHistory {
        own = List.copyOf(own);
        board = List.copyOf(board);
    }

    /** How far a forecast is to be believed. */
    enum Quality {
        OK("ok", 1),
        LOW("low", 0.6),
        /** Of the board, not of the project. */
        BORROWED("borrowed", 0.4),
        /** Too few closed sprints to say anything. */
        NONE("none", 0);

        private final String key;
        private final double weight;

        Quality(String key, double weight) {
            this.key = key;
            this.weight = weight;
        }

        String key() {
            return key;
        }
    }

    Quality quality() {
        if (own.size() >= ENOUGH) {
            return Quality.OK;
        }
        if (own.size() >= FEWEST) {
            return Quality.LOW;
        }
        return board.size() >= FEWEST ? Quality.BORROWED : Quality.NONE;
    }

    /** Oldest first; of which {@link #quality()} says whose they are. */
    double[] samples() {
        List<Double> samples = quality() == Quality.BORROWED ? board : own;
        return samples.stream().mapToDouble(Double::doubleValue).toArray();
    }

    boolean isAllZero() {
        return Arrays.stream(samples()).allMatch(delivered -> delivered == 0);
    }

    /** 0..100. */
    double confidence() {
        return 100 * Math.min(1, samples().length / FULL_CONFIDENCE) * quality().weight;
    }
}
