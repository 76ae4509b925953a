package dev.braid.bff.flags;

import static dev.braid.bff.flags.FlagsClient.FLAG;
import static dev.braid.bff.flags.FlagsClient.code;
import static dev.braid.bff.flags.FlagsClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Two replicas and one Redis, which goes away and comes back empty. */
class SharedFlagsIT {

    @TempDir
    Path one;

    @TempDir
    Path two;

    @Test
    void shareTheirFlagsAndOutliveTheirRedis() throws IOException {
        int port = freePort();
        String url = "braid.redis.url=redis://127.0.0.1:" + port;
        RedisServer redis = redis(port);
        redis.start();
        try (FlagsClient first = FlagsClient.start(one, url);
                FlagsClient second = FlagsClient.start(two, url)) {
            // A start does not wait for Redis for longer than it must.
            await().until(() -> first.switchTo("off", 0).statusCode() == 200);
            await().atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> second.state().equals("off"));

            redis.stop();

            HttpResponse<String> refused = second.switchTo("on", 1);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(code(refused)).isEqualTo("BUSY");
            assertThat(refused.headers().firstValue("retry-after")).contains("2");
            assertThat(second.get(FLAG + "/history").statusCode()).isEqualTo(503);
            assertThat(second.state()).isEqualTo("off");

            redis = redis(port);
            redis.start();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> second.switchTo("on", 1).statusCode() == 200);
            await().atMost(Duration.ofSeconds(5)).until(() -> first.state().equals("on"));
            assertThat(json(first.get(FLAG)).path("revision").longValue()).isEqualTo(2);
        } finally {
            redis.stop();
        }

        try (FlagsClient alone = FlagsClient.start(one, url)) {
            assertThat(json(alone.get(FLAG)).path("revision").longValue()).isEqualTo(2);
            assertThat(alone.switchTo("off", 2).statusCode()).isEqualTo(503);
        }
    }

    private static RedisServer redis(int port) throws IOException {
        return RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
