package dev.braid.core.playback;

import org.jspecify.annotations.Nullable;

/** What the market did in a time. */
record MinuteBar(double open, double high, double low, double close, long volume) {

    static @Nullable MinuteBar merged(@Nullable MinuteBar earlier, @Nullable MinuteBar later) {
        if (earlier == null || later == null) {
            return earlier == null ? later : earlier;
        }
        return new MinuteBar(
                earlier.open,
                Math.max(earlier.high, later.high),
                Math.min(earlier.low, later.low),
                later.close,
                earlier.volume + later.volume);
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
