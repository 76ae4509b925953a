package dev.braid.load;

import dev.braid.bff.RunningBff;
import dev.braid.bff.TestIssuer;
import dev.braid.bff.cache.ResponseCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * What a dashboard costs beside its slowest section, and beside the calls that a client would make without it. The kinds of requests
 * take turns, so that whatever else the machine does is borne by all: not JMH, which measures one after the other.
 */
final class DashboardLatency {

    private static final int WARM_UP = Integer.getInteger("rounds.warm-up", 400);
    private static final int ROUNDS = Integer.getInteger("rounds", 400);

    private static final String COMPLETE = "/api/v1/dashboard/complete?tz=Europe/Berlin";
    private static final String HEALTH = "/api/v1/meta-boards/7/health-summary";
    private static final List<String> NUMBERS = List.of(
            "/api/dashboard/statistics?tz=Europe/Berlin",
            "/api/dashboard/activity?tz=Europe/Berlin",
            "/api/dashboard/breakdown?tz=Europe/Berlin",
            "/api/dashboard/shared?tz=Europe/Berlin",
            "/backtests?limit=5");

    /** Of the order that backend-core answers in; the portfolio as its budget has it. */
    private static final Map<String, Integer> USUAL_MILLIS = Map.of(
            "/api/dashboard/statistics",
            5,
            "/api/dashboard/activity",
            10,
            "/api/dashboard/breakdown",
            5,
            "/api/dashboard/shared",
            5,
            "/backtests",
            8,
            HEALTH,
            20);

    private static final Pattern SECTION = Pattern.compile("([a-z_]+);dur=([0-9.]+)");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI backend;
    private final String token;
    private final List<String> sections;
    private final Map<String, List<Double>> millis = new HashMap<>();

    private DashboardLatency(URI backend, String token, List<String> sections) {
        this.backend = backend;
        this.token = token;
        this.sections = sections;
    }

    public static void main(String... arguments) throws IOException {
        Map<String, Integer> held = new HashMap<>(USUAL_MILLIS);
        held.put("/api/dashboard/activity", 100);
        List<String> withHealth = new ArrayList<>(NUMBERS);
        withHealth.add(HEALTH);
        try (Stub stub = new Stub(USUAL_MILLIS)) {
            new DashboardLatency(stub.url(), stub.issuer.token("ada"), withHealth).measure("stub, usual latencies");
        }
        try (Stub stub = new Stub(held)) {
            new DashboardLatency(stub.url(), stub.issuer.token("ada"), withHealth).measure("stub, activity at 100 ms");
        }
        Path folder = Files.createTempDirectory("dashboard-latency");
        try (CoreProcess core = CoreProcess.start(folder, MinuteBars.in(folder))) {
            Api api = new Api(core.url(), Api.http1());
            String token = api.register("ada@latency.example");
            for (int task = 1; task <= 100; task++) {
                api.post("/api/tasks", token, "{\"title\":\"t\"}");
            }
            new DashboardLatency(core.url(), token, NUMBERS).measure("backend-core");
        }
    }

