package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.bff.web.Origins.Verdict;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class OriginsTest {

    private static ServerHttpRequest behindAProxy() {
        return MockServerHttpRequest.get("http://bff.internal:8080/x")
                .remoteAddress(new InetSocketAddress("10.0.0.1", 4711))
                .header("Origin", "https://braid.example")
                .header("X-Forwarded-Host", "braid.example")
                .header("X-Forwarded-Proto", "https")
                .build();
    }

    @Test
    void believesOnlyTrustedProxies() {
        assertThat(new Origins("", new TrustedProxies("")).of(behindAProxy())).isEqualTo(Verdict.FOREIGN);
        assertThat(new Origins("", new TrustedProxies("10.0.0.0/8")).of(behindAProxy()))
                .isEqualTo(Verdict.SAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "app.example",
                "https://app.example/",
                "https://app.example/path",
                "https://*.example",
                "https://user@app.example",
                "ftp://a",
                "https://"
            })
    void takesExactOriginsOnly(String origin) {
        assertThatThrownBy(() -> new Origins("http://good.example," + origin, new TrustedProxies("")))
                .hasMessageStartingWith("BRAID_ALLOWED_ORIGINS: " + origin + " (expected: ");
    }
}
