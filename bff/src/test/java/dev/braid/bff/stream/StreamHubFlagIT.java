package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.wire.WebSocketWire;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The flag {@code stream-hub}, switched while people watch. */
class StreamHubFlagIT {

    /** 30 frames a second: what is in step is a matter of frames. */
    private static final PlaybackBackend BACKEND = PlaybackBackend.start(Duration.ofMillis(33));

    private static final RunningBff BFF = RunningBff.before(URI.create(BACKEND.url()));

    private final List<Viewing> viewers = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().replace("-", "");

    @AfterAll
    static void stop() {
        BFF.close();
        BACKEND.close();
    }

    @BeforeEach
    void everyoneMayWatch() {
        BACKEND.verdicts.put("", 200);
    }

    @AfterEach
    void theHubIsOn() throws Exception {
        viewers.forEach(Viewing::close);
        flip("on");
    }

    @Test
    void movesViewersIntoTunnelsAndBackWithoutTheirNoticing() throws Exception {
        Viewing first = watch("braid.v1").play();
        first.awaitRow(5);
        List<Viewing> all = new ArrayList<>(List.of(first));
        IntStream.range(0, 9).forEach(more -> all.add(watch("")));
        all.forEach(viewer -> viewer.awaitRow(20));

        flip("off");

        await().until(() -> sockets() == 10);
        int[] moved = {first.lastRow()};
        all.forEach(viewer -> viewer.awaitRow(moved[0] + 100));

        flip("on");

        await().until(() -> sockets() == 1);
        moved[0] = all.stream().mapToInt(Viewing::lastRow).max().orElseThrow();
        all.forEach(viewer -> viewer.awaitRow(moved[0] + 100));
        all.forEach(Viewing::assertNothingIsMissing);
        assertThat(all).noneMatch(Viewing::isClosed);
    }

    @Test
    void theDriverGoesOnWhereItIsAndWhoIsFarFromThereComesToIt() throws Exception {
        Viewing driver = watch("braid.v1").play();
        driver.awaitRow(5);
        Viewing ahead = watch("braid.v1");
        Viewing behind = watch("");
        behind.awaitRow(10);
        flip("off");
        await().until(() -> sockets() == 3);
        behind.say("{\"t\":\"ctrl\",\"cmd\":\"pause\"}");
        ahead.say("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":50000}");
        ahead.awaitRow(50_000);
        driver.awaitRow(behind.lastRow() + 100);

        flip("on");

        await().until(() -> sockets() == 1);
        int row = driver.lastRow();
        driver.awaitRow(row + 60);
        await().until(() -> behind.lastRow() > row && ahead.lastRow() > row && ahead.lastRow() < 50_000);
        driver.assertNothingIsMissing();
        assertThat(List.of(driver, ahead, behind)).noneMatch(Viewing::isClosed);
    }

    @Test
    void givesNewViewersTunnelsWhileItIsOff() throws Exception {
        flip("off");

        Viewing one = watch("").play();
        Viewing other = watch("").play();
        one.awaitRow(20);
        other.awaitRow(20);

        assertThat(sockets()).isEqualTo(2);
        one.assertNothingIsMissing();
        assertThat(one.rows().get(0)).isZero();
    }

    @Test
    void passesEventStreamsThroughWhileItIsOff() throws Exception {
        flip("off");

        HttpResponse<String> reply = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(BFF.url("/api/v1/runs/" + run + "/events?speed=2&session=x&from_i=3"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(reply.headers().firstValue("Braid-Mode")).contains("pass-through");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(BACKEND.asked).contains("/backtests/" + run + "/stream?speed=2&from=3");
    }

    /** To the backend, for this run; those that have ended meanwhile do not count. */
    private long sockets() {
        return BACKEND.playing.stream().filter(each -> each.isOf(run)).count();
    }

    private Viewing watch(String... subprotocols) {
        String[] offered = subprotocols[0].isEmpty() ? new String[0] : subprotocols;
        Viewing viewing = Viewing.of(BFF.url("/api/v1/runs/" + run + "/stream"), offered);
        viewers.add(viewing);
        return viewing;
    }

    private static void flip(String state) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI flag = BFF.url("/api/v1/flags/stream-hub");
        String revision = client.send(HttpRequest.newBuilder(flag).build(), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(flag)
                        .header("If-Match", revision)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"state\":\"" + state + "\",\"reason\":\"a test\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        // The hub looks a few times a second: whoever comes before goes the other way, and is moved.
        String mode = "Braid-Mode: " + (state.equals("on") ? "aggregated" : "pass-through");
        await().until(() -> {
            try (WebSocketWire probe = WebSocketWire.to(BFF.port(), "/api/v1/runs/probe/stream")) {
                return probe.head().contains(mode);
            }
        });
    }
}
