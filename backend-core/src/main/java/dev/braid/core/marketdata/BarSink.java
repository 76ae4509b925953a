package dev.braid.core.marketdata;

/** Takes bars one by one in order of time, as plain numbers: a year of minutes passes without an object for each. */
@FunctionalInterface
public interface BarSink {

    /** What {@code trades} says when nobody knows. */
    long UNKNOWN_TRADES = -1;

    void bar(long epochSecond, double open, double high, double low, double close, long volume, long trades);
}
