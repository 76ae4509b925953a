package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.load.RunUser.Made;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many users at once read and write runs, through bff and directly, and compare each answer with what they did: nobody sees what is
 * another's, and what they wrote they see at once.
 */
class IsolationIT {

    private static final int USERS = LoadShare.of(200, 10);
    private static final Duration TIME = LoadShare.of(Duration.ofSeconds(60), Duration.ofSeconds(3));

    /** Of each user, on a machine that is too busy to take more in the time. */
    private static final int LEAST_STEPS = 20;

    /** Requests at the same time: more than the backend has connections to its database, fewer than it refuses. */
    private static final int IN_FLIGHT = 32;

    @TempDir
    private Path folder;

    private final Map<String, LongAdder> done = new ConcurrentHashMap<>();

    @Test
    void nobodySeesWhatIsAnothersAndOwnWritesAreSeenAtOnce() throws Exception {
        try (CoreProcess core = CoreProcess.start(folder, MinuteBars.in(folder));
                RunningBff bff = RunningBff.before(core.url(), "braid.auth=on")) {
            HttpClient client = Api.http1();
            List<RunUser> users = users(new Api(bff.url("/"), client), new Api(core.url(), client));

            hammer(new LinkedBlockingQueue<>(users));

            System.out.printf(
                    "isolation: %d users, %d s, %d at a time; steps %s%n",
                    USERS, TIME.toSeconds(), IN_FLIGHT, new TreeMap<>(done));
            assertThat(done.keySet()).contains("make", "show", "list", "complete", "delete", "foreign");
        }
    }

    private static List<RunUser> users(Api bff, Api core) {
        Deque<Made> everybodys = new ConcurrentLinkedDeque<>();
        return IntStream.rangeClosed(1, USERS)
                .mapToObj(number ->
                        new RunUser(number, core.register("user" + number + "@load.example"), bff, core, everybodys))
                .toList();
    }

    /** Each user takes one step at a time, then stands at the end of the line. The first wrong answer ends it. */
    private void hammer(BlockingQueue<RunUser> line) throws Exception {
        long end = System.nanoTime() + TIME.toNanos();
        AtomicBoolean failed = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < IN_FLIGHT; i++) {
            workers.add(threads.submit(() -> {
                while (!failed.get() && (System.nanoTime() < end || steps() < USERS * LEAST_STEPS)) {
                    step(line, failed);
                }
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> worker : workers) {
            worker.get();
        }
    }

    private long steps() {
        return done.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private void step(BlockingQueue<RunUser> line, AtomicBoolean failed) throws InterruptedException {
        RunUser user = line.poll(10, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (user == null) {
            return;
        }
        try {
            done.computeIfAbsent(user.step(), name -> new LongAdder()).increment();
            line.add(user);
        } catch (RuntimeException | AssertionError wrong) {
            failed.set(true);
            throw wrong;
        }
    }
}
