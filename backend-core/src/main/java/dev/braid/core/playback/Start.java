package dev.braid.core.playback;

import java.util.OptionalDouble;

/**
 * How a playback begins.
 *
 * @param row the first to be played: what comes before counts as sent
 * @param speed empty: that at which a whole run lasts a minute
 * @param playing at once, and over once the run was played; otherwise when the client says so, as often as it does
 */
record Start(int row, OptionalDouble speed, boolean playing) {

    static Start idleAt(int row) {
        return new Start(row, OptionalDouble.empty(), false);
    }
}
