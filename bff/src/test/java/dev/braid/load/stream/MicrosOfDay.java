package dev.braid.load.stream;

import java.time.Instant;

/** Instants as microseconds since midnight UTC: what the time stamps of frames tell to the processes of one machine. */
final class MicrosOfDay {

    static final long DAY = 86_400_000_000L;

    /** Of the text of an instant: {@code 2026-01-05T14:30:00.123456Z}. */
    static final int TEXT_LENGTH = 27;

    private static final int TIME = 11;

    private MicrosOfDay() {}

    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() % 86_400 * 1_000_000 + now.getNano() / 1_000;
    }

    /** @param at where the text of the instant begins */
    static long parse(byte[] text, int at) {
        int time = at + TIME;
        long seconds = digits(text, time, 2) * 3_600 + digits(text, time + 3, 2) * 60 + digits(text, time + 6, 2);
        return seconds * 1_000_000 + digits(text, time + 9, 6);
    }

    /** From one to the other, over midnight if need be; negative if the later one is a little earlier. */
    static long between(long earlier, long later) {
        long micros = later - earlier;
        if (micros < -DAY / 2) {
            return micros + DAY;
        }
        return micros > DAY / 2 ? micros - DAY : micros;
    }

    private static long digits(byte[] text, int from, int count) {
        long value = 0;
        for (int at = from; at < from + count; at++) {
            value = value * 10 + text[at] - '0';
        }
        return value;
    }
}
