package dev.braid.bff.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class AcceptedEncodingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                          | true",
                "GZip                          | true",
                "x-gzip                        | true",
                "deflate, gzip;q=0.5, br       | true",
                "*                             | true",
                "gzip;q=1.0, *;q=0             | true",
                "gzip; q=0.001                 | true",
                "gzip;q=0.5, identity;q=0.5    | true",
                "gzip;q=0.4, identity;q=0.5    | false",
                "gzip;q=0                      | false",
                "gzip;q=0.000, *               | false",
                "*;q=0                         | false",
                "br                            | false",
                "identity                      | false",
                "gzip;q=2                      | false",
                "gzip;q=                       | false",
                "''                            | false"
            })
    void weighsWhatTheClientSays(String field, boolean gzip) {
        HttpHeaders headers = new HttpHeaders();
        headers.add(HttpHeaders.ACCEPT_ENCODING, field);

        assertThat(AcceptedEncoding.prefersGzip(headers)).isEqualTo(gzip);
    }

    @Test
    void readsFieldsOfTheSameNameAsOne() {
        HttpHeaders headers = new HttpHeaders();
        headers.add(HttpHeaders.ACCEPT_ENCODING, "br");
        headers.add(HttpHeaders.ACCEPT_ENCODING, "gzip");

        assertThat(AcceptedEncoding.prefersGzip(headers)).isTrue();
        assertThat(AcceptedEncoding.prefersGzip(new HttpHeaders())).isFalse();
    }
}
