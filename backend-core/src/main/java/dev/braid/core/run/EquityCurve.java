package dev.braid.core.run;

import java.util.Arrays;

/** Points of equity over time in two primitive columns that grow; not for use by two threads at once. */
final class EquityCurve {
    /** Four weeks of session minutes, rounded up; a year takes four doublings from there. */
    private static final int INITIAL_CAPACITY = 8192;

    private long[] millis;
    private double[] values;
    private int size;

    EquityCurve() {
        this(INITIAL_CAPACITY);
    }

    EquityCurve(int capacity) {
        millis = new long[capacity];
        values = new double[capacity];
    }

    void add(long epochMillis, double value) {
        if (size == millis.length) {
            int capacity = Math.max(16, size * 2);
            millis = Arrays.copyOf(millis, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        millis[size] = epochMillis;
        values[size] = value;
        size++;
    }

    int size() {
        return size;
    }

    long millis(int index) {
        return millis[index];
    }

    double value(int index) {
        return values[index];
    }

    long[] millisFrom(int index) {
        return Arrays.copyOfRange(millis, index, size);
    }

    double[] valuesFrom(int index) {
        return Arrays.copyOfRange(values, index, size);
    }
}
