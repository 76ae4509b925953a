package dev.braid.bff.upstream;

import dev.braid.bff.upstream.UpstreamException.Failure;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * One exchange on the wire, read whole, ended by its deadline. Cancelling closes the connection, for HTTP/1.1 has no other way to
 * tell the backend that nobody waits any more.
 */
final class WireUpstream implements Upstream, AutoCloseable {

    static final String DEADLINE_HEADER = "Braid-Timeout";

    /** What is asked at the same time is limited by {@link BoundedUpstream}; the pool must not be the narrower of the two. */
    private static final int MAX_CONNECTIONS = BoundedUpstream.MAX_CONCURRENT_CALLS;

    /** A connection is waited for only while another is being closed. */
    private static final Duration PENDING_ACQUIRE_TIMEOUT = Duration.ofMillis(500);

    private final Backend backend;
    private final ConnectionProvider pool = Backend.pool("backend-calls", MAX_CONNECTIONS, PENDING_ACQUIRE_TIMEOUT);
    private final HttpClient client;

    WireUpstream(Backend backend) {
        this.backend = backend;
        this.client = backend.client(pool);
    }

    @Override
    public Mono<UpstreamReply> call(UpstreamRequest request) {
        return Mono.defer(() -> exchange(request, System.nanoTime()));
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private Mono<UpstreamReply> exchange(UpstreamRequest request, long start) {
        if (request.deadline().hasPassed()) {
            return Mono.error(new UpstreamException(Failure.TIMEOUT, "deadline: passed (expected: time left)", null));
        }
        Duration remaining = request.deadline().remaining();
        return client.request(io.netty.handler.codec.http.HttpMethod.valueOf(
                        request.method().name()))
                .uri(backend.onTheWire(request.target()))
                .send((outgoing, outbound) -> {
                    write(request, remaining, outgoing);
                    return Mono.empty();
                })
                .response((head, body) -> whole(head, body, start))
                .single()
                .timeout(remaining)
                .onErrorMap(UpstreamException::of);
    }

    private void write(UpstreamRequest request, Duration remaining, HttpClientRequest outgoing) {
        HttpHeaders headers = outgoing.requestHeaders();
        headers.clear();
        request.headers().forEach((name, values) -> headers.add(name, values));
        headers.set(HttpHeaderNames.HOST, backend.authority());
        headers.set(DEADLINE_HEADER, Math.max(1, remaining.toMillis()));
    }

    private static Mono<UpstreamReply> whole(HttpClientResponse head, ByteBufFlux body, long start) {
        org.springframework.http.HttpHeaders headers = new org.springframework.http.HttpHeaders();
        head.responseHeaders().forEach(header -> headers.add(header.getKey(), header.getValue()));
        return body.collect(() -> new ReplyBody(headers.getContentLength()), ReplyBody::append)
                .map(bytes -> new UpstreamReply(
                        head.status().code(), headers, bytes.toArray(), Duration.ofNanos(System.nanoTime() - start)));
    }
}
