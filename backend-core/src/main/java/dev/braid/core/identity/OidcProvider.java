package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * The identity provider: the authorization code flow of OpenID Connect Core 1.0, section 3.1, with PKCE (RFC 7636) and nonce. What it
 * says about itself is asked for when it is first needed, and again until it answers: it need not be there when this service starts.
 */
@Component
class OidcProvider {

    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final String REGISTRATION = "oidc";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Half of what a proxy in front waits for us. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /** RFC 6749, sections 4.1.2.1 and 5.2: the provider's own trouble, not the user's. */
    private static final Set<String> TROUBLE = Set.of("server_error", "temporarily_unavailable");

    private static final int LONGEST_CAUSE_CHAIN = 20;

    private final OidcSettings settings;
    private final AuthenticationProvider exchange = exchange();
    private final DefaultOAuth2AuthorizationRequestResolver requests;
    private final Lock discovering = new ReentrantLock();
    private volatile @Nullable ClientRegistration discovered;

    OidcProvider(OidcSettings settings) {
        this.settings = settings;
        this.requests = new DefaultOAuth2AuthorizationRequestResolver(id -> registration());
        this.requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    /** Where to send the browser, and what to remember of it until it comes back. */
    OAuth2AuthorizationRequest authorizationRequest(HttpServletRequest request) {
        return Objects.requireNonNull(requests.resolve(request, REGISTRATION), "request of a known provider");
    }

    /**
     * Whom the provider says to have sent back.
     *
     * @throws ApiException UNAUTHENTICATED if it does not say so, or not to this question; UPSTREAM_UNAVAILABLE if it does not answer
     */
    OidcUser userOf(OAuth2AuthorizationRequest request, String code) {
        OAuth2AuthorizationResponse response = OAuth2AuthorizationResponse.success(code)
                .redirectUri(settings.redirectUri())
                .state(Objects.requireNonNull(request.getState(), "state of a sign-in"))
                .build();
        try {
            Authentication proven = Objects.requireNonNull(
                    exchange.authenticate(new OAuth2LoginAuthenticationToken(
                            registration(), new OAuth2AuthorizationExchange(request, response))),
                    "proof of a login");
            return (OidcUser) Objects.requireNonNull(proven.getPrincipal(), "user of a login");
        } catch (OAuth2AuthenticationException failed) {
            LOG.warn("sign-in with {} failed: {}", settings.issuer(), failed.getMessage());
            throw isTrouble(failed) ? unavailable() : OidcSignIn.refused("identity provider: not convincing");
        }
    }

    /** Of an answer of the provider's that came by the browser. */
    static boolean isTrouble(String error) {
        return TROUBLE.contains(error);
    }

    static ApiException unavailable() {
        return new ApiException(
                ErrorCode.UPSTREAM_UNAVAILABLE, "identity provider: does not answer (expected: another try later)");
    }

    private ClientRegistration registration() {
        ClientRegistration known = discovered;
        return known == null ? discover() : known;
    }

    /** One asks at a time: a provider that does not answer in time is to keep no more than one request waiting. */
    private ClientRegistration discover() {
        if (!discovering.tryLock()) {
            throw ApiException.retryAfter(
                    CONNECT_TIMEOUT, ErrorCode.BUSY, "identity provider: being asked (expected: another try soon)");
        }
        try {
            ClientRegistration registration = ClientRegistrations.fromOidcIssuerLocation(settings.issuer())
                    .registrationId(REGISTRATION)
                    .clientId(settings.clientId())
                    .clientSecret(settings.clientSecret())
                    .redirectUri(settings.redirectUri())
                    .scope("openid", "email", "profile")
                    .build();
            discovered = registration;
            return registration;
        } catch (IllegalArgumentException | IllegalStateException failed) {
            LOG.warn("{} says nothing about itself that can be used", settings.issuer(), failed);
            throw unavailable();
        } finally {
            discovering.unlock();
        }
    }

    private static AuthenticationProvider exchange() {
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(impatient())
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return new OidcAuthorizationCodeAuthenticationProvider(tokens, users());
    }

    private static OidcUserService users() {
        RestTemplate template = new RestTemplate(impatient());
        template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        DefaultOAuth2UserService plain = new DefaultOAuth2UserService();
        plain.setRestOperations(template);
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(plain);
        return users;
    }

    private static ClientHttpRequestFactory impatient() {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(CONNECT_TIMEOUT);
        requests.setReadTimeout(READ_TIMEOUT);
        return requests;
    }

    private static boolean isTrouble(OAuth2AuthenticationException failed) {
        return isTrouble(failed.getError().getErrorCode())
                || Stream.<Throwable>iterate(failed, cause -> cause != null, Throwable::getCause)
                        .limit(LONGEST_CAUSE_CHAIN)
                        .anyMatch(cause ->
                                cause instanceof ResourceAccessException || cause instanceof HttpServerErrorException);
    }
}
