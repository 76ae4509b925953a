package dev.braid.bff.proxy;

import dev.braid.bff.web.ApiException;
import dev.braid.contracts.ErrorCode;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Passes requests through to the backend. */
@Component
public final class Proxy {

    /** The request as it is. */
    public Mono<ServerResponse> pass(ServerRequest request) {
        return passTo(request, request.uri().getRawPath());
    }

    /** A request of one of the aggregated endpoints, to another path and query of the backend. */
    public Mono<ServerResponse> passTo(ServerRequest request, String target) {
        return Mono.error(
                () -> new ApiException(ErrorCode.UPSTREAM_UNAVAILABLE, "backend: not reached (expected: passed on)"));
    }
}
