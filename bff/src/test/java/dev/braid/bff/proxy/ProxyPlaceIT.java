package dev.braid.bff.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.bff.cache.Answer;
import dev.braid.bff.cache.CacheRequest;
import dev.braid.bff.cache.Loader;
import dev.braid.bff.cache.ResponseCache;
import dev.braid.bff.web.Caller;
import dev.braid.bff.web.RawTarget;
import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.Wire;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;

/** The proxy among the others: routes that pass through, the cache that forgets, proxies in front, HTTP/2. */
class ProxyPlaceIT {

    /** Of the caller for whom the cache never answers. */
    private static final String SILENT = scopeOf(HttpHeaders.COOKIE, "silent");

    private static final List<String> FORGOTTEN = new CopyOnWriteArrayList<>();

    private static ScriptedBackend backend;
    private static RunningBff bff;
    private static volatile String reply = "";

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedBackend.playing((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send(reply);
        });
        bff = RunningBff.with(List.of(Surroundings.class), backend.url(), "braid.trusted.proxies=127.0.0.0/8");
    }

    @AfterAll
    static void stop() throws IOException {
        bff.close();
        backend.close();
    }

    @BeforeEach
    void forget() {
        backend.forgetHeads();
        FORGOTTEN.clear();
    }

    @Test
    void passesARequestToAnotherTargetAndSaysSo() throws Exception {
        reply = "HTTP/1.1 418 Odd\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nno";

        String answer = ask(
                "GET /switched?x=1 HTTP/1.1",
                "Authorization: Bearer abc\r\nIf-None-Match: \"x\"\r\nAccept: text/x\r\n");

        assertThat(backend.nextHead())
                .startsWith("GET /target?of=switched HTTP/1.1\r\n")
                .contains("Authorization: Bearer abc\r\n", "If-None-Match: \"x\"\r\n", "Accept: text/x\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 418 Odd\r\n")
                .contains("X-A: 1\r\n", "Braid-Mode: pass-through\r\n")
                .endsWith("\r\n\r\nno");
    }

    @Test
    void passesHeadAsHead() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n";

        assertThat(ask("HEAD /switched HTTP/1.1", ""))
                .contains("Content-Length: 77\r\n")
                .endsWith("\r\n\r\n");

        assertThat(backend.nextHead()).startsWith("HEAD /target?of=switched HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST 201", "DELETE 204", "PUT 200", "PATCH 303"})
    void makesTheCacheForgetTheCallerWhoChangedSomething(String methodAndStatus) throws Exception {
        String[] words = methodAndStatus.split(" ");
        reply = "HTTP/1.1 " + words[1] + " Done\r\nContent-Length: 0\r\n\r\n";

        ask(words[0] + " /thing HTTP/1.1", "Authorization: Bearer abc\r\n");

        assertThat(FORGOTTEN).containsExactly("scope:" + scopeOf(HttpHeaders.AUTHORIZATION, "Bearer abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET 200", "HEAD 200", "OPTIONS 200", "POST 409", "DELETE 503"})
    void makesItForgetNothingWhereNothingChanged(String methodAndStatus) throws Exception {
        String[] words = methodAndStatus.split(" ");
        reply = "HTTP/1.1 " + words[1] + " Done\r\nContent-Length: 0\r\n\r\n";

        ask(words[0] + " /thing HTTP/1.1", "Authorization: Bearer abc\r\n");

        assertThat(FORGOTTEN).isEmpty();
    }

    @Test
    void holdsNobodyUpForACacheThatDoesNotAnswer() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

        assertThat(ask("POST /thing HTTP/1.1", "Cookie: silent\r\n")).endsWith("ok");
    }

    @Test
    void believesATrustedProxyAndAppendsTheRealPeer() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

        ask(
                "GET /thing HTTP/1.1",
                "X-Forwarded-For: 9.9.9.9\r\nForwarded: for=9.9.9.9\r\nX-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: outer.test\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Prefix: /p\r\n"
                        + "X-Forwarded-User: inner\r\n");

        assertThat(backend.nextHead())
                .contains("X-Forwarded-For: 9.9.9.9, 127.0.0.1\r\n", "X-Forwarded-Proto: https\r\n")
                .contains("X-Forwarded-Host: outer.test\r\n", "X-Forwarded-Port: 443\r\n", "X-Forwarded-Prefix: /p\r\n")
                .contains("X-Forwarded-User: inner\r\n")
                .contains("Forwarded: for=9.9.9.9, for=127.0.0.1;host=\"h.test\";proto=http\r\n");
    }

    @Test
    void speaksHttp2ToWhoeverAsksForIt() throws Exception {
        byte[] body = new byte[300_000];
        reply = "HTTP/1.1 200 OK\r\nX-Inner: 1\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n"
                + new String(body, StandardCharsets.ISO_8859_1) + "\r\n0\r\n\r\n";
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        HttpResponse<byte[]> answer =
                client.send(HttpRequest.newBuilder(bff.url("/large%2f?x")).build(), BodyHandlers.ofByteArray());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("X-Inner")).contains("1");
        assertThat(backend.nextHead()).startsWith("GET /large%2f?x HTTP/1.1\r\n");
    }

    @Test
    void passesAnyTargetOnByteForByteOverHttp2() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

        int status = reactor.netty.http.client.HttpClient.create()
                .protocol(HttpProtocol.H2C)
                .get()
                .uri("http://127.0.0.1:" + bff.port() + "/odd|\"?%zz")
                .response()
                .map(head -> head.status().code())
                .block();

        assertThat(status).isEqualTo(200);
        assertThat(backend.nextHead()).startsWith("GET /odd|\"?%zz HTTP/1.1\r\n");
    }

    @Test
    void ignoresATargetThatAClientOfHttp2SlippedIn() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        client.send(
                HttpRequest.newBuilder(bff.url("/plain"))
                        .header(RawTarget.HEADER, "/forged")
                        .build(),
                BodyHandlers.discarding());

        assertThat(backend.nextHead()).startsWith("GET /plain HTTP/1.1\r\n");
    }

    @Test
    void answersOnAPipelineInOrder() throws Exception {
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

        try (Wire client = Wire.to(bff.port())) {
            client.send("GET /one HTTP/1.1\r\nHost: h\r\n\r\nGET /two HTTP/1.1\r\nHost: h\r\n\r\n");

            for (String target : List.of("/one", "/two")) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(client.read(2)).isEqualTo("ok");
                assertThat(backend.nextHead()).startsWith("GET " + target + " ");
            }
        }
    }

    private static String scopeOf(String field, String credential) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(field, credential);
        return Caller.of(headers).scope();
    }

    private static String ask(String requestLine, String fields) throws IOException {
        return Wire.exchange(bff.port(), requestLine + "\r\nHost: h.test\r\nConnection: close\r\n" + fields + "\r\n");
    }

    @Configuration(proxyBeanMethods = false)
    static class Surroundings {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        RouterFunction<ServerResponse> switched(Proxy proxy) {
            return RouterFunctions.route(
                    RequestPredicates.path("/switched"), request -> proxy.passTo(request, "/target?of=switched"));
        }

        @Bean
        @Primary
        ResponseCache recordingCache() {
            return new ResponseCache() {
                @Override
                public <T> Mono<Answer<T>> get(CacheRequest request, Loader<T> load, Predicate<T> failed) {
                    return Mono.error(new IllegalStateException("cache: asked (expected: told to forget)"));
                }

                @Override
                public <T> Mono<Answer<T>> renew(CacheRequest request, Loader<T> load, Predicate<T> failed) {
                    return get(request, load, failed);
                }

                @Override
                public Mono<Void> forget(Set<String> tags) {
                    FORGOTTEN.addAll(tags);
                    return tags.stream().anyMatch(tag -> tag.endsWith(SILENT)) ? Mono.never() : Mono.empty();
                }
            };
        }
    }
}
