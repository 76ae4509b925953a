package dev.braid.bff.chart;

import java.util.LinkedHashMap;
import java.util.Map;

/** Length of a bar before its rows are joined, and the endpoint that has such bars. */
enum Timeframe {
    DAY("1D", "/bars/daily", "/bars/daily"),
    HOUR("1H", "/bars/hour", "/bars/hour"),
    MINUTE("1M", "/bars/minute", "/bars/minute"),
    /** Rows are joined here, so that their number is known; the backend's own endpoint is for passing through. */
    MINUTE_DECIMATED("1M_DECIMATED", "/bars/minute", "/bars/minute_decimated");

    /** By the name it has in a request. */
    static final Map<String, Timeframe> BY_NAME = byName();

    private final String wireName;
    private final String rows;
    private final String passThrough;

    Timeframe(String wireName, String rows, String passThrough) {
        this.wireName = wireName;
        this.rows = rows;
        this.passThrough = passThrough;
    }

    private static Map<String, Timeframe> byName() {
        Map<String, Timeframe> byName = new LinkedHashMap<>();
        for (Timeframe timeframe : values()) {
            byName.put(timeframe.wireName, timeframe);
        }
        return byName;
    }

    String wireName() {
        return wireName;
    }

    /** Where the rows are asked for. */
    String rows() {
        return rows;
    }

    String passThrough() {
        return passThrough;
    }

    /** The backend gives all days of a symbol, but no more than a range of anything shorter. */
    boolean needsRange() {
        return this != DAY;
    }
}
