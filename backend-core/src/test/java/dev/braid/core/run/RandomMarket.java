package dev.braid.core.run;

import dev.braid.core.marketdata.Bar;
import dev.braid.core.marketdata.BarSource;
import dev.braid.core.marketdata.BarStore;
import dev.braid.core.marketdata.SessionCalendar;
import dev.braid.core.marketdata.Timeframe;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SplittableRandom;

/** Stored minute bars of a symbol that a test has to itself: a random walk over whole sessions. */
public final class RandomMarket {
    public static final int MINUTES = 390;

    private RandomMarket() {}

    /** Sessions from 2024-03-04 (a Monday) on; the clocks change on the tenth. */
    public static void store(BarStore bars, String symbol, int sessions) {
        SplittableRandom random = new SplittableRandom(symbol.hashCode());
        bars.store((BarSource<RuntimeException>) target -> {
            double price = 100;
            LocalDate day = LocalDate.of(2024, 3, 4);
            for (int session = 0; session < sessions; day = day.plusDays(1)) {
                if (SessionCalendar.isTradingDay(day)) {
                    Instant open = day.atTime(SessionCalendar.OPEN)
                            .atZone(SessionCalendar.ZONE)
                            .toInstant();
                    for (int minute = 0; minute < MINUTES; minute++) {
                        double next = price * (1 + random.nextDouble(-0.001, 0.001));
                        target.add(bar(symbol, open.plusSeconds(60L * minute), price, next), 0);
                        price = next;
                    }
                    session++;
                }
            }
        });
    }

    private static Bar bar(String symbol, Instant t, double open, double close) {
        return Bar.of(
                symbol,
                Timeframe.MINUTE,
                t,
                open,
                Math.max(open, close),
                Math.min(open, close),
                close,
                100,
                null,
                "random");
    }
}
