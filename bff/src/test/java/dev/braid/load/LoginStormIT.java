package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hashing a password is made expensive on purpose; a storm of sign-ins must neither starve those who read nor leave anybody
 * waiting: what cannot be hashed in time is refused, and says when to come back.
 *
 * <p>At full size it is a measurement: reads before and during the storm, side by side in one run. At a part of it, on a machine that
 * does other things, only what is answered counts, not how fast.
 */
class LoginStormIT {

    private static final int LOGINS_A_MINUTE = 1_000;
    private static final int READS_A_SECOND = 50;
    private static final int USERS = 10;

    private static final Duration QUIET = LoadShare.of(Duration.ofSeconds(30), Duration.ofSeconds(2));
    private static final Duration STORM = LoadShare.of(Duration.ofSeconds(60), Duration.ofSeconds(3));
    private static final Duration WARM_UP = LoadShare.of(Duration.ofSeconds(20), Duration.ofSeconds(1));

    /** From the moment it was due: a request that could not be sent in time has waited as well. */
    private record Outcome(int status, Duration latency) {}

    @TempDir
    private Path folder;

    private final HttpClient client = Api.http1();

    @Test
    void everySignInIsAnsweredInTimeAndReadsGoOn() throws Exception {
        try (CoreProcess core = CoreProcess.start(folder, MinuteBars.in(folder))) {
            Api api = new Api(core.url(), client);
            List<String> tokens = IntStream.range(0, USERS)
                    .mapToObj(user -> api.register(email(user)))
                    .toList();
            IntFunction<CompletableFuture<Integer>> read = i -> status(
                    api.request("/backtests", tokens.get(i % USERS)).GET().build());
            IntFunction<CompletableFuture<Integer>> signIn = i -> status(api.request("/auth/login", null)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(Api.credentials(email(i % USERS))))
                    .build());

            offered(READS_A_SECOND, WARM_UP, read).join();
            List<Outcome> quiet = offered(READS_A_SECOND, QUIET, read).join();
            CompletableFuture<List<Outcome>> storm = offered(LOGINS_A_MINUTE / 60.0, STORM, signIn);
            List<Outcome> busy = offered(READS_A_SECOND, STORM, read).join();
            List<Outcome> signIns = storm.join();

            report(quiet, busy, signIns);
            assertThat(quiet).allMatch(outcome -> outcome.status() == 200);
            assertThat(busy).allMatch(outcome -> outcome.status() == 200);
            assertThat(signIns).allMatch(outcome -> List.of(200, 429, 503).contains(outcome.status()));
            assertThat(signIns).anyMatch(outcome -> outcome.status() == 200);
            if (LoadShare.isFull()) {
                assertThat(signIns).allMatch(outcome -> outcome.latency().compareTo(Duration.ofSeconds(2)) <= 0);
                assertThat(answered(signIns)).isGreaterThanOrEqualTo(300);
                assertThat(ratio(quiet, busy)).isLessThanOrEqualTo(3);
            }
        }
    }

    private CompletableFuture<Integer> status(java.net.http.HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.discarding()).thenApply(reply -> reply.statusCode());
    }

    /** Requests at a steady rate, whether or not the earlier ones have been answered. */
    private static CompletableFuture<List<Outcome>> offered(
            double perSecond, Duration time, IntFunction<CompletableFuture<Integer>> request) {
        int count = (int) Math.round(perSecond * time.toMillis() / 1_000);
        long start = System.nanoTime();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            long due = start + Math.round(i * 1e9 / perSecond);
            outcomes.add(CompletableFuture.supplyAsync(
                            () -> request.apply(number),
                            CompletableFuture.delayedExecutor(due - System.nanoTime(), TimeUnit.NANOSECONDS))
                    .thenCompose(status -> status)
                    .thenApply(status -> new Outcome(status, Duration.ofNanos(System.nanoTime() - due))));
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(all -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    private static void report(List<Outcome> quiet, List<Outcome> busy, List<Outcome> signIns) {
        System.out.printf(
                "sign-ins: %d offered in %d s, %d answered, %d refused, slowest %d ms; reads' p99 %.1f ms quiet, %.1f ms in the"
                        + " storm, ratio %.2f%n",
                signIns.size(),
                STORM.toSeconds(),
                answered(signIns),
                signIns.size() - answered(signIns),
                signIns.stream()
                        .mapToLong(outcome -> outcome.latency().toMillis())
                        .max()
                        .orElse(0),
                p99(quiet).toNanos() / 1e6,
                p99(busy).toNanos() / 1e6,
                ratio(quiet, busy));
    }

    private static long answered(List<Outcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.status() == 200).count();
    }

    private static double ratio(List<Outcome> quiet, List<Outcome> busy) {
        return (double) p99(busy).toNanos() / p99(quiet).toNanos();
    }

    private static Duration p99(List<Outcome> outcomes) {
        List<Duration> sorted = outcomes.stream().map(Outcome::latency).sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    private static String email(int user) {
        return "storm" + user + "@load.example";
    }
}
