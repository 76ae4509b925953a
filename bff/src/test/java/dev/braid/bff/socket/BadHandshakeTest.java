package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

class BadHandshakeTest {

    private static HttpHeaders good() {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Upgrade", "WebSocket");
        headers.set("Connection", "keep-alive, Upgrade");
        headers.set("Sec-WebSocket-Version", "13");
        headers.set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return headers;
    }

    @Test
    void isNotInAGoodOne() {
        assertThat(BadHandshake.in(good(), true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Upgrade,h2c", "Connection,keep-alive", "Sec-WebSocket-Version,8"})
    void asksForAnUpgradeThatIsSupported(String field, String value) {
        HttpHeaders headers = good();
        headers.set(field, value);

        BadHandshake problem = BadHandshake.in(headers, true).orElseThrow();

        assertThat(problem.status()).isEqualTo(HttpStatus.UPGRADE_REQUIRED);
        assertThat(problem.problem()).startsWith(field + ": ").contains("(expected: ");
        assertThat(problem.headers().getFirst("Upgrade")).isEqualTo("websocket");
        assertThat(problem.headers().getFirst("Sec-WebSocket-Version")).isEqualTo("13");
    }

    @Test
    void isAnUpgradeOfAnotherVersionOfHttp() {
        assertThat(BadHandshake.in(good(), false).orElseThrow().status()).isEqualTo(HttpStatus.UPGRADE_REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({"Content-Length,1", "Transfer-Encoding,chunked"})
    void isABody(String field, String value) {
        HttpHeaders headers = good();
        headers.set(field, value);

        assertThat(BadHandshake.in(headers, true).orElseThrow().status()).isEqualTo(HttpStatus.BAD_REQUEST);
    }

    @Test
    void isNotABodyOfNoBytes() {
        HttpHeaders headers = good();
        headers.set("Content-Length", "0");

        assertThat(BadHandshake.in(headers, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "not base64!", "dGhlIHNhbXBsZSBub25jZTEyMw=="})
    void isAKeyOfOtherThan16Bytes(String key) {
        HttpHeaders headers = good();
        headers.set("Sec-WebSocket-Key", key);

        assertThat(BadHandshake.in(headers, true).orElseThrow().status()).isEqualTo(HttpStatus.BAD_REQUEST);
    }
}
