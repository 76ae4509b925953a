package dev.braid.core.portfolio;

import java.util.Locale;

/** What a forecast can say. */
enum ForecastStatus {
    OK,
    /** Nothing is left to do. */
    DONE,
    /** Nothing was ever delivered, so that nothing ever will be. */
    NEVER,
    INSUFFICIENT_DATA,
    /** There is nothing to forecast. */
    NO_DATA;

    /** As it is written on the wire. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
