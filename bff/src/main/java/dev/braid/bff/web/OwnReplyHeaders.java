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
 * <p>Added when a reply is committed. One that is passed through is written on the connection itself and has been sent by then.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
final class OwnReplyHeaders implements WebFilter {

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
    }
}
