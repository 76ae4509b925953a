package dev.braid.load;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** backend-core as it is deployed: a process of its own with an embedded PostgreSQL and authentication on. */
final class CoreProcess implements AutoCloseable {

    private static final Path JAR = Path.of("..", "backend-core", "target", "backend-core.jar")
            .toAbsolutePath()
            .normalize();
    private static final Duration START = Duration.ofMinutes(2);
    /** Half of what a start computes is compilation, which a load of full size is worth and a small one is not. */
    private static final List<String> COMPILER = LoadShare.isFull() ? List.of() : List.of("-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final Map<String, String> environment;
    private Process process;

    private CoreProcess(Path folder, Map<String, String> environment, Process process) {
        this.folder = folder;
        this.environment = environment;
        this.process = process;
    }

    /**
     * @param folder for whatever it writes
     * @param data a folder to import; see the README
     */
    static CoreProcess start(Path folder, Path data) throws IOException {
        int managementPort = freePort();
        Map<String, String> environment = Map.of(
                "BRAID_PORT", Integer.toString(freePort()),
                "BRAID_MANAGEMENT_PORT", Integer.toString(managementPort),
                "BRAID_BIND", "127.0.0.1",
                "BRAID_AUTH", "on",
                "BRAID_MASTER_KEY", masterKey(),
                "BRAID_DATA_DIR", folder.toString(),
                "BRAID_IMPORT", data.toString());
        CoreProcess started = new CoreProcess(folder, environment, service(folder, environment));
        started.awaitReadiness();
        return started;
    }

    private static Process service(Path folder, Map<String, String> environment) throws IOException {
        return java(environment, List.of("-Xmx768m", "-Dbraid.parent.watch=true"), List.of())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("backend-core.log").toFile()))
                .start();
    }

    /** Ends the service as a crash does; its database is left to itself. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again, on its ports and data, and waits until it is ready. */
    void restart() throws IOException {
        process = service(folder, environment);
        awaitReadiness();
    }

    /** A new token of a machine of this name. */
    String serviceToken(String name) throws IOException {
        return command("token", "service", name);
    }

    /** What the service's command line says to these words. */
    String command(String... words) throws IOException {
        Process command = java(environment, List.of(), List.of(words)).start();
        String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (said.isEmpty()) {
            throw new IllegalStateException(String.join(" ", words) + ": "
                    + new String(command.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return said;
    }

    private static ProcessBuilder java(Map<String, String> environment, List<String> options, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(COMPILER);
        line.addAll(options);
        line.addAll(List.of("-jar", JAR.toString()));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        return builder;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + environment.get("BRAID_PORT"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    private void awaitReadiness() {
        HttpRequest readiness = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + environment.get("BRAID_MANAGEMENT_PORT") + "/actuator/health/readiness"))
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
