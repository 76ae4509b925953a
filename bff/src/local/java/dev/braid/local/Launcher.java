package dev.braid.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs backend-core and bff on embedded servers for as long as the terminal, and the process that started this one, last.
 *
 * <p>Started by {@code mvn -Plocal} as a single source file, so that it is part of no jar. Each service is a process of its own that
 * watches this one: whatever ends the launcher ends them, and they take their PostgreSQL and Redis with them.
 */
public final class Launcher {

    /** From a cold start with an import of some 100,000 bars this takes about 30 s on two cores. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** Longer than the services' own grace period for requests under way. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    /** Of backend-core alone. */
    private static final List<String> SECRETS = List.of(
            "BRAID_MASTER_KEY",
            "BRAID_ADMIN_PASSWORD",
            "BRAID_DB_PASSWORD",
            "BRAID_SMTP_URL",
            "BRAID_OIDC_CLIENT_SECRET");

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final int LINES_SHOWN_ON_FAILURE = 20;
    private static final int MASTER_KEY_BYTES = 32;

    private final int port = number("BRAID_PORT", 8080);
    private final int managementPort = number("BRAID_MANAGEMENT_PORT", port + 1);
    private final int backendPort = port + 10;
    private final int backendManagementPort = managementPort + 10;
    private final boolean authentication = environment("BRAID_AUTH", "off").equals("on");
    private final Path dataDirectory = Path.of(environment("BRAID_DATA_DIR", ".braid"));
    private final Path backendFolder = dataDirectory.resolve("backend-core-" + backendPort);
    private final Path tokenFile = backendFolder.resolve("tokens");
    private final List<Service> services = new ArrayList<>();
    private final PrintStream console = System.out;

    public static void main(String[] arguments) throws Exception {
        System.exit(new Launcher().run());
    }

    private int run() throws Exception {
        for (int wanted : List.of(port, managementPort, backendPort, backendManagementPort)) {
            if (!isFree(wanted)) {
                console.println(
                        "port: " + wanted + " is in use (expected: a free one; BRAID_PORT sets the first, bff's; "
                                + "backend-core takes the one 10 above)");
                return 1;
            }
        }
        Instant started = Instant.now();
        watchParent();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        Files.deleteIfExists(tokenFile);
        Service backend = start("backend-core", backendPort, backendManagementPort, backendEnvironment());
        if (!hasWrittenTokens(backend)) {
            return 1;
        }
        List<Token> tokens = tokens();
        Service bff = start("bff", port, managementPort, bffEnvironment(tokens));
        if (!isReady(backend) || !isReady(bff)) {
            return 1;
        }
        greet(Duration.between(started, Instant.now()), tokens);
        return awaitFirstEnd();
    }

