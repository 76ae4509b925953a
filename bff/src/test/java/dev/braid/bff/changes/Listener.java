package dev.braid.bff.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.cache.Answer;
import dev.braid.bff.cache.Answer.Fresh;
import dev.braid.bff.cache.Answer.Hit;
import dev.braid.bff.cache.CacheRequest;
import dev.braid.bff.cache.CachedDocument;
import dev.braid.bff.cache.Loaded;
import dev.braid.bff.cache.Loaded.Keep;
import dev.braid.bff.cache.ResponseCache;
import dev.braid.bff.cache.Scope;
import dev.braid.bff.observe.Metrics;
import dev.braid.bff.redis.RedisConnections;
import dev.braid.bff.wire.WebSocketPeer;
import dev.braid.contracts.conformance.RecordingHttpClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A bff that is told of changes, and what its cache still holds. */
record Listener(RunningBff bff) {

    static final String TOKEN = "zzMarkedServiceTokenzz";

    static final CacheRequest A = request("a");
    static final CacheRequest B = request("b");

    private static final HttpClient CLIENT = RecordingHttpClient.http1();
    private static final AtomicInteger LOADS = new AtomicInteger();

    /** An answer for everyone, with one tag. */
    static CacheRequest request(String name) {
        return new CacheRequest("run:" + name, new Scope("anonymous", Instant.MAX), Set.of("run:" + name));
    }

    static Loaded<String> loaded(String value) {
        CachedDocument document =
                new CachedDocument(value.getBytes(StandardCharsets.UTF_8), new byte[0], Map.of("etag", value));
        return new Loaded<>(value, true, new Keep(document, Duration.ofHours(1), Duration.ofMinutes(10)));
    }

    ChangesFeed feed() {
        return bff.bean(ChangesFeed.class);
    }

    ResponseCache cache() {
        return bff.bean(ResponseCache.class);
    }

    boolean usesRedis() {
        return bff.bean(RedisConnections.class).connected();
    }

    /** The backend's next connection with it, greeted and heard. */
    WebSocketPeer greetedBy(TellingBackend backend, long sequence) throws InterruptedException {
        double before = flushes("connected");
        while (true) {
            WebSocketPeer peer = backend.greeted(sequence);
            await().until(() -> peer.ended() || flushes("connected") > before && feed().connected());
            if (!peer.ended()) {
                return peer;
            }
        }
    }

    double flushes(String reason) {
        return count(Metrics.CHANGES_FLUSHES, Metrics.REASON, reason);
    }

    double events(String outcome) {
        return count(Metrics.CHANGES_EVENTS, Metrics.OUTCOME, outcome);
    }

    double tags() {
        return bff.bean(MeterRegistry.class).get(Metrics.CHANGES_TAGS).counter().count();
    }

    double connectedGauge() {
        return bff.bean(MeterRegistry.class)
                .get(Metrics.CHANGES_CONNECTED)
                .gauge()
                .value();
    }

    private double count(String name, String tag, String value) {
        return bff.bean(MeterRegistry.class).get(name).tag(tag, value).counter().count();
    }

    private Answer<String> ask(CacheRequest request) {
        return cache().get(
                        request,
                        () -> Mono.fromCallable(() -> loaded("load " + LOADS.incrementAndGet())),
                        value -> false)
                .block(Duration.ofSeconds(10));
    }

    /** What it answers, from wherever. */
    String text(CacheRequest request) {
        Answer<String> answer = ask(request);
        return answer instanceof Hit<String> hit
                ? new String(hit.document().identity(), StandardCharsets.UTF_8)
                : ((Fresh<String>) answer).value();
    }

    boolean keeps(CacheRequest request) {
        return ask(request) instanceof Hit<String>;
    }

    /** Both are cached from now on. */
    void fill() {
        text(A);
        text(B);
        assertThat(keeps(A) && keeps(B)).isTrue();
    }

    /** To be asked of each request once: what is not there is loaded. */
    void awaitForgotten(CacheRequest request) {
        await().until(() -> !keeps(request));
    }

    JsonNode health() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(bff.url("/health")).build();
        return new JsonMapper()
                .readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
    }

    String healthOfChanges() throws IOException, InterruptedException {
        return health().at("/dependencies/changes/status").asString();
    }
}
