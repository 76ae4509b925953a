package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.web.ApiException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

class OidcProviderIT {

    @Test
    void aProviderThatIsAwayIsAskedAgainUntilItAnswers() throws IOException {
        int port = freePort();
        OidcSettings settings = new OidcSettings(
                "http://127.0.0.1:" + port,
                IdentityProvider.CLIENT,
                IdentityProvider.SECRET,
                Set.of(),
                URI.create("http://localhost:8080"));
        OidcProvider provider = new OidcProvider(settings);
        assertUnavailable(() -> provider.authorizationRequest(new MockHttpServletRequest()));

        OAuth2AuthorizationRequest request;
        try (IdentityProvider up = IdentityProvider.start(port, settings.redirectUri())) {
            request = provider.authorizationRequest(new MockHttpServletRequest());
            assertThat(request.getAuthorizationRequestUri()).startsWith(up.issuer() + "/oauth2/authorize?");
        }

        assertUnavailable(() -> provider.userOf(request, "code"));
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        failed -> assertThat(failed.code().status()).isEqualTo(502));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
