package dev.braid.core.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Where the credential of a request is: one bearer token in {@code Authorization}, nowhere else. Any other content of that field is
 * refused rather than overlooked. Paths on which somebody is about to prove who they are do not ask who they were.
 */
final class BearerTokens implements BearerTokenResolver {

    private static final List<String> PROVING =
            List.of("/auth/register", "/auth/login", "/auth/refresh", "/auth/password/reset-", "/auth/oidc/");

    private final BearerTokenResolver bearer = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (PROVING.stream().anyMatch(request.getRequestURI()::startsWith)) {
            return null;
        }
        List<String> given = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (given.size() > 1) {
            throw refused("Authorization given " + given.size() + " times");
        }
        String token = bearer.resolve(request);
        if (token == null && !given.isEmpty()) {
            throw refused("Authorization is not a bearer token");
        }
        return token;
    }

    private static OAuth2AuthenticationException refused(String why) {
        return new OAuth2AuthenticationException(BearerTokenErrors.invalidToken(why));
    }
}
