package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.wire.WebSocketWire;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamDrainIT {

    private static final String RUN = "/api/v1/runs/drained/stream";

    @Test
    void letsEveryoneGoByAndByAndNobodyIn() throws Exception {
        try (PlaybackBackend backend = PlaybackBackend.start()) {
            backend.verdicts.put("", 200);
            RunningBff bff =
                    RunningBff.before(URI.create(backend.url()), "braid.stream.drain=2s", "server.shutdown=graceful");
            int port = bff.port();
            List<Viewing> viewers = IntStream.range(0, 20)
                    .mapToObj(each -> Viewing.of(bff.url(RUN), "braid.v1"))
                    .toList();
            viewers.get(0).play();
            viewers.forEach(viewer -> viewer.awaitRow(5));

            Instant told = Instant.now();
            CompletableFuture<Void> ending = CompletableFuture.runAsync(bff::close);

            viewers.get(0)
                    .await(Viewing.is("status")
                            .and(status -> status.path("state").asString().equals("draining")
                                    && status.path("retry_ms").asInt() == 2000));
            try (WebSocketWire late = WebSocketWire.to(port, RUN)) {
                assertThat(late.head()).startsWith("HTTP/1.1 503").contains("Retry-After");
            }
            assertThat(viewers).anyMatch(viewer -> !viewer.isClosed());
            assertThat(viewers)
                    .allSatisfy(viewer -> assertThat(viewer.awaitClosed()).isEqualTo(1012));
            await().atMost(Duration.ofSeconds(20)).until(ending::isDone);
            assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(15));
            viewers.forEach(Viewing::assertNothingIsMissing);
        }
    }
}
