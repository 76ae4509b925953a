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
 * @param ended whether it was at the end where they came from: played again, it begins anew
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
        boolean ended,
        @Nullable Control seek,
        boolean fromStart,
        List<Controls.Kept> kept) {

    static Opening of(Join wanted, boolean plays) {
        return new Opening(wanted.fromRow(), -1, 1, wanted.speed(), plays, false, null, false, List.of());
    }

    /** Whether nobody is anywhere yet, nor has asked for anything that shows. */
    boolean isBlank() {
        return fromRow < 0 && !plays && !ended && seek == null && !fromStart && kept.isEmpty();
    }

    /** As this, behind a row. Whoever is at the end plays where it has not come yet. */
    Opening after(long row, boolean stillEnded) {
        boolean goesOn = ended && !stillEnded;
        return new Opening(row + 1, row, step, speed, plays || goesOn, stillEnded, seek, fromStart, kept);
    }
}
