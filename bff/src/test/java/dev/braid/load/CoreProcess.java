package dev.braid.load;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;

/** backend-core as it is deployed: a process of its own with an embedded PostgreSQL and authentication on. */
final class CoreProcess implements AutoCloseable {

    private static final Path JAR = Path.of("..", "backend-core", "target", "backend-core.jar")
            .toAbsolutePath()
            .normalize();
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final int port;

    private CoreProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param folder for whatever it writes
     * @param data a folder to import; see the README
     */
    static CoreProcess start(Path folder, Path data) throws IOException {
        int port = freePort();
        int managementPort = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-Dbraid.parent.watch=true",
                        "-jar",
                        JAR.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("backend-core.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "BRAID_PORT", Integer.toString(port),
                        "BRAID_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "BRAID_BIND", "127.0.0.1",
                        "BRAID_AUTH", "on",
                        "BRAID_MASTER_KEY", masterKey(),
                        "BRAID_DATA_DIR", folder.toString(),
                        "BRAID_IMPORT", data.toString()));
        CoreProcess started = new CoreProcess(builder.start(), port);
        started.awaitReadiness(managementPort, folder);
        return started;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    private void awaitReadiness(int managementPort, Path folder) {
        HttpRequest readiness = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                .build();
        await().atMost(START).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "backend-core ended: " + Files.readString(folder.resolve("backend-core.log")));
            }
            return answers(readiness);
        });
    }

    private static boolean answers(HttpRequest readiness) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(readiness, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Of no worth beyond this process. */
    private static String masterKey() {
        byte[] key = new byte[32];
        new Random().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
