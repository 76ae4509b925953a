package dev.braid.core.socket;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Turns a request of a handler into a socket. A handler as any other until the connection is upgraded: asked who may call it, and
 * refusing in the contract's shape. Not Spring's mapping of sockets, because no interceptor of ours stands before that.
 */
@Component
@ConditionalOnWebApplication
public final class SocketHandshake {

    private static final String SUBPROTOCOL = "braid.v1";
    private static final String BEARER_SUBPROTOCOL = "bearer.";
    private static final String BEARER = "Bearer ";

    /** In the two ways that Spring's handshake can read. */
    private static final Set<String> CONNECTION_UPGRADE = Set.of("Upgrade", "upgrade");

    private final Credentials credentials;
    private final DefaultHandshakeHandler handshake = new WithoutExtensions();

    SocketHandshake(Credentials credentials) {
        this.credentials = credentials;
        handshake.setSupportedProtocols(SUBPROTOCOL);
    }

    /**
     * Who asks for a socket.
     *
     * @param serves whom there is anything to tell
     * @param expected of whom there is not, in words
     * @throws ApiException if it is no handshake, of another origin, or of somebody who may not
     */
    public Introduction introduction(HttpServletRequest request, Predicate<Caller> serves, String expected) {
        requireUpgrade(request);
        SameOrigin.require(request);
        Introduction introduction = introduction(request);
        boolean byHeader = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        if (byHeader && introduction.proof().map(Proof::caller).filter(serves).isEmpty()) {
            throw new ApiException(ErrorCode.FORBIDDEN, "permission: not granted (expected: " + expected + ")");
        }
        return introduction;
    }

    public void upgrade(HttpServletRequest request, HttpServletResponse response, WebSocketHandler handler) {
        handshake.doHandshake(
                new ServletServerHttpRequest(request), new ServletServerHttpResponse(response), handler, Map.of());
    }

    /** Who sends a request that is answered for longer than requests are, let through by the filters. */
    public Proof proofOf(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        Introduction introduction = authorization == null ? byDefault() : byHeader(authorization);
        return introduction
                .proof()
                .orElseThrow(
                        () -> ApiException.unauthenticated("Bearer", "credential: missing (expected: a bearer token)"));
    }

    /** All that the handshake would refuse by itself, in another shape. */
    private static void requireUpgrade(HttpServletRequest request) {
        requireHandshake(request.getMethod().equals("GET"), "method: another (expected: GET)");
        requireHandshake(
                "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE)),
                "Upgrade: missing or another (expected: websocket)");
        requireHandshake(
                listed(request, HttpHeaders.CONNECTION).anyMatch(CONNECTION_UPGRADE::contains),
                "Connection: missing or another (expected: Upgrade)");
        requireHandshake(
                "13".equals(request.getHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION)),
                "Sec-WebSocket-Version: missing or another (expected: 13)");
        requireHandshake(
                request.getHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY) != null,
                "Sec-WebSocket-Key: missing (expected: a key)");
    }

    private static void requireHandshake(boolean met, String otherwise) {
        if (!met) {
            throw new ApiException(ErrorCode.BAD_REQUEST, otherwise);
        }
    }

    private static Stream<String> listed(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(values -> Stream.of(values.split(",")))
                .map(String::trim);
    }

    private Introduction introduction(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        List<String> offered = bearers(request);
        if (offered.size() + (authorization == null ? 0 : 1) > 1) {
            throw refused("credential: given more than once (expected: once)");
        }
        if (authorization != null) {
            return byHeader(authorization);
        }
        if (offered.isEmpty()) {
            return byDefault();
        }
        // A page sees why a socket was closed, but not why a handshake was refused.
        Optional<Proof> proof = credentials.proofOf(offered.get(0));
        return new Introduction(proof, false, proof.isEmpty());
    }

    /** The filters have let the header through: a bearer token that was good a moment ago. */
    private Introduction byHeader(String authorization) {
        Proof proof = credentials
                .proofOf(authorization.substring(BEARER.length()).trim())
                .orElseThrow(() -> refused("credential: not valid (expected: a bearer token of this service)"));
        return new Introduction(Optional.of(proof), false, false);
    }

    private Introduction byDefault() {
        Caller caller = credentials.withoutOne();
        return caller.isSignedIn()
                ? new Introduction(Optional.of(new Proof(caller, Instant.MAX, () -> true)), true, false)
                : new Introduction(Optional.empty(), false, false);
    }

    private static List<String> bearers(HttpServletRequest request) {
        return listed(request, WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL)
                .filter(protocol -> protocol.startsWith(BEARER_SUBPROTOCOL))
                .map(protocol -> protocol.substring(BEARER_SUBPROTOCOL.length()))
                .toList();
    }

    private static ApiException refused(String message) {
        return ApiException.unauthenticated("Bearer error=\"invalid_token\"", message);
    }

    /** What is sent is small, and a compressor takes 300 KB of each socket. */
    private static final class WithoutExtensions extends DefaultHandshakeHandler {

        @Override
        protected List<WebSocketExtension> filterRequestedExtensions(
                ServerHttpRequest request, List<WebSocketExtension> requested, List<WebSocketExtension> supported) {
            return List.of();
        }
    }
}
