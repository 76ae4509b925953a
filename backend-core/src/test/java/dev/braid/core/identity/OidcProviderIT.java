package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

class OidcProviderIT {

    @Test
    void aProviderThatIsAwayIsAskedAgainUntilItAnswers() throws IOException {
        int port = freePort();
        OidcProvider provider = provider(port);
        assertUnavailable(() -> provider.authorizationRequest(new MockHttpServletRequest()));

        OAuth2AuthorizationRequest request;
        try (IdentityProvider up = IdentityProvider.start(port, settings(port).redirectUri())) {
            request = provider.authorizationRequest(new MockHttpServletRequest());
            assertThat(request.getAuthorizationRequestUri()).startsWith(up.issuer() + "/oauth2/authorize?");
        }

        assertUnavailable(() -> provider.userOf(request, "code"));
    }

    @Test
    void oneAsksAnUnknownProviderAtATimeAndTheOthersAreToldToComeBack() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            OidcProvider provider = provider(silent.getLocalPort());
            CompletableFuture<Throwable> first = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> provider.authorizationRequest(new MockHttpServletRequest())));
            Socket asked = silent.accept();

            assertThatThrownBy(() -> provider.authorizationRequest(new MockHttpServletRequest()))
                    .isInstanceOfSatisfying(ApiException.class, busy -> {
                        assertThat(busy.code()).isEqualTo(ErrorCode.BUSY);
                        assertThat(busy.headers().getFirst("Retry-After")).isEqualTo("2");
                    });

            asked.close();
            silent.close();
            assertThat(first.get(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE));
        }
    }

    private static OidcProvider provider(int port) {
        return new OidcProvider(settings(port));
    }

    private static OidcSettings settings(int port) {
        return new OidcSettings(
                "http://127.0.0.1:" + port,
                IdentityProvider.CLIENT,
                IdentityProvider.SECRET,
                Set.of(),
                URI.create("http://localhost:8080"));
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
