package dev.braid.bff.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a session begins.
 *
 * @param fromRow the first row; −1: the first of the run
 * @param behind up to this row those have everything for whom it is made; −1: nothing
 * @param step how many rows there were between two frames
 * @param speed null: the backend's
 * @param end what was said at the end that they came from, where a play begins anew; null: there is more to come
 * @param seek that was sent, and has shown nothing yet; null: none
 * @param fromStart whether a play after the end was sent, and has shown nothing yet
 * @param kept what could not be sent yet
 */
record Opening(
        long fromRow,
        long behind,
        long step,
        @Nullable String speed,
        boolean plays,
        @Nullable String end,
        @Nullable Control seek,
        boolean fromStart,
        List<Controls.Kept> kept) {

    static Opening of(Join wanted, boolean plays) {
        return new Opening(wanted.fromRow(), -1, 1, wanted.speed(), plays, null, null, false, List.of());
    }

    boolean ended() {
        return end != null;
    }

    /** Whether nobody is anywhere yet, nor has asked for anything that shows. */
    boolean isBlank() {
        return fromRow < 0 && !plays && end == null && seek == null && !fromStart && kept.isEmpty();
    }

    /** As this, behind a row. Whoever is at the end plays where it has not come yet. */
    Opening after(long row, boolean stillEnded) {
        boolean goesOn = end != null && !stillEnded;
        return new Opening(row + 1, row, step, speed, plays || goesOn, stillEnded ? end : null, seek, fromStart, kept);
    }
}
