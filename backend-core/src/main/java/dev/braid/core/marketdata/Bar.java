package dev.braid.core.marketdata;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bar as it is stored.
 *
 * @param t its beginning: a whole minute, or 00:00Z of the New York session date
 * @param volume shares, {@code >= 0}
 * @param trades number of trades, if known
 * @param vwap volume-weighted average price, if known
 * @param session {@code pre}, {@code regular}, {@code post} or a source's own word
 * @param regular whether it belongs to the regular session
 * @param adjustment how the source adjusted prices, if it says
 * @param provider where it came from, if known
 * @param corrected whether the source corrected it, if it says
 */
public record Bar(
        String symbol,
        Timeframe timeframe,
        Instant t,
        double open,
        double high,
        double low,
        double close,
        long volume,
        @Nullable Integer trades,
        @Nullable Double vwap,
        String session,
        boolean regular,
        @Nullable String adjustment,
        @Nullable String provider,
        @Nullable Boolean corrected) {

    /** A bar of which only prices and volume are known; its session is that of the calendar. */
    public static Bar of(
            String symbol,
            Timeframe timeframe,
            Instant t,
            double open,
            double high,
            double low,
            double close,
            long volume,
            @Nullable Integer trades,
            String provider) {
        String session = timeframe == Timeframe.DAY ? SessionCalendar.REGULAR : SessionCalendar.sessionOf(t);
        boolean regular = session.equals(SessionCalendar.REGULAR);
        return new Bar(
                symbol, timeframe, t, open, high, low, close, volume, trades, null, session, regular, null, provider,
                null);
    }
}
