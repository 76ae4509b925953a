package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.load.RunUser.Made;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
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
    private static final long LEAST_STEPS = 20;

    /** Requests at the same time: more than the backend has connections to its database, fewer than it refuses. */
    private static final int IN_FLIGHT = 32;

    @TempDir
    private Path folder;

    @Test
    void nobodySeesWhatIsAnothersAndOwnWritesAreSeenAtOnce() throws Exception {
        try (CoreProcess core = CoreProcess.start(folder, MinuteBars.in(folder));
                RunningBff bff = RunningBff.before(core.url(), "braid.auth=on")) {
            HttpClient client = Api.http1();
            List<RunUser> users = users(new Api(bff.url("/"), client), new Api(core.url(), client));

            Map<String, Long> done = new Hammer(TIME, IN_FLIGHT, USERS * LEAST_STEPS).strike(users);

            System.out.printf(
                    "isolation: %d users, %d s, %d at a time; steps %s%n", USERS, TIME.toSeconds(), IN_FLIGHT, done);
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
}
