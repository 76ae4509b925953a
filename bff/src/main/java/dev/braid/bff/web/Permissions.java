package dev.braid.bff.web;

import dev.braid.contracts.ErrorCode;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Lets through who may do something that bff itself decides on. */
@Component
public final class Permissions {

    public static final String FLAG_WRITE = "flag:write";
    public static final String STREAM_ADMIN = "stream:admin";

    /** As soon as the keys are asked for again. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Identities identities;

    Permissions(Identities identities) {
        this.identities = identities;
    }

    /**
     * Who asks, if they may.
     *
     * @param permission {@code resource:action}
     * @return else an {@link ApiException}: UNAUTHENTICATED for nobody and for a credential that proves nothing, FORBIDDEN for somebody
     *     without the permission, BUSY while tokens cannot be verified
     */
    public Mono<Identity> require(ServerRequest request, String permission) {
        Caller caller = Caller.of(request);
        return identities
                .proven(caller)
                .onErrorMap(KnownKeys.UnavailableException.class, Permissions::busy)
                .switchIfEmpty(Mono.error(() -> unauthenticated(caller)))
                .flatMap(
                        identity -> identity.may(permission) ? Mono.just(identity) : Mono.error(forbidden(permission)));
    }

    /** RFC 6750 section 3: the reason is told to whoever sent a credential, and to nobody else. */
    private static ApiException unauthenticated(Caller caller) {
        String challenge = caller.authenticated() ? "Bearer error=\"invalid_token\"" : "Bearer";
        String actual = caller.authenticated() ? "not valid" : "missing";
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, challenge);
        return new ApiException(
                ErrorCode.UNAUTHENTICATED,
                "credential: " + actual + " (expected: a bearer token that is valid)",
                null,
                headers,
                null);
    }

    private static ApiException forbidden(String permission) {
        return new ApiException(ErrorCode.FORBIDDEN, "permission: missing (expected: " + permission + ")");
    }

    private static ApiException busy(Throwable cause) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return new ApiException(
                ErrorCode.BUSY, "tokens: not verifiable now (expected: try again)", null, headers, cause);
    }
}