    /** Maven runs this in a process of its own; killed hard, Maven cannot tell it to stop. */
    private static void watchParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
    }

    private Map<String, String> backendEnvironment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("BRAID_IMPORT", System.getProperty("braid.import", ""));
        environment.put("BRAID_DEMO", System.getProperty("braid.demo", "true"));
        environment.put("BRAID_PUBLIC_URL", environment("BRAID_PUBLIC_URL", "http://localhost:" + port));
        SECRETS.forEach(name -> environment.put(name, environment(name, "")));
        if (authentication) {
            environment.put("BRAID_MASTER_KEY", environment("BRAID_MASTER_KEY", masterKey()));
        }
        return environment;
    }

    private Map<String, String> bffEnvironment(List<Token> tokens) {
        return Map.of(
                "BRAID_BACKEND_URL",
                "http://127.0.0.1:" + backendPort,
                "BRAID_REDIS_URL",
                environment("BRAID_REDIS_URL", "embedded"),
                // It starts beside its backend: what it does not find at first it is to find soon.
                "BRAID_CHANGES_LONGESTPAUSE",
                "1s",
                "BRAID_SERVICE_TOKEN",
                tokens.stream()
                        .filter(token -> token.role().equals("service"))
                        .map(Token::value)
                        .findFirst()
                        .orElse(""));
    }

    /** The one that backend-core keeps there while authentication is off: what is in the database was encrypted with it. */
    private String masterKey() throws IOException {
        Path file = backendFolder.resolve("master-key");
        if (!Files.exists(file)) {
            byte[] key = new byte[MASTER_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Files.createDirectories(backendFolder);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getEncoder().encodeToString(key));
        }
        return Files.readString(file).strip();
    }

    /** backend-core does so as soon as it has a database; bff needs one of them. */
    private boolean hasWrittenTokens(Service backend) throws InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (backend.process().isAlive() && Instant.now().isBefore(limit)) {
            if (Files.exists(tokenFile)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
        }
        explain(backend);
        return false;
    }

    private List<Token> tokens() throws IOException {
        return Files.readAllLines(tokenFile).stream()
                .map(line -> line.split("\t"))
                .map(parts -> new Token(parts[0], parts[1], parts[2]))
                .toList();
    }

    private Service start(String name, int port, int managementPort, Map<String, String> environment)
            throws IOException {
        Path log = dataDirectory.resolve(name + "-" + port).resolve(name + ".log");
        Files.createDirectories(log.getParent());
        Path jar = Path.of(name, "target", name + ".jar");
        // A build beside it may replace the jar while the service still loads classes from it.
        Path running = Files.copy(jar, log.resolveSibling(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-Dbraid.parent.watch=true",
                        "-Dbraid.tokens.file=" + tokenFile,
                        "-jar",
                        running.toString())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(SECRETS);
        builder.environment().putAll(environment);
        builder.environment().put("BRAID_PORT", Integer.toString(port));
        builder.environment().put("BRAID_MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().put("BRAID_BIND", environment("BRAID_BIND", "127.0.0.1"));
        builder.environment().put("BRAID_AUTH", environment("BRAID_AUTH", "off"));
        builder.environment().put("BRAID_DATA_DIR", dataDirectory.toString());
        Service service = new Service(name, managementPort, log, builder.start(), new ArrayDeque<>());
        services.add(service);
        Thread reader = new Thread(() -> copyOutput(service), name + " output");
        reader.setDaemon(true);
        reader.start();
        return service;
    }

    /** JSON log lines go to the file; what a service says in plain words (the progress of an import) is shown as well. */
    private void copyOutput(Service service) {
        try (BufferedReader output = service.process().inputReader(StandardCharsets.UTF_8);
                PrintStream log = new PrintStream(
                        Files.newOutputStream(service.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        true,
                        StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                log.println(line);
                service.remember(line);
                if (!line.isBlank() && !line.startsWith("{")) {
                    console.println("  " + service.name() + "  " + line);
                }
            }
        } catch (IOException e) {
            if (service.process().isAlive()) {
                console.println(service.name() + ": its output cannot be read any more: " + e.getMessage());
            }
        }
    }

    private boolean isReady(Service service) throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        HttpRequest readiness = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.managementPort() + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        Instant limit = Instant.now().plus(START_LIMIT);
        while (service.process().isAlive() && Instant.now().isBefore(limit)) {
            if (answersOk(client, readiness)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
        }
        explain(service);
        return false;
    }

    private static boolean answersOk(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYetListening) {
            return false;
        }
    }

    private void explain(Service service) {
        String what = service.process().isAlive() ? " is not ready after " + START_LIMIT.toSeconds() + " s" : " ended";
        console.println(service.name() + what + ". The last lines of " + service.log() + ":");
        service.lastLines().forEach(line -> console.println("  " + line));
    }

    private void greet(Duration elapsed, List<Token> tokens) {
        String bff = "http://localhost:" + port;
        console.printf("%nBraid is up after %.1f s.%n%n", elapsed.toMillis() / 1000.0);
        console.println("  bff            " + bff + "              (API: " + bff + "/swagger-ui/)");
        console.println("  backend-core   http://localhost:" + backendPort);
        console.println("  management     http://localhost:" + managementPort + "/actuator/health");
        console.println("  logs           " + dataDirectory + "/*/*.log");
        console.println();
        greetUsers(bff, tokens);
        console.println("Try:");
        console.println("  curl -s '" + bff + "/api/v1/chart-data?symbol=DEMO.LOOM&timeframe=1M"
                + "&from_date=2024-01-02&to_date=2024-12-31&target_points=100'");
        if (!authentication) {
            console.println("  curl -s '" + bff + "/api/v1/runs/demo-loom-20-50/complete?equity_points=100'");
            console.println("  curl -s '" + bff + "/api/v1/meta-boards/900001/complete'");
            console.println("  curl -sN '" + bff + "/api/v1/runs/demo-loom-20-50/events?speed=60' | head");
        }
        console.println("  curl -s '" + bff + "/api/v1/flags'");
        console.println();
        console.println("Ctrl-C stops everything.");
    }

    private void greetUsers(String bff, List<Token> tokens) {
        if (authentication) {
            console.println(
                    "Sign in (BRAID_ADMIN_EMAIL and BRAID_ADMIN_PASSWORD make an administrator, anybody may register):");
            console.println("  curl -s " + bff + "/auth/register -H 'Content-Type: application/json'"
                    + " -d '{\"email\":\"you@example.org\",\"password\":\"ten characters or more\"}'");
            console.println("  curl -s " + bff + "/auth/login -H 'Content-Type: application/json'"
                    + " -d '{\"email\":\"you@example.org\",\"password\":\"ten characters or more\"}'");
            console.println();
            return;
        }
        console.println(
                "Without a credential you are the user demo, who may do everything. To be somebody else, for 12 hours:");
        tokens.stream()
                .filter(token -> !token.role().equals("service"))
                .forEach(token ->
                        console.println("  " + token.name() + " (" + token.role() + ")\n    " + token.value()));
        console.println();
    }

    private int awaitFirstEnd() throws InterruptedException {
        while (services.stream().allMatch(service -> service.process().isAlive())) {
            TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
        }
        services.stream().filter(service -> !service.process().isAlive()).forEach(this::explain);
        return 1;
    }

    /** bff first, so that it does not see its backend go. */
    private void stop() {
        for (int i = services.size() - 1; i >= 0; i--) {
            stop(services.get(i).process());
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static int number(String name, int otherwise) {
        return Integer.parseInt(environment(name, Integer.toString(otherwise)));
    }

    /** A credential, whose it is and what they are. */
    private record Token(String name, String role, String value) {}

    /** A service, where it writes, and the last lines it wrote. */
    private record Service(String name, int managementPort, Path log, Process process, Deque<String> recent) {

        void remember(String line) {
            synchronized (recent) {
                recent.addLast(line);
                if (recent.size() > LINES_SHOWN_ON_FAILURE) {
                    recent.removeFirst();
                }
            }
        }

        List<String> lastLines() {
            synchronized (recent) {
                return List.copyOf(recent);
            }
        }
    }
}
