package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.TestIssuer;
import dev.braid.bff.web.Caller;
import dev.braid.bff.web.Identities;
import dev.braid.bff.wire.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** How many streams a caller and a run may have where the backend's are passed through: two and three. */
class StreamPlacesIT {

    private static final String PLAIN = "/backtests/%s/stream";
    private static final String EVENTS = "/api/v1/runs/%s/events";

    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final DisposableServer BACKEND = HttpServer.create()
            .host("127.0.0.1")
            .route(routes -> routes.get(
                            TestIssuer.PATH,
                            (request, response) -> response.header("Content-Type", "application/json")
                                    .sendString(Mono.just(ISSUER.published())))
                    .head("/backtests/{id}/stream", (request, response) -> {
                        ASKED.add(request.uri());
                        return response.sse().send();
                    })
                    .get("/backtests/{id}/stream", (request, response) -> {
                        ASKED.add(request.uri());
                        return response.sse().sendString(Flux.concat(Mono.just("id: 0\ndata: {}\n\n"), Flux.never()));
                    }))
            .bindNow();
    private static final RunningBff BFF = RunningBff.before(
            URI.create("http://127.0.0.1:" + BACKEND.port()),
            "braid.flags.force=stream-hub=off",
            "braid.stream.viewers-of-caller=2",
            "braid.stream.viewers-of-run=3");

    private final List<Wire> streams = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void keysAreKnown() {
        Caller anyone = Caller.of(Offer.bearer(ISSUER.token("anyone")));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> BFF.bean(Identities.class).known(anyone).block().isPresent());
    }

    @AfterAll
    static void stop() {
        BFF.close();
        BACKEND.disposeNow(Duration.ofSeconds(10));
    }

    @AfterEach
    void everyoneLeaves() throws Exception {
        for (Wire stream : streams) {
            stream.close();
        }
        await().until(() -> BFF.bean(ConnectionLimits.class).taken() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, EVENTS})
    void aCallerHasSoManyThatArePassedThrough(String path) throws Exception {
        assertThat(open(path, "Bearer x.y.z")).startsWith("HTTP/1.1 200");
        assertThat(open(path, "Bearer x.y.z")).startsWith("HTTP/1.1 200");
        int asked = ASKED.size();

        String refused = open(path, "Bearer x.y.z");

        assertThat(refused).startsWith("HTTP/1.1 429").containsIgnoringCase("Retry-After: 5");
        assertThat(ASKED).hasSize(asked);
        assertThat(open(path, "Bearer u.v.w")).startsWith("HTTP/1.1 200");

        streams.get(0).close();

        await().until(() -> BFF.bean(ConnectionLimits.class).taken() == 2);
        assertThat(open(path, "Bearer x.y.z")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, EVENTS})
    void aRunHasSoManyThatArePassedThrough(String path) throws Exception {
        for (String who : List.of("a", "b", "c")) {
            assertThat(open(path, "Bearer " + who)).startsWith("HTTP/1.1 200");
        }

        assertThat(open(path, "Bearer d")).startsWith("HTTP/1.1 503").containsIgnoringCase("Retry-After: 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, EVENTS})
    void whoeverRenewsATokenIsTheSameCaller(String path) throws Exception {
        open(path, "Bearer " + ISSUER.token("ada"));
        open(path, "Bearer " + ISSUER.token("ada"));

        assertThat(open(path, "Bearer " + ISSUER.token("ada"))).startsWith("HTTP/1.1 429");
        assertThat(open(path, "Bearer " + ISSUER.token("bob"))).startsWith("HTTP/1.1 200");
    }

    /** Nobody takes the places of somebody whose name they only claim. */
    @Test
    void aTokenThatNobodySignedIsNotOfTheCallerThatItNames() throws Exception {
        TestIssuer forger = new TestIssuer();
        open(PLAIN, "Bearer " + forger.token("ada"));
        open(PLAIN, "Bearer " + forger.token("ada"));

        assertThat(open(PLAIN, "Bearer " + ISSUER.token("ada"))).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, EVENTS})
    void whoeverAsksForTheHeadNeedsNoPlace(String path) throws Exception {
        open(path, "Bearer x.y.z");
        open(path, "Bearer x.y.z");
        int asked = ASKED.size();

        assertThat(send("HEAD", path, "Bearer x.y.z")).startsWith("HTTP/1.1 200");

        assertThat(ASKED).hasSize(asked + 1);
        assertThat(BFF.bean(ConnectionLimits.class).taken()).isEqualTo(2);
        assertThat(open(path, "Bearer x.y.z")).startsWith("HTTP/1.1 429");
    }

    private String open(String path, String authorization) throws Exception {
        return send("GET", path, authorization);
    }

    private String send(String method, String path, String authorization) throws Exception {
        Wire wire = Wire.to(BFF.port());
        streams.add(wire);
        return wire.send(method + " " + path.formatted(run) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                        + authorization + "\r\n\r\n")
                .readHead();
    }
}
