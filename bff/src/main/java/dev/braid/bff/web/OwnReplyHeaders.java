package dev.braid.bff.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * What every reply that bff makes itself says: its date, and how a browser is to treat it.
 *
 * <p>A page says itself what it may load; everything else may load nothing. Added when a reply is committed. One that is passed through is written on the connection itself and has been sent by then.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
final class OwnReplyHeaders implements WebFilter {

    private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

    /** What is no page may not act as one. */
    private static final String DATA_ONLY = "default-src 'none'; frame-ancestors 'none'";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> complete(headers)));
        return chain.filter(exchange);
    }

    private static void complete(HttpHeaders headers) {
        headers.set(HttpHeaders.DATE, HttpDate.now());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (!headers.containsHeader(CONTENT_SECURITY_POLICY)) {
            headers.set(CONTENT_SECURITY_POLICY, DATA_ONLY);
        }
    }
}
