package dev.braid.core.playback;

import org.jspecify.annotations.Nullable;

/**
 * What the market did in some minutes.
 *
 * @param from second in which the first of them begins
 * @param to second in which the last of them begins
 * @param volumeOfFirst what of the volume is the first one's
 */
record MinuteBar(
        long from, long to, double open, double high, double low, double close, long volume, long volumeOfFirst) {

    static MinuteBar of(long second, double open, double high, double low, double close, long volume) {
        return new MinuteBar(second, second, open, high, low, close, volume, volume);
    }

    /** Both in one. A minute in which the earlier ends and the later begins, because several rows are in it, counts once. */
    static @Nullable MinuteBar merged(@Nullable MinuteBar earlier, @Nullable MinuteBar later) {
        if (earlier == null || later == null) {
            return earlier == null ? later : earlier;
        }
        long counted = earlier.to == later.from ? later.volumeOfFirst : 0;
        return new MinuteBar(
                earlier.from,
                later.to,
                earlier.open,
                Math.max(earlier.high, later.high),
                Math.min(earlier.low, later.low),
                later.close,
                earlier.volume + later.volume - counted,
                earlier.volumeOfFirst);
    }

    void writeTo(StringBuilder json) {
        json.append("{\"o\":")
                .append(open)
                .append(",\"h\":")
                .append(high)
                .append(",\"l\":")
                .append(low)
                .append(",\"c\":")
                .append(close)
                .append(",\"v\":")
                .append(volume)
                .append('}');
    }
}
