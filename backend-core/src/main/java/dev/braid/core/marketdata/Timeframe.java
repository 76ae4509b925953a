package dev.braid.core.marketdata;

import java.util.Arrays;

/** How long a stored bar lasts. */
public enum Timeframe {
    MINUTE("1Min"),
    DAY("1Day");

    private final String label;

    Timeframe(String label) {
        this.label = label;
    }

    /** As files and the database write it. */
    public String label() {
        return label;
    }

    static Timeframe of(String label) {
        return Arrays.stream(values())
                .filter(timeframe -> timeframe.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(label + " (expected: 1Min or 1Day)"));
    }
}
