package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class AuthSettingsTest {

    @Test
    void isOnUnlessSomebodySaysOtherwise() {
        assertThat(AuthSettings.of(new MockEnvironment()).on()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "127.1.2.3"})
    void isOffOnLoopbackOnly(String bind) {
        assertThat(AuthSettings.of(off(bind, bind)).on()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,127.0.0.1", "127.0.0.1,0.0.0.0", "::,::", "10.0.0.1,10.0.0.1", "'',127.0.0.1", "127.0.0.1,' '"
    })
    void refusesToBeOffElsewhere(String bind, String managementBind) {
        assertThatThrownBy(() -> AuthSettings.of(off(bind, managementBind)))
                .hasMessageStartingWith("BRAID_AUTH: off, bound to ")
                .hasMessageContaining("expected: on, or BRAID_BIND a loopback address");
    }

    @Test
    void refusesToBeOffWhereverItMayBeBoundTo() {
        assertThatThrownBy(() -> AuthSettings.of(new MockEnvironment().withProperty("braid.auth", "off")))
                .hasMessageContaining("bound to null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OFF", "false", "none"})
    void knowsNoOtherMode(String mode) {
        assertThatThrownBy(() -> AuthSettings.of(new MockEnvironment().withProperty("braid.auth", mode)))
                .hasMessage("BRAID_AUTH: " + mode + " (expected: on or off)");
    }

    private static MockEnvironment off(String bind, String managementBind) {
        return new MockEnvironment()
                .withProperty("braid.auth", "off")
                .withProperty("server.address", bind)
                .withProperty("management.server.address", managementBind);
    }
}
