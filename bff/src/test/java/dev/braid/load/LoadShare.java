package dev.braid.load;

import java.time.Duration;

/** Which part of its full size a load test runs at: all of it with {@code -Pload}. */
public final class LoadShare {

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    private LoadShare() {}

    public static int of(int full, int least) {
        return Math.max(least, (int) Math.round(full * SHARE));
    }

    static Duration of(Duration full, Duration least) {
        Duration part = Duration.ofMillis(Math.round(full.toMillis() * SHARE));
        return part.compareTo(least) > 0 ? part : least;
    }

    static boolean isFull() {
        return SHARE >= 1;
    }
}
