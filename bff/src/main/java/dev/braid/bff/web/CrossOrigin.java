package dev.braid.bff.web;

import dev.braid.contracts.ErrorCode;
import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Cross-origin requests (the Fetch standard, section 3.3): tells a browser which pages may read a reply, bff's own or passed through, and
 * answers preflights. A page of another origin is not kept from sending; its browser keeps it from reading.
 *
 * <p>Said before the reply is made, so that it is on the connection whichever way the reply goes. Not on the management port.
 */
/*
 * Not Spring's CorsWebFilter, because it refuses simple requests of other origins, of which a backend may know better, and says nothing on
 * replies that are written on the connection.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
public final class CrossOrigin implements WebFilter {

    /** What the lower-case names begin with of the fields by which a reply says whose pages may read it. */
    public static final String FIELDS = "access-control-";

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /** What the two services read of a request, beside what any page may send. */
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, If-Match, If-None-Match, If-Modified-Since, "
                    + "Idempotency-Key, X-Idempotency-Key, Last-Event-ID, Braid-Timeout, X-Correlation-ID, traceparent, tracestate, "
                    + "Cache-Control";

    private static final String REPLY_HEADERS =
            "X-Correlation-ID, traceparent, ETag, Age, Braid-Mode, Braid-Complete, Cache-Status, "
                    + "Proxy-Status, Server-Timing, Location, Retry-After, Link, WWW-Authenticate";

    /** Seconds; what Chromium believes is two hours at most. */
    private static final long PREFLIGHT_AGE = 600;

    private final Origins origins;
    private final ApplicationContext mainPort;

    CrossOrigin(Origins origins, ApplicationContext context) {
        this.origins = origins;
        this.mainPort = context;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Origins.Verdict verdict = origins.of(request);
        if (verdict == Origins.Verdict.UNSAID || exchange.getApplicationContext() != mainPort) {
            return chain.filter(exchange);
        }
        HttpHeaders reply = exchange.getResponse().getHeaders();
        vary(reply);
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> vary(reply)));
        if (verdict == Origins.Verdict.ALLOWED) {
            reply.setAccessControlAllowOrigin(request.getHeaders().getOrigin());
            reply.setAccessControlAllowCredentials(true);
        }
        if (CorsUtils.isPreFlightRequest(request) && verdict != Origins.Verdict.SAME) {
            return verdict == Origins.Verdict.ALLOWED ? permitted(exchange) : Mono.error(CrossOrigin::refused);
        }
        if (verdict == Origins.Verdict.ALLOWED) {
            reply.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, REPLY_HEADERS);
        }
        return chain.filter(exchange);
    }

    private static Mono<Void> permitted(ServerWebExchange exchange) {
        HttpHeaders reply = exchange.getResponse().getHeaders();
        reply.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        reply.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        reply.setAccessControlMaxAge(PREFLIGHT_AGE);
        exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
        return exchange.getResponse().setComplete();
    }

    private static ApiException refused() {
        return new ApiException(ErrorCode.FORBIDDEN, "origin: not allowed (expected: one of BRAID_ALLOWED_ORIGINS)");
    }

    /** Again when the reply is made, which may say itself by what it varies. */
    private static void vary(HttpHeaders reply) {
        List<String> named = reply.getVary();
        if (!named.contains(HttpHeaders.ORIGIN)) {
            reply.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
    }
}
