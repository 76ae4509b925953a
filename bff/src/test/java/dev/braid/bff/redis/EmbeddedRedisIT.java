package dev.braid.bff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

    @TempDir
    Path folder;

    @Test
    void keepsItsDataAcrossRestartsAndEndsWhenClosed() throws Exception {
        ProcessHandle first;
        try (EmbeddedRedis server = EmbeddedRedis.start(folder, 0)) {
            first = server.server().orElseThrow();
            write(server);
        }
        assertThat(first.isAlive()).isFalse();

        try (EmbeddedRedis server = EmbeddedRedis.start(folder, 0)) {
            assertThat(read(server)).isEqualTo("on");
        }
    }

    @Test
    void keepsItsDataWhenItIsKilled() throws Exception {
        try (EmbeddedRedis server = EmbeddedRedis.start(folder, 0)) {
            write(server);
            ProcessHandle running = server.server().orElseThrow();
            running.destroyForcibly();
            running.onExit().get(5, TimeUnit.SECONDS);
        }

        try (EmbeddedRedis server = EmbeddedRedis.start(folder, 0)) {
            assertThat(read(server)).isEqualTo("on");
        }
    }

    @Test
    void doesNotOutliveAProcessThatIsKilled() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle server;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.lines()
                    .filter(text -> text.startsWith("pid "))
                    .findFirst()
                    .orElseThrow();
            server = ProcessHandle.of(Long.parseLong(line.substring(4))).orElseThrow();

            owner.destroyForcibly().waitFor();
        }

        assertThat(server.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    /** Starts a server and never ends by itself. */
    static final class Owner {

        public static void main(String[] arguments) throws Exception {
            EmbeddedRedis server = EmbeddedRedis.start(Path.of(arguments[0]), 0);
            System.out.println("pid " + server.server().orElseThrow().pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void stopsAServerThatAnEarlierProcessLeftBehind() throws Exception {
        EmbeddedRedis.start(folder, 0).close();
        Path executable;
        try (var files = Files.list(folder)) {
            executable = files.filter(file -> file.getFileName().toString().startsWith("redis-server"))
                    .findAny()
                    .orElseThrow()
                    .toRealPath();
        }
        Process left = new ProcessBuilder(executable.toString(), "--port", Integer.toString(freePort()), "--save", "")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().until(() ->
                left.info().command().filter(executable.toString()::equals).isPresent());

        try (EmbeddedRedis server = EmbeddedRedis.start(folder, 0)) {
            assertThat(left.isAlive()).isFalse();
            assertThat(server.server()).isPresent();
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void leavesBffWithoutRedisWhereItCannotStart() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        RedisConnections redis = new RedisConfiguration()
                .redisConnections(new RedisSettings("embedded", Duration.ofMillis(100)), file, 8080);

        assertThat(redis).isEqualTo(new NoConnections(true));
        assertThat(redis.commands()).isEmpty();
        assertThat(redis.binaryCommands()).isEmpty();
        assertThat(redis.subscribe("channel", () -> {}, message -> {}).isDisposed())
                .isTrue();
    }

    @Test
    void saysWhereToLookWhenTheServerEndsAtOnce() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> EmbeddedRedis.start(folder, taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("redis.log");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void write(EmbeddedRedis server) {
        withConnections(
                server,
                redis -> redis.commands().orElseThrow().set("flag", "on").block());
    }

    private static String read(EmbeddedRedis server) {
        return withConnections(
                server, redis -> redis.commands().orElseThrow().get("flag").block());
    }

    private static String withConnections(
            EmbeddedRedis server, java.util.function.Function<RedisConnections, String> use) {
        RedisConnections redis = LocalRedis.connections("redis://127.0.0.1:" + server.port(), LocalRedis.PATIENCE);
        try {
            await().until(redis::connected);
            return use.apply(redis);
        } finally {
            LocalRedis.close(redis);
        }
    }
}
