package dev.braid.bff.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as header fields say them, RFC 9110 section 5.6.7. */
public final class HttpDate {

    /** Not {@code RFC_1123_DATE_TIME}, which writes the first nine days of a month with one digit. */
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    public static String now() {
        return text(Instant.now());
    }

    static String text(Instant instant) {
        return FORM.format(instant);
    }
}
