package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.access.UnusableSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class OidcSettingsTest {

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void withoutAProviderThereIsNone() {
        assertThat(OidcSettings.of(environment).isOn()).isFalse();
    }

    @Test
    void halfAProviderEndsTheStart() {
        environment.setProperty("braid.oidc.issuer", "https://id.example");
        environment.setProperty("braid.oidc.client.id", "braid");

        assertThatThrownBy(() -> OidcSettings.of(environment))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageEndingWith("some are missing (expected: all three, or none)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id.example", "ftp://id.example", "http://id.invalid", "https://", "not an address"})
    void anIssuerThatCannotBeTrustedEndsTheStart(String issuer) {
        complete(issuer);

        assertThatThrownBy(() -> OidcSettings.of(environment))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageStartingWith("BRAID_OIDC_ISSUER: " + issuer);
    }

    @Test
    void theProviderSendsBackToThePublicAddress() {
        complete("https://id.example/realms/braid");
        assertThat(OidcSettings.of(environment).redirectUri()).isEqualTo("http://localhost:8080/auth/oidc/callback");
        assertThat(OidcSettings.of(environment).isSecure()).isFalse();

        environment.setProperty("braid.public.url", "https://braid.example/base/");

        assertThat(OidcSettings.of(environment).redirectUri())
                .isEqualTo("https://braid.example/base/auth/oidc/callback");
        assertThat(OidcSettings.of(environment).isSecure()).isTrue();
    }

    @Test
    void addressesOfNamedDomainsAreAllowedOnly() {
        complete("https://id.example");
        assertThat(OidcSettings.of(environment).allows("a@anything.example")).isTrue();

        environment.setProperty("braid.oidc.domains", " Example.org ,example.com,");

        OidcSettings settings = OidcSettings.of(environment);
        assertThat(settings.allows("a@EXAMPLE.org")).isTrue();
        assertThat(settings.allows("a@sub.example.org")).isFalse();
    }

    private void complete(String issuer) {
        environment.setProperty("braid.oidc.issuer", issuer);
        environment.setProperty("braid.oidc.client.id", "braid");
        environment.setProperty("braid.oidc.client.secret", "secret");
    }
}
