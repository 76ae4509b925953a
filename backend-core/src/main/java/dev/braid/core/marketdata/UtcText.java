package dev.braid.core.marketdata;

import java.time.LocalDate;

/** Writes epoch seconds as {@code 2024-09-20T13:30:00Z} into an array of its own, without an object for each. Not thread-safe. */
final class UtcText {

    /** Characters of every text. */
    static final int LENGTH = 20;

    private static final int SECONDS_A_DAY = 86_400;
    private static final int SECONDS_AN_HOUR = 3_600;
    private static final int SECONDS_A_MINUTE = 60;

    private final char[] text = "0000-00-00T00:00:00Z".toCharArray();
    private long day = Long.MIN_VALUE;

    /** The array, valid until the next call. */
    char[] of(long epochSecond) {
        setDay(Math.floorDiv(epochSecond, SECONDS_A_DAY));
        int second = (int) Math.floorMod(epochSecond, (long) SECONDS_A_DAY);
        digits(11, second / SECONDS_AN_HOUR, 2);
        digits(14, second / SECONDS_A_MINUTE % SECONDS_A_MINUTE, 2);
        digits(17, second % SECONDS_A_MINUTE, 2);
        return text;
    }

    private void setDay(long epochDay) {
        if (epochDay != day) {
            LocalDate date = LocalDate.ofEpochDay(epochDay);
            digits(0, date.getYear(), 4);
            digits(5, date.getMonthValue(), 2);
            digits(8, date.getDayOfMonth(), 2);
            day = epochDay;
        }
    }

    private void digits(int offset, int value, int count) {
        int rest = value;
        for (int i = offset + count - 1; i >= offset; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
