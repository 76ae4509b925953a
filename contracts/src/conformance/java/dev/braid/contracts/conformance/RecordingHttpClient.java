package dev.braid.contracts.conformance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of integration tests: does what the JDK's does, and records every exchange whose body came whole.
 *
 * <p>A test that speaks to something that the OpenAPI documents do not describe (an invented backend behind the proxy) uses the
 * JDK's client. Not recorded are management, and {@code /probe/…}: endpoints that a test brings along.
 */
public final class RecordingHttpClient extends HttpClient {

    /** The largest body that is kept; of a larger one only the head is checked. A year of minute bars has 10 MB. */
    private static final int KEPT_BYTES = 4 << 20;

    private static final int KEPT_REQUEST_BYTES = 64 << 10;
    /** Management, and endpoints that a test brings along. */
    private static final List<String> NOT_RECORDED = List.of("/actuator", "/probe/");

    private final HttpClient client;
    private final ExchangeLog log;

    RecordingHttpClient(HttpClient client, ExchangeLog log) {
        this.client = client;
        this.log = log;
    }

    /** A client that speaks HTTP/1.1. */
    public static RecordingHttpClient http1() {
        return around(HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build());
    }

    public static RecordingHttpClient around(HttpClient client) {
        return new RecordingHttpClient(client, ExchangeLog.OF_THIS_BUILD);
    }

    /** The reply to a GET, its body as text; headers are given as name, value, name, value …. */
    public HttpResponse<String> get(URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, recording(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return client.sendAsync(request, recording(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushed) {
        return client.sendAsync(request, recording(request, handler), pushed);
    }

    private <T> BodyHandler<T> recording(HttpRequest request, BodyHandler<T> handler) {
        String path = request.uri().getRawPath();
        if (NOT_RECORDED.stream().anyMatch(path::startsWith)) {
            return handler;
        }
        return reply -> new Copy<>(handler.apply(reply), body -> log.record(exchange(request, reply, body)));
    }

    private static Exchange exchange(HttpRequest request, ResponseInfo reply, byte @Nullable [] body) {
        URI uri = request.uri();
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return new Exchange(
                request.method(),
                target,
                request.headers().map(),
                requestBody(request),
                reply.statusCode(),
                reply.headers().map(),
                body == null ? null : text(reply, body));
    }

    private static @Nullable String requestBody(HttpRequest request) {
        return request.bodyPublisher()
                .filter(publisher -> publisher.contentLength() > 0 && publisher.contentLength() <= KEPT_REQUEST_BYTES)
                .map(publisher -> {
                    BodySubscriber<String> text = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
                    publisher.subscribe(new Pull(text));
                    return text.getBody().toCompletableFuture().join();
                })
                .orElse(null);
    }

    private static @Nullable String text(ResponseInfo reply, byte[] body) {
        String type = reply.headers().firstValue("content-type").orElse("");
        if (body.length > 0 && !type.matches("(?i)(text/|application/([a-z.+-]*json|yaml)).*")) {
            return null;
        }
        boolean compressed =
                reply.headers().firstValue("content-encoding").orElse("").equals("gzip") && body.length > 0;
        return new String(compressed ? inflate(body) : body, StandardCharsets.UTF_8);
    }

    private static byte[] inflate(byte[] body) {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("a body that says gzip: not readable as such", e);
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    /** What happens with the copy of a whole body, absent when it was too large to keep. */
    private interface Recorder {
        void record(byte @Nullable [] body);
    }

    /** Hands a body on as it comes, and a copy of it to the recorder before its end is told. */
    private static final class Copy<T> implements BodySubscriber<T> {

        private final BodySubscriber<T> reader;
        private final Recorder recorder;
        private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
        private boolean tooLarge;

        private Copy(BodySubscriber<T> reader, Recorder recorder) {
            this.reader = reader;
            this.recorder = recorder;
        }

        @Override
        public CompletionStage<T> getBody() {
            return reader.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            reader.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            buffers.forEach(this::keep);
            reader.onNext(buffers);
        }

        private void keep(ByteBuffer buffer) {
            tooLarge |= copy.size() + buffer.remaining() > KEPT_BYTES;
            if (!tooLarge) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                copy.writeBytes(bytes);
            }
        }

        @Override
        public void onError(Throwable failure) {
            reader.onError(failure);
        }

        @Override
        public void onComplete() {
            try {
                recorder.record(tooLarge ? null : copy.toByteArray());
            } catch (RuntimeException | Error e) {
                reader.onError(e);
                return;
            }
            reader.onComplete();
        }
    }

    /** Reads the body of a request once more. */
    private record Pull(BodySubscriber<String> text) implements Flow.Subscriber<ByteBuffer> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            text.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            text.onNext(List.of(buffer));
        }

        @Override
        public void onError(Throwable failure) {
            text.onError(failure);
        }

        @Override
        public void onComplete() {
            text.onComplete();
        }
    }
}
