package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Caller.Kind;
import dev.braid.core.access.CurrentCaller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the rest of the service who is calling, once the credential was verified. */
final class CallerFilter extends OncePerRequestFilter {

    /** Whom a request without credential belongs to. */
    private final Caller otherwise;

    CallerFilter(Caller otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (CurrentCaller.Scope acting = CurrentCaller.become(caller())) {
            chain.doFilter(request, response);
        }
    }

    private Caller caller() {
        Authentication proven = SecurityContextHolder.getContext().getAuthentication();
        return proven instanceof JwtAuthenticationToken token ? of(token.getToken()) : otherwise;
    }

    /** Whom a verified token is of. */
    static Caller of(Jwt token) {
        List<String> permissions = Optional.ofNullable(token.getClaimAsStringList(AccessTokens.PERMISSIONS))
                .orElse(List.of());
        Kind kind = Standing.isService(token) ? Kind.SERVICE : Kind.USER;
        return new Caller(Standing.subject(token), kind, Set.copyOf(permissions));
    }
}