    private void measure(String name) {
        try (RunningBff bff = RunningBff.before(backend, "braid.auth=on", "logging.level.root=warn")) {
            ResponseCache cache = bff.bean(ResponseCache.class);
            String tag = "dash:" + subject();
            URI complete = bff.url(COMPLETE + (sections.contains(HEALTH) ? "&board_id=7" : ""));
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                if (round == 0) {
                    millis.clear();
                }
                cache.forget(tag).block();
                noteSections(timed("document, missed", () -> get(complete)));
                timed("document, hit", () -> get(complete));
                timed("client, one after another", () -> sections.forEach(section -> get(backend.resolve(section))));
                timed("client, all at once", this::allAtOnce);
                for (String section : sections) {
                    timed("alone: " + section, () -> get(backend.resolve(section)));
                }
            }
        }
        report(name);
    }

    private void timed(String kind, Runnable work) {
        timed(kind, () -> {
            work.run();
            return "";
        });
    }

    private <T> T timed(String kind, Supplier<T> work) {
        long started = System.nanoTime();
        T brought = work.get();
        note(kind, (System.nanoTime() - started) / 1e6);
        return brought;
    }

    private void note(String kind, double took) {
        millis.computeIfAbsent(kind, absent -> new ArrayList<>()).add(took);
    }

    /** As the answer itself says of the calls that it was made of. */
    private void noteSections(HttpResponse<String> answer) {
        Matcher section =
                SECTION.matcher(answer.headers().firstValue("Server-Timing").orElseThrow());
        double slowest = 0;
        while (section.find()) {
            double took = Double.parseDouble(section.group(2));
            if (section.group(1).equals("total")) {
                note("document, missed, in bff", took);
            } else {
                slowest = Math.max(slowest, took);
            }
        }
        note("slowest section of the missed document", slowest);
    }

    private HttpResponse<String> get(URI target) {
        try {
            HttpResponse<String> reply = client.send(request(target), BodyHandlers.ofString());
            if (reply.statusCode() != 200 || reply.body().contains("\"complete\":false")) {
                throw new IllegalStateException(target + ": " + reply.statusCode() + " " + reply.body());
            }
            return reply;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void allAtOnce() {
        List<CompletableFuture<HttpResponse<String>>> calls = sections.stream()
                .map(section -> client.sendAsync(request(backend.resolve(section)), BodyHandlers.ofString()))
                .toList();
        calls.forEach(CompletableFuture::join);
    }

    private HttpRequest request(URI target) {
        return HttpRequest.newBuilder(target)
                .header("Authorization", "Bearer " + token)
                .build();
    }

    private String subject() {
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
        Matcher subject = Pattern.compile("\"sub\":\"([^\"]+)\"").matcher(claims);
        subject.find();
        return subject.group(1);
    }

    private void report(String name) {
        double slowest = quantile("slowest section of the missed document", 0.5);
        System.out.printf(
                Locale.ROOT, "%n%s, %d rounds | p50 ms | p99 ms | p50 to the slowest section%n", name, ROUNDS);
        millis.keySet().stream()
                .sorted()
                .forEach(kind -> System.out.printf(
                        Locale.ROOT,
                        "%s | %.2f | %.2f | %.2f%n",
                        kind,
                        quantile(kind, 0.5),
                        quantile(kind, 0.99),
                        quantile(kind, 0.5) / slowest));
        System.out.printf(
                Locale.ROOT,
                "goal: %.2f ms (1.3 times %.2f ms, and 3 ms): %s%n",
                1.3 * slowest + 3,
                slowest,
                quantile("document, missed", 0.5) <= 1.3 * slowest + 3 ? "reached" : "missed");
    }

    private double quantile(String kind, double share) {
        List<Double> sorted = new ArrayList<>(millis.get(kind));
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }

    /** A backend that answers each path after its time, and has no other work. */
    private static final class Stub implements AutoCloseable {

        private final TestIssuer issuer = new TestIssuer();
        private final DisposableServer server;

        Stub(Map<String, Integer> latencies) {
            server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .handle((request, response) -> {
                        String path = "/" + request.path();
                        Duration latency = Duration.ofMillis(latencies.getOrDefault(path, 0));
                        return response.header("Content-Type", "application/json")
                                .header("Cache-Control", "private, max-age=0")
                                .sendString(Mono.delay(latency).map(now -> body(path)));
                    })
                    .bindNow();
        }

        private String body(String path) {
            return switch (path) {
                case TestIssuer.PATH -> issuer.published();
                case "/api/dashboard/statistics" ->
                    "{\"statistics\":{\"total_tasks\":3,\"pending_tasks\":2,\"completed_tasks\":1,\"shared_tasks\":1},"
                            + "\"computed_at\":\"2026-01-05T14:30:00.247Z\",\"cached\":false}";
                case "/backtests" -> "{\"items\":[],\"total\":0,\"limit\":5,\"offset\":0}";
                case HEALTH -> "{\"data\":{\"overall\":\"good\"}}";
                default -> "{\"pending\":2,\"completed\":1,\"total\":3}";
            };
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.port());
        }

        @Override
        public void close() {
            server.disposeNow();
        }
    }
}
