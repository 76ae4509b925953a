package dev.braid.core.setup;

import dev.braid.core.marketdata.SessionCalendar;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/**
 * One-minute bars of a market that never was: the same symbol and year always give the same bars, on any machine. Every minute of
 * every regular session has one; prices are whole cents, low ≤ open, close, mean ≤ high. Pure.
 */
/*
 * A random walk of the log price with the shape of a trading day: variance and volume are high at the open and, less so, at the
 * close (the U of Admati and Pfleiderer, 1988), days begin with a gap, volatility clusters from day to day, and volume follows
 * the size of the move. Each minute takes four steps; their extremes are high and low. StrictMath and SplitMix64 keep it
 * identical everywhere: Math.log may differ in its last digit between machines.
 */
final class SyntheticBars {
    /** Receives the bars in the order of time; prices in currency, {@code mean} is the volume-weighted price. */
    interface Sink {
        void bar(
                long epochSecond,
                double open,
                double high,
                double low,
                double close,
                long volume,
                int trades,
                double mean);
    }

    private static final int STEPS_PER_BAR = 4;
    private static final int MINUTES_OF_A_FULL_SESSION = 390;
    /** About 22 % a year: a large US stock. */
    private static final double DAILY_VOLATILITY = 0.014;

    private static final double GAP_VOLATILITY = 0.008;
    /** How much of yesterday's volatility stays (log scale), and how much news each day brings. */
    private static final double PERSISTENCE = 0.9;

    private static final double NEWS = 0.15;
    /** A price below a dollar would be delisted. */
    private static final double FLOOR = 1.0;

    private final double startPrice;
    private final double averageVolume;
    private long state;
    private double logPrice;
    private double regime;

    SyntheticBars(long seed, double startPrice, double averageVolume) {
        this.state = seed;
        this.startPrice = startPrice;
        this.averageVolume = averageVolume;
    }

    void year(int year, Sink sink) {
        logPrice = StrictMath.log(startPrice);
        LocalDate end = LocalDate.of(year + 1, 1, 1);
        for (LocalDate day = LocalDate.of(year, 1, 1); day.isBefore(end); day = day.plusDays(1)) {
            if (SessionCalendar.isTradingDay(day)) {
                session(day, sink);
            }
        }
    }

    private void session(LocalDate day, Sink sink) {
        regime = PERSISTENCE * regime + NEWS * gaussian();
        double volatility = StrictMath.exp(regime);
        logPrice += GAP_VOLATILITY * volatility * gaussian();
        LocalTime close = SessionCalendar.closeOf(day);
        int minutes = (int) ChronoUnit.MINUTES.between(SessionCalendar.OPEN, close);
        long start =
                day.atTime(SessionCalendar.OPEN).atZone(SessionCalendar.ZONE).toEpochSecond();
        for (int minute = 0; minute < minutes; minute++) {
            minute(start + 60L * minute, smile((minute + 0.5) / minutes), volatility, sink);
        }
    }

    /** Relative activity at a point 0..1 of the session, averaging one: 2.2 at the open, 0.6 at midday, 1.6 at the close. */
    private static double smile(double x) {
        double fromOpen = (1 - x) * (1 - x) * (1 - x) * (1 - x);
        double fromClose = x * x * x * x;
        return 0.46 + 1.7 * fromOpen + fromClose;
    }

    private void minute(long epochSecond, double smile, double volatility, Sink sink) {
        double step =
                DAILY_VOLATILITY * volatility * StrictMath.sqrt(smile / (MINUTES_OF_A_FULL_SESSION * STEPS_PER_BAR));
        double open = cents(StrictMath.exp(logPrice));
        double high = open;
        double low = open;
        double close = open;
        double sum = 0;
        double before = logPrice;
        for (int i = 0; i < STEPS_PER_BAR; i++) {
            logPrice += step * gaussian();
            close = cents(StrictMath.exp(logPrice));
            high = Math.max(high, close);
            low = Math.min(low, close);
            sum += close;
        }
        double move = Math.abs(logPrice - before) / (2 * step);
        double typical = averageVolume * smile * volatility * (0.7 + 0.3 * move);
        long volume = Math.max(1, Math.round(typical * StrictMath.exp(0.35 * gaussian())));
        int trades = (int) Math.max(1, volume / 100 + (long) (uniform() * 5));
        double mean = Math.round((open + sum) / (STEPS_PER_BAR + 1) * 1e4) / 1e4;
        sink.bar(epochSecond, open, high, low, close, volume, trades, mean);
    }

    private static double cents(double price) {
        return Math.max(FLOOR, Math.round(price * 100) / 100.0);
    }

    /** Normal deviate: sum of twelve uniforms less six, exact to the digit everywhere and within ±6 by construction. */
    private double gaussian() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += uniform();
        }
        return sum;
    }

    private double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014. */
    private long next() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
