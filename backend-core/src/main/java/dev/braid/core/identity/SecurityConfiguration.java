package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * A resource server without sessions. The filters establish who is calling; who may call what stands on the handlers, and is decided
 * there.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    AuthSettings authSettings(Environment environment) {
        return AuthSettings.of(environment);
    }

    @Bean
    OidcSettings oidcSettings(Environment environment) {
        return OidcSettings.of(environment);
    }

    @Bean
    SecretBox secretBox(Environment environment, AuthSettings auth) {
        return SecretBox.of(MasterKey.of(environment, auth));
    }

    @Bean
    JwtDecoder accessTokenDecoder(AccessTokens tokens) {
        return tokens.decoder();
    }

    /** What only a service that takes requests has. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication
    static class OfRequests {

        @Bean
        SecurityFilterChain everyRequest(
                HttpSecurity http, AuthSettings auth, Standing standing, AuthenticationEntryPoint refusal) {
            return http.csrf(AbstractHttpConfigurer::disable)
                    .headers(AbstractHttpConfigurer::disable)
                    .logout(AbstractHttpConfigurer::disable)
                    .requestCache(AbstractHttpConfigurer::disable)
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .oauth2ResourceServer(server -> server.bearerTokenResolver(new BearerTokens())
                            .authenticationEntryPoint(refusal)
                            .jwt(jwt -> jwt.jwtAuthenticationConverter(token -> standing(token, standing))))
                    .addFilterBefore(new CallerFilter(auth.withoutCredential()), AuthorizationFilter.class)
                    .build();
        }

        /** What was wrong with a token is not told: whoever made it up learns nothing. */
        @Bean
        AuthenticationEntryPoint refusal(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver errors) {
            return (request, response, failure) -> errors.resolveException(
                    request,
                    response,
                    null,
                    ApiException.unauthenticated(
                            "Bearer error=\"invalid_token\"",
                            "credential: not valid (expected: a bearer token of this service that has not expired)"));
        }

        @Bean
        RequestRejectedHandler unreadableRequest(
                @Qualifier("handlerExceptionResolver") HandlerExceptionResolver errors) {
            return (request, response, rejected) -> errors.resolveException(
                    request,
                    response,
                    null,
                    new ApiException(
                            ErrorCode.BAD_REQUEST, "request: not readable (expected: a path in its normal form)"));
        }

        private static AbstractAuthenticationToken standing(Jwt token, Standing standing) {
            if (!standing.of(token)) {
                throw new InvalidBearerTokenException("revoked");
            }
            return new JwtAuthenticationToken(token);
        }
    }
}
