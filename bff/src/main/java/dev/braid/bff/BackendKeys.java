package dev.braid.bff;

import dev.braid.bff.upstream.Backend;
import dev.braid.bff.web.PublishedKeys;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * The backend's keys, over connections of their own: neither the breaker nor the limit of aggregated calls may keep tokens from being
 * verified. Here, because {@code web} knows no backend.
 */
@Component
final class BackendKeys implements PublishedKeys, AutoCloseable {

    private static final String TARGET = "/.well-known/jwks.json";

    /** Of a reply that does not say. */
    private static final Duration USUAL_AGE = Duration.ofMinutes(5);

    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[ ,])max-age=([0-9]{1,9})", Pattern.CASE_INSENSITIVE);

    /** A hundred times what a handful of keys takes. */
    private static final int MOST_BYTES = 64 * 1024;

    /** One question is under way at a time; another one may be on its way out. */
    private static final int MAX_CONNECTIONS = 2;

    private final Backend backend;
    private final ConnectionProvider pool = Backend.pool("backend-keys", MAX_CONNECTIONS, Duration.ofMillis(500));
    private final HttpClient client;

    BackendKeys(Backend backend) {
        this.backend = backend;
        this.client = backend.client(pool);
    }

    @Override
    public Mono<Reply> now() {
        return client.headers(headers -> headers.set(HttpHeaderNames.ACCEPT, "application/json"))
                .get()
                .uri(backend.onTheWire(TARGET))
                .response(BackendKeys::whole)
                .single();
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private static Mono<Reply> whole(HttpClientResponse head, ByteBufFlux body) {
        int status = head.status().code();
        if (status != 200) {
            return Mono.error(new IllegalStateException("reply: " + status + " (expected: 200)"));
        }
        Duration age = maxAge(head.responseHeaders().getAll(HttpHeaderNames.CACHE_CONTROL));
        return body.collect(ByteArrayOutputStream::new, BackendKeys::append)
                .map(bytes -> new Reply(bytes.toString(StandardCharsets.UTF_8), age));
    }

    private static void append(ByteArrayOutputStream bytes, ByteBuf part) {
        if (bytes.size() + part.readableBytes() > MOST_BYTES) {
            throw new IllegalStateException("keys: more bytes (expected: <= " + MOST_BYTES + ")");
        }
        try {
            part.readBytes(bytes, part.readableBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static Duration maxAge(List<String> cacheControl) {
        return MAX_AGE.matcher(String.join(", ", cacheControl))
                .results()
                .findFirst()
                .map((MatchResult found) -> Duration.ofSeconds(Long.parseLong(found.group(1))))
                .orElse(USUAL_AGE);
    }
}
