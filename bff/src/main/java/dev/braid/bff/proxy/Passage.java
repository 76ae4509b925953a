package dev.braid.bff.proxy;

import dev.braid.bff.upstream.UpstreamException;
import dev.braid.bff.upstream.UpstreamException.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A client's request and the place of its reply, as they are on the connection: Spring's view of either has lost bytes that must be
 * passed on.
 */
record Passage(HttpServerRequest request, HttpServerResponse response, ServerHttpResponse springs) {

    /** RFC 9110 section 9.2.1. */
    static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    /** The client's body ended early. Nobody is left to be told. */
    static final class ClientGoneException extends RuntimeException {

        ClientGoneException(Throwable cause) {
            super("request body: cut off by the client (expected: all of it)", cause);
        }
    }

    static Passage of(ServerRequest request) {
        ServerHttpResponse response = request.exchange().getResponse();
        return new Passage(
                ServerHttpRequestDecorator.getNativeRequest(request.exchange().getRequest()),
                ServerHttpResponseDecorator.getNativeResponse(response),
                response);
    }

    /** RFC 9112 section 6.3: a request has a body if one of these says so. */
    boolean hasBody() {
        HttpHeaders headers = request.requestHeaders();
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING) || contentLength(headers) > 0;
    }

    Flux<ByteBuf> body() {
        return request.receive().retain().onErrorMap(ClientGoneException::new);
    }

    /**
     * Whether the request may be sent once more: it is safe, nothing of it is used up, and the first attempt met a connection that
     * the backend was just closing. RFC 9110 section 9.2.2 forbids it for anything else.
     */
    boolean isRepeatableAfter(Throwable failure) {
        return SAFE.contains(request.method())
                && !hasBody()
                && !response.hasSentHeaders()
                && UpstreamException.of(failure).failure() == Failure.UNAVAILABLE;
    }

    boolean isOfHttp10() {
        return request.version().equals(HttpVersion.HTTP_1_0);
    }

    /**
     * Ends the reply so that nobody can take it for whole. The error is for Reactor Netty, which then closes the connection without
     * the last chunk; Spring lets it through only once it believes the reply committed. It has no cause, because Spring takes some
     * for a client that left, and would end the reply in good order.
     */
    Mono<Void> cutOff() {
        if (isOfHttp10()) {
            // Such a reply may end with its connection: only a reset says that it did not.
            response.withConnection(connection -> resetAtClose(connection.channel()));
        }
        return springs.setComplete().then(Mono.error(new CutOffException()));
    }

    private static void resetAtClose(Channel channel) {
        if (channel.config() instanceof SocketChannelConfig) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    private static long contentLength(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static final class CutOffException extends RuntimeException {

        CutOffException() {
            super("reply: cut off by the backend (expected: all of it)", null, false, false);
        }
    }
}
