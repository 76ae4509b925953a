package dev.braid.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
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
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts everything as {@code mvn -Plocal} does, ends it in each way it can end, and looks for what is left. A start takes half a minute:
 * each is looked at before it is ended.
 */
class LauncherIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(2);
    /** Of one look at whether a service is ready: it may be about to listen. */
    private static final Duration PROBE = Duration.ofSeconds(2);

    /** Half of what a start computes is compilation that pays off later, and there is no later. */
    private static final String SHORT_LIFE = "-XX:TieredStopAtLevel=1";

    private static final Duration END = Duration.ofSeconds(40);

    @TempDir
    Path dataDirectory;

    private Process shell;

    @AfterEach
    void killWhatIsLeft() {
        ours().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
    }

    @Test
    void leavesNothingBehindWhenItsParentIsKilled() throws Exception {
        start();
        assertThat(ours()).hasSizeGreaterThan(4);

        signal("KILL", shell.toHandle());

        await().atMost(END).untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @Test
    void saysWhichPortIsInUse() throws Exception {
        int port = fourFreePorts();
        try (ServerSocket taken = new ServerSocket(port + 10, 1, InetAddress.getLoopbackAddress())) {
            launch(port);

            assertThat(shell.waitFor()).isEqualTo(1);
            assertThat(shell.inputReader(StandardCharsets.UTF_8).lines())
                    .last(InstanceOfAssertFactories.STRING)
                    .startsWith("port: " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void printsTokensOfThreeUsersGivesBffOneAndLeavesNothingBehindWhenToldToEnd() throws Exception {
        int port = fourFreePorts();
        launch(port, true);

        List<String> printed = untilGreeted();

        String ada = tokenBelow("ada@demo.braid.invalid (member)", printed);
        assertThat(me(port, ada)).contains("\"email\":\"ada@demo.braid.invalid\"");
        assertThat(me(port, tokenBelow("max@demo.braid.invalid (manager)", printed)))
                .contains("\"roles\":[\"manager\"]");
        assertThat(me(port, tokenBelow("olga@demo.braid.invalid (operator)", printed)))
                .contains("\"roles\":[\"operator\"]");
        await().atMost(PROBE.multipliedBy(5))
                .until(() -> get(port, "/health", null).contains("\"changes\":{\"status\":\"UP\"}"));
        List<String> tokens =
                Files.readAllLines(dataDirectory.resolve("backend-core-" + (port + 10) + "/tokens")).stream()
                        .map(line -> line.split("\t")[2])
                        .toList();
        assertThat(tokens).hasSize(4).contains(ada);
        for (Path log : logs()) {
            assertThat(Files.readString(log)).doesNotContain(tokens);
        }

        // As Ctrl-C and a closing terminal do; but INT and HUP may be ignored by whatever runs this test.
        signal("TERM", launcher());

        await().atMost(END).untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @Test
    void withAuthenticationWhoHasNoCredentialIsNobodyAndNothingIsLeftWhenItIsKilled() throws Exception {
        int port = fourFreePorts();
        launch(port, false, "BRAID_AUTH", "on");

        List<String> printed = untilGreeted();

        assertThat(printed).anyMatch(line -> line.contains("/auth/login")).noneMatch(line -> line.contains("ada@demo"));
        assertThat(me(port, null)).contains("UNAUTHENTICATED");

        signal("KILL", launcher());

        await().atMost(END).untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    private List<String> untilGreeted() throws IOException {
        List<String> printed = new ArrayList<>();
        BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            printed.add(line.strip());
            if (line.startsWith("Ctrl-C")) {
                return printed;
            }
        }
        throw new AssertionError("ended: " + printed);
    }

    private static String tokenBelow(String user, List<String> printed) {
        return printed.get(printed.indexOf(user) + 1);
    }

    private static String me(int port, @Nullable String token) throws Exception {
        return get(port, "/users/me", token);
    }

    private static String get(int port, String path, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files =
                Files.find(dataDirectory, 2, (file, facts) -> file.toString().endsWith(".log"))) {
            return files.toList();
        }
    }

    private void start() throws IOException {
        int port = fourFreePorts();
        launch(port);
        await().atMost(START)
                .failFast("the launcher ended", () -> !shell.isAlive())
                .until(() -> answers(port + 1) && answers(port + 11));
    }

    /** With its services, and their PostgreSQL and Redis. */
    private ProcessHandle launcher() {
        assertThat(ours()).hasSizeGreaterThan(4);
        return ours().stream()
                .filter(handle -> handle.info().commandLine().orElse("").contains("Launcher.java"))
                .findFirst()
                .orElseThrow();
    }

    /** A shell stands where Maven stands: it starts the launcher and waits for it. */
    private void launch(int port) throws IOException {
        launch(port, false);
    }

    private void launch(int port, boolean demo, String... environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "\"$1\" -Dbraid.demo=$2 bff/src/local/java/dev/braid/local/Launcher.java; exit $?",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Boolean.toString(demo))
                .directory(ROOT.toFile())
                .redirectErrorStream(true);
        builder.environment().put("BRAID_PORT", Integer.toString(port));
        builder.environment().put("BRAID_DATA_DIR", dataDirectory.toString());
        builder.environment().put("JDK_JAVA_OPTIONS", SHORT_LIFE);
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        shell = builder.start();
    }

    private static boolean answers(int managementPort) {
        try {
            URI readiness = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(readiness)
                                            .timeout(PROBE)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever works in the data directory, or was started with it in its environment. */
    private List<ProcessHandle> ours() {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .filter(handle -> handle.pid() != shell.pid())
                .filter(this::mentionsOurDataDirectory)
                .toList();
    }

    private boolean mentionsOurDataDirectory(ProcessHandle handle) {
        Path process = Path.of("/proc", Long.toString(handle.pid()));
        return mentions(process.resolve("environ")) || mentions(process.resolve("cmdline"));
    }

    private boolean mentions(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(dataDirectory.toString());
        } catch (IOException endedMeanwhile) {
            return false;
        }
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static int fourFreePorts() throws IOException {
        for (int attempt = 0; attempt < 50; attempt++) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = first.getLocalPort();
                if (IntStream.of(port + 1, port + 10, port + 11).allMatch(LauncherIT::isFree)) {
                    return port;
                }
            }
        }
        throw new IllegalStateException("free ports: none (expected: four)");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }
}
