package dev.braid.bff.stream;

import dev.braid.bff.stream.ConnectionLimits.Place;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Caller;
import dev.braid.bff.web.ClientAddress;
import dev.braid.bff.web.EventLoopReplies;
import dev.braid.bff.web.Identities;
import dev.braid.bff.web.Identity;
import dev.braid.contracts.ErrorCode;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A place for each connection on which a run is streamed, taken before anything flows. Whoever has proven who they are is one caller, however
 * often their token is renewed; others are told apart by their credential, or where they come from.
 */
@Component
final class Places {

    private static final String COME_BACK_SECONDS = "5";

    private final ConnectionLimits limits;
    private final Identities identities;
    private final ClientAddress addresses;
    private final Doors doors;

    Places(ConnectionLimits limits, Identities identities, ClientAddress addresses, Doors doors) {
        this.limits = limits;
        this.identities = identities;
        this.addresses = addresses;
        this.doors = doors;
    }

    /** An error, BUSY or RATE_LIMITED, if there is none. Goes on on the connection's event loop. */
    Mono<Place> taken(ServerRequest request, String run, Caller caller) {
        return name(request, caller)
                .publishOn(EventLoopReplies.loopOf(wire(request)))
                .map(who -> taken(run, who));
    }

    /** As the handler does, in a place; HEAD, after which nothing flows, needs none. */
    HandlerFunction<ServerResponse> within(HandlerFunction<ServerResponse> handler) {
        return request -> request.method() == HttpMethod.HEAD
                ? handler.handle(request)
                : taken(request, request.pathVariable("id"), Caller.of(request))
                        .flatMap(place ->
                                Mono.defer(() -> handler.handle(request)).doFinally(end -> place.close()));
    }

    /** Where nobody has to prove anything those without a credential are not one caller either. */
    private Mono<String> name(ServerRequest request, Caller caller) {
        if (!caller.authenticated()) {
            return Mono.fromSupplier(() -> addresses.of(request));
        }
        return identities
                .known(caller)
                .map(known -> known.map(Identity::subject)
                        .map(subject -> "subject " + subject)
                        .orElseGet(caller::scope));
    }

    private Place taken(String run, String who) {
        if (doors.isDraining()) {
            throw refusal(ErrorCode.BUSY, "this service ends (expected: come back at once, to another)");
        }
        ConnectionLimits.Outcome outcome = limits.take(run, who);
        return outcome.place().orElseThrow(() -> {
            ConnectionLimits.Full full = outcome.full().orElseThrow();
            return refusal(full.code(), full.message());
        });
    }

    /** Says when to come back, if that may help. */
    static ApiException refusal(ErrorCode code, String message) {
        HttpHeaders headers = new HttpHeaders();
        if (code == ErrorCode.BUSY || code == ErrorCode.RATE_LIMITED) {
            headers.set(HttpHeaders.RETRY_AFTER, COME_BACK_SECONDS);
        }
        return new ApiException(code, message, null, headers, null);
    }

    private static HttpServerResponse wire(ServerRequest request) {
        return ServerHttpResponseDecorator.getNativeResponse(request.exchange().getResponse());
    }
}
