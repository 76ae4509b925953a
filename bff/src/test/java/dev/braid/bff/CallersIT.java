package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.braid.bff.redis.LocalRedis;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Two replicas on one Redis, before a backend that tells each caller something else: nobody is ever told what is another's. */
class CallersIT {

    private static final TestClock CLOCK = new TestClock();
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path folder;

    private static LocalRedis redis;
    private static Diaries backend;
    private static RunningBff one;
    private static RunningBff two;

    private final String run = UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void start() throws IOException {
        redis = LocalRedis.in(folder);
        backend = new Diaries();
        one = replica();
        two = replica();
    }

    private static RunningBff replica() {
        return RunningBff.on(
                CLOCK,
                backend.url(),
                "braid.auth=on",
                "braid.redis.url=" + redis.url(),
                "braid.cache.l2-timeout=5s",
                "braid.document.deadline=20s");
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        redis.close();
        backend.close();
    }

    /** Also in the eyes of the breakers, which a test before may have opened. */
    @BeforeEach
    void isWell() {
        backend.failing = false;
        Token anyone = Token.of("anyone", Duration.ofMinutes(1));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        ask(one, anyone).statusCode() == 200 && ask(two, anyone).statusCode() == 200);
    }

    /** A backend where every run says who looks at it, and how often anything was written. */
    private static final class Diaries implements AutoCloseable {

        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        private final ExecutorService threads = Executors.newFixedThreadPool(8);
        private final Map<String, Token> tokens = new ConcurrentHashMap<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger version = new AtomicInteger();
        private volatile boolean failing;
        private volatile String keys = ISSUER.published();

        private Diaries() throws IOException {
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                if (failing) {
                    reply(exchange, 500, error("INTERNAL"));
                    return;
                }
                if (exchange.getRequestURI().getPath().equals(TestIssuer.PATH)) {
                    reply(exchange, 200, keys);
                    return;
                }
                asked.incrementAndGet();
                List<String> sent = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
                Token token = sent.size() == 1 ? tokens.get(sent.get(0)) : null;
                if (token == null || !CLOCK.instant().isBefore(token.expiry())) {
                    reply(exchange, 401, error("UNAUTHENTICATED"));
                    return;
                }
                boolean writes = exchange.getRequestMethod().equals("POST");
                int now = writes ? version.incrementAndGet() : version.get();
                exchange.getResponseHeaders().set("Cache-Control", "private, max-age=60");
                reply(
                        exchange,
                        200,
                        "{\"status\":\"RUNNING\",\"viewer\":\"%s\",\"version\":%d}".formatted(token.subject(), now));
            }
        }

        private static String error(String code) {
            return "{\"error\":{\"code\":\"" + code
                    + "\",\"message\":\"m\",\"details\":null,\"correlation_id\":\"abcd-1234\"}}";
        }

        private static void reply(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** @param authorization the field's value; null: no field */
    private record Token(String subject, @Nullable String authorization, Instant expiry) {

        static Token of(String subject, Duration life) {
            Instant expiry = CLOCK.instant().plus(life);
            Token token = new Token(subject, "Bearer " + ISSUER.token(subject, expiry), expiry);
            backend.tokens.put(String.valueOf(token.authorization()), token);
            return token;
        }
    }

    private HttpRequest request(RunningBff bff, String of, @Nullable String authorization, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(bff.url("/api/v1/runs/" + of
                        + "/complete?include_metrics=false&include_equity=false&include_orders=false"))
                .timeout(Duration.ofSeconds(30));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private HttpResponse<String> ask(RunningBff bff, Token token, String... headers) throws Exception {
        return CLIENT.send(request(bff, run, token.authorization(), headers), BodyHandlers.ofString());
    }

    private static boolean isHit(HttpResponse<String> reply) {
        return reply.headers().firstValue("Cache-Status").orElse("").startsWith("braid; hit");
    }

    private static String viewer(HttpResponse<String> reply) {
        return JSON.readTree(reply.body()).at("/run/viewer").asString();
    }

    @Test
    void givesAStoredAnswerToItsCallerInEveryReplica() throws Exception {
        Token alice = Token.of("alice", Duration.ofMinutes(5));
        ask(one, alice);

        assertThat(isHit(ask(one, alice))).isTrue();
        await().untilAsserted(() -> assertThat(isHit(ask(two, alice))).isTrue());
        assertThat(viewer(ask(two, alice))).isEqualTo("alice");
        assertThat(viewer(ask(two, Token.of("bob", Duration.ofMinutes(5))))).isEqualTo("bob");
    }

    @Test
    void givesNothingStoredFromTheVeryInstantOfExpiry() throws Exception {
        Token alice = Token.of("alice", Duration.ofSeconds(30));
        ask(one, alice);
        await().untilAsserted(() -> assertThat(isHit(ask(two, alice))).isTrue());

        CLOCK.set(alice.expiry().minusMillis(1));
        assertThat(isHit(ask(one, alice))).isTrue();
        assertThat(isHit(ask(two, alice))).isTrue();

        CLOCK.set(alice.expiry());
        int asked = backend.asked.get();
        assertThat(ask(one, alice).statusCode()).isEqualTo(401);
        assertThat(ask(two, alice).statusCode()).isEqualTo(401);
        assertThat(backend.asked).hasValue(asked + 2);

        backend.failing = true;
        assertThat(ask(one, alice).statusCode()).isEqualTo(502);
    }

    @Test
    void storesAndGivesNothingForACredentialThatProvesNothing() throws Exception {
        String opaque = "Bearer opaque-" + run;
        Token strange = new Token("carol", opaque, Instant.MAX);
        backend.tokens.put(opaque, strange);

        for (int i = 0; i < 3; i++) {
            HttpResponse<String> reply = ask(one, strange);
            assertThat(viewer(reply)).isEqualTo("carol");
            assertThat(reply.headers().firstValue("Cache-Status").orElseThrow()).doesNotContain("hit", "stored");
        }
        Token nobody = new Token("nobody", null, Instant.MAX);
        assertThat(ask(one, nobody).statusCode()).isEqualTo(401);
        assertThat(ask(one, nobody, "Cookie", "session=" + run).statusCode()).isEqualTo(401);
    }

    @Test
    void keepsApartWhatDiffersInTheCookieAlone() throws Exception {
        Token alice = Token.of("alice", Duration.ofMinutes(5));
        ask(one, alice, "Cookie", "a=1");

        assertThat(isHit(ask(one, alice, "Cookie", "a=1"))).isTrue();
        assertThat(isHit(ask(one, alice, "Cookie", "a=2"))).isFalse();
        assertThat(isHit(ask(one, alice))).isFalse();
    }

    @Test
    void givesNothingStoredToTwoCredentialsAtOnce() throws Exception {
        Token alice = Token.of("alice", Duration.ofMinutes(5));
        ask(one, alice);

        HttpResponse<String> reply = ask(one, alice, "Authorization", String.valueOf(alice.authorization()));
        assertThat(reply.statusCode()).isEqualTo(401);
    }

    @Test
    void servesAnOldAndANewTokenOfOneUserBesideEachOther() throws Exception {
        Token old = Token.of("alice", Duration.ofSeconds(20));
        ask(one, old);
        Token fresh = Token.of("alice", Duration.ofMinutes(5));

        assertThat(isHit(ask(one, fresh))).isFalse();
        CLOCK.set(old.expiry());
        assertThat(ask(one, old).statusCode()).isEqualTo(401);
        assertThat(isHit(ask(one, fresh))).isTrue();
    }

    @Test
    void forgetsWhatACallerMaySeeWhenItSignsOut() throws Exception {
        Token alice = Token.of("alice", Duration.ofMinutes(5));
        ask(one, alice);
        HttpRequest logout = HttpRequest.newBuilder(one.url("/auth/logout"))
                .header("Authorization", String.valueOf(alice.authorization()))
                .POST(BodyPublishers.noBody())
                .build();
        CLIENT.send(logout, BodyHandlers.discarding());
        backend.tokens.remove(String.valueOf(alice.authorization()));

        assertThat(ask(one, alice).statusCode()).isEqualTo(401);
        await().untilAsserted(() -> assertThat(ask(two, alice).statusCode()).isEqualTo(401));
    }

    @Test
    void givesNothingStaleOnceTheBackendHasRefusedIt() throws Exception {
        Token alice = Token.of("alice", Duration.ofMinutes(30));
        ask(one, alice);
        await().untilAsserted(() -> assertThat(isHit(ask(two, alice))).isTrue());
        backend.tokens.remove(String.valueOf(alice.authorization()));
        CLOCK.advance(Duration.ofSeconds(70));

        assertThat(isHit(ask(one, alice))).isTrue();
        await().untilAsserted(() -> assertThat(ask(one, alice).statusCode()).isEqualTo(401));
        await().untilAsserted(() -> assertThat(ask(two, alice).statusCode()).isEqualTo(401));
        backend.failing = true;
        assertThat(ask(one, alice).statusCode()).isEqualTo(502);
    }

    @Test
    void goesOnWithKnownTokensWhileKeysAreNotToBeHadAndTakesNewOnesAfterwards() throws Exception {
        Token alice = Token.of("alice", Duration.ofMinutes(30));
        ask(one, alice);
        backend.failing = true;
        assertThat(isHit(ask(one, alice))).isTrue();
        // Beyond what is remembered, and what the keys' publisher allows.
        CLOCK.advance(Duration.ofMinutes(6));
        assertThat(viewer(ask(one, alice))).isEqualTo("alice");

        ISSUER.rotate();
        backend.keys = ISSUER.published();
        Token bob = Token.of("bob", Duration.ofMinutes(30));
        assertThat(ask(one, bob).statusCode()).isEqualTo(502);

        backend.failing = false;
        CLOCK.advance(Duration.ofSeconds(10));
        ask(one, bob);
        assertThat(isHit(ask(one, bob))).isTrue();
        // Whose key is no longer published has proven nothing any more; the backend decides.
        CLOCK.advance(Duration.ofMinutes(5));
        assertThat(isHit(ask(one, alice))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverMixesCallersWhateverHappens(long seed) throws Exception {
        new Chaos(seed).run((int) (4_000 * Double.parseDouble(System.getProperty("braid.load.share", "0.05"))));
    }

    /** Two users and some strangers, any of them at any time, on either replica. */
    private final class Chaos {

        private final String told;
        private final Random random;
        private final List<String> runs =
                List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
        private final List<Token> callers = new ArrayList<>();

        private Chaos(long seed) {
            told = "seed: " + seed;
            random = new Random(seed);
            for (String subject : List.of("alice", "alice", "bob", "bob")) {
                callers.add(Token.of(subject, life()));
            }
            callers.add(new Token("nobody", null, Instant.MIN));
            callers.add(new Token("nobody", "Bearer garbage", Instant.MIN));
            callers.add(new Token("nobody", "Bearer " + new TestIssuer().token("alice"), Instant.MIN));
        }

        private Duration life() {
            return Duration.ofSeconds(20 + random.nextInt(200));
        }

        void run(int steps) throws Exception {
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1 -> CLOCK.advance(Duration.ofMillis(random.nextInt(30_000)));
                    case 2 -> backend.failing = random.nextInt(3) == 0;
                    case 3 -> renew();
                    case 4 -> write();
                    default -> burst();
                }
            }
        }

        private void renew() {
            int who = random.nextInt(4);
            callers.set(who, Token.of(callers.get(who).subject(), life()));
            if (random.nextInt(20) == 0) {
                ISSUER.rotate();
                backend.keys = ISSUER.published();
            }
        }

        private void write() throws Exception {
            Token who = callers.get(random.nextInt(4));
            RunningBff bff = random.nextBoolean() ? one : two;
            String about = runs.get(random.nextInt(2));
            HttpRequest write = HttpRequest.newBuilder(bff.url("/backtests/" + about + "/cancel"))
                    .header("Authorization", String.valueOf(who.authorization()))
                    .POST(BodyPublishers.noBody())
                    .build();
            if (CLIENT.send(write, BodyHandlers.discarding()).statusCode() == 200) {
                int version = backend.version.get();
                HttpResponse<String> read =
                        CLIENT.send(CallersIT.this.request(bff, about, who.authorization()), BodyHandlers.ofString());
                check(who, read);
                if (read.statusCode() == 200) {
                    assertThat(JSON.readTree(read.body()).at("/run/version").asInt())
                            .as(told)
                            .isEqualTo(version);
                }
            }
        }

        private void burst() {
            List<Token> asking = new ArrayList<>();
            List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                Token who = callers.get(random.nextInt(callers.size()));
                RunningBff bff = random.nextBoolean() ? one : two;
                asking.add(who);
                replies.add(CLIENT.sendAsync(
                        CallersIT.this.request(bff, runs.get(random.nextInt(2)), who.authorization()),
                        BodyHandlers.ofString()));
            }
            for (int i = 0; i < asking.size(); i++) {
                check(asking.get(i), replies.get(i).join());
            }
        }

        private void check(Token who, HttpResponse<String> reply) {
            boolean good = CLOCK.instant().isBefore(who.expiry());
            if (reply.statusCode() == 200) {
                assertThat(good).as(told + ": " + reply.body()).isTrue();
                assertThat(viewer(reply)).as(told).isEqualTo(who.subject());
                return;
            }
            assertThat(reply.statusCode()).as(told).isIn(401, 502, 503);
            assertThat(good && reply.statusCode() == 401)
                    .as(told + ": " + reply.body())
                    .isFalse();
        }
    }
}
