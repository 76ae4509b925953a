package dev.braid.core.marketdata;

/** A source names the same symbol, timeframe and time twice; nothing of it was stored. */
final class RepeatedBar extends RuntimeException {

    private final long line;

    RepeatedBar(String key, long firstLine, long line) {
        super("t: " + key + " (expected: once; it is in line " + firstLine + " already)");
        this.line = line;
    }

    long line() {
        return line;
    }
}
