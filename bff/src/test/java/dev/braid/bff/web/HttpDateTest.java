package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HttpDateTest {

    // https://datatracker.ietf.org/doc/html/rfc9110#section-5.6.7: a day has two digits.
    @Test
    void writesADayOfOneDigitWithTwo() {
        assertThat(HttpDate.text(Instant.parse("1994-11-06T08:49:37.9Z"))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
