package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.load.TaskUser.World;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many users at once read and write tasks and shares, through bff and directly, and compare each number with what they and others did:
 * nobody sees a number that is another's, what they change through bff they see there at once, and whatever else changes soon.
 */
class DashboardIsolationIT {

    private static final int USERS = LoadShare.of(200, 10);
    private static final Duration TIME = LoadShare.of(Duration.ofSeconds(60), Duration.ofSeconds(5));

    /** Of each user, on a machine that is too busy to take more in the time. */
    private static final long LEAST_STEPS = 40;

    /** Requests at the same time: few enough that most users stand still, whose numbers others can change meanwhile. */
    private static final int IN_FLIGHT = LoadShare.of(32, 4);

    /**
     * In which a change is seen through bff that was not made there by the user who looks. Beside other tests a machine may stand still for
     * longer than the second that is promised; without events it would take the five that an answer is kept.
     */
    private static final Duration DELAY = LoadShare.isFull() ? Duration.ofSeconds(1) : Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    @Test
    void nobodySeesAnothersNumbersAndWritesAreSeenInTime() throws Exception {
        try (CoreProcess core = CoreProcess.start(folder, MinuteBars.in(folder));
                RunningBff bff = RunningBff.before(
                        core.url(), "braid.auth=on", "braid.service.token=" + core.serviceToken("load"))) {
            HttpClient client = Api.http1();
            List<TaskUser> users = new ArrayList<>();
            AtomicLong longestNanos = new AtomicLong();
            World world = new World(
                    new Api(bff.url("/"), client),
                    new Api(core.url(), client),
                    zoneAtNoon(),
                    DELAY,
                    longestNanos,
                    users);
            for (int number = 1; number <= USERS; number++) {
                users.add(new TaskUser(world, number, world.core().register("user" + number + "@load.example")));
            }

            Map<String, Long> done = new Hammer(TIME, IN_FLIGHT, USERS * LEAST_STEPS).strike(users);

            System.out.printf(
                    "dashboard isolation: %d users, %d s, %d at a time; steps %s; latest sight of what was changed elsewhere %.1f ms%n",
                    USERS, TIME.toSeconds(), IN_FLIGHT, done, longestNanos.get() / 1e6);
            assertThat(done.keySet())
                    .contains(
                            "make",
                            "toggle, complete",
                            "delete",
                            "share",
                            "foreign",
                            "list",
                            "complete",
                            "complete from the cache");
        }
    }

    /** Today ends for nobody while they hammer. As it stands in a query. */
    private static String zoneAtNoon() {
        int hour = Instant.now().atOffset(ZoneOffset.UTC).getHour();
        return hour <= 12 ? "Etc/GMT-" + (12 - hour) : "Etc/GMT%2B" + (hour - 12);
    }
}
