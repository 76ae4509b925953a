package dev.braid.bff.web;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** One line for each request, when its reply has ended: who, what, how, how long. Never the query, a header or a body. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class AccessLog implements WebFilter {

    private static final Logger log = LoggerFactory.getLogger("access");

    /** The client went before the reply had ended; nginx's number for it. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long start = System.nanoTime();
        return chain.filter(exchange).doFinally(signal -> write(exchange, signal, System.nanoTime() - start));
    }

    private static void write(ServerWebExchange exchange, SignalType signal, long nanos) {
        String method = exchange.getRequest().getMethod().name();
        String path = exchange.getRequest().getURI().getRawPath();
        int status = status(exchange, signal);
        log.atInfo()
                .addKeyValue("http.request.method", method)
                .addKeyValue("url.path", path)
                .addKeyValue("http.response.status_code", status)
                .addKeyValue("event.duration_ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                .log("{} {} {}", method, path, status);
    }

    private static int status(ServerWebExchange exchange, SignalType signal) {
        if (signal == SignalType.CANCEL) {
            return CLIENT_CLOSED_REQUEST;
        }
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        return status == null ? 200 : status.value();
    }
}
