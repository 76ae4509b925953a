package dev.braid.bff.stream;

/**
 * Up to where a viewer has everything, wherever it watched.
 *
 * @param row −1: it has nothing
 * @param time of the row, as written; empty: unknown
 */
record Position(long row, String time) {

    static final Position NOWHERE = new Position(-1, "");
}
