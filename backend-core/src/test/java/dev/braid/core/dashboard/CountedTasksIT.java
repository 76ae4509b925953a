package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.DashboardActivity;
import dev.braid.contracts.DashboardBreakdown;
import dev.braid.contracts.DashboardShared;
import dev.braid.contracts.TaskStatistics;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.TestCallers;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** What is counted, as the caller whom row level security holds for, at any instant and in any zone. */
class CountedTasksIT extends CoreTestServer {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    /** At full size; {@code braid.load.share} of it runs with every build. */
    private static final int STEPS = 10_000;

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    @Autowired
    private CountedTasks tasks;

    @Autowired
    private BeanFactory service;

    private final TaskRows rows = new TaskRows(owner());
    private String ada = "";
    private String bob = "";

    @BeforeEach
    void twoUsers() {
        ada = TestCallers.of(service).user("member").id();
        bob = TestCallers.of(service).user("member").id();
    }

    @Test
    void countsThreeTasksOfWhichOneIsCompletedAndOneOfAnother() {
        rows.pending(ada, NOON);
        rows.pending(ada, NOON);
        rows.completed(ada, NOON, NOON);
        rows.share(rows.pending(bob, NOON), bob, ada, "view");

        assertThat(of(ada, tasks::statistics)).isEqualTo(new TaskStatistics(3, 2, 1, 1));
        assertThat(of(ada, tasks::breakdown)).isEqualTo(new DashboardBreakdown(2, 1, 3));
        assertThat(of(ada, tasks::shared)).isEqualTo(new DashboardShared(1, 1, 0));
        assertThat(of(bob, tasks::statistics)).isEqualTo(new TaskStatistics(1, 1, 0, 0));
        assertThat(of(bob, tasks::shared)).isEqualTo(new DashboardShared(0, 0, 0));
    }

    @Test
    void countsNothingForWhoeverHasNothing() {
        assertThat(of(ada, tasks::statistics)).isEqualTo(new TaskStatistics(0, 0, 0, 0));
        assertThat(of(ada, tasks::breakdown)).isEqualTo(new DashboardBreakdown(0, 0, 0));
        assertThat(of(ada, tasks::shared)).isEqualTo(new DashboardShared(0, 0, 0));
        assertThat(activity(ada, NOON, UTC).completionRate()).isZero();
    }

    @Test
    void countsATeamsTasksForTheirOwnersOnly() {
        UUID team = rows.team(bob, ada);
        rows.giveTo(team, rows.completed(bob, NOON, NOON));
        rows.giveTo(team, rows.pending(ada, NOON));

        assertThat(of(ada, tasks::statistics)).isEqualTo(new TaskStatistics(1, 1, 0, 0));
        assertThat(of(bob, tasks::statistics)).isEqualTo(new TaskStatistics(1, 0, 1, 0));
        assertThat(activity(ada, NOON.plusSeconds(1), UTC).tasksCompletedToday())
                .isZero();
    }

    /** Even if somebody forgot whose numbers they are: the second line of defence. */
    @Test
    void showsNobodyTheNumbersOfAnother() {
        rows.share(rows.completed(bob, NOON, NOON), bob, ada, "edit");
        String stranger = TestCallers.of(service).user("member").id();

        CurrentCaller.runAs(Caller.onBehalfOf(stranger), () -> {
            assertThat(tasks.statistics(bob)).isEqualTo(new TaskStatistics(0, 0, 0, 0));
            assertThat(tasks.shared(ada)).isEqualTo(new DashboardShared(0, 0, 0));
        });
        CurrentCaller.runAs(
                Caller.ANONYMOUS, () -> assertThat(tasks.statistics(bob)).isEqualTo(new TaskStatistics(0, 0, 0, 0)));
    }

    @Test
    void countsSharesByWhatTheyAllow() {
        rows.share(rows.pending(bob, NOON), bob, ada, "view");
        rows.share(rows.pending(bob, NOON), bob, ada, "view");
        long edited = rows.pending(bob, NOON);
        rows.share(edited, bob, ada, "edit");

        assertThat(of(ada, tasks::shared)).isEqualTo(new DashboardShared(3, 2, 1));

        rows.delete(edited);

        assertThat(of(ada, tasks::shared)).isEqualTo(new DashboardShared(2, 2, 0));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # zone, now, created and completed at: counted today, counted this week. The day of 23 hours:
            Europe/Berlin, 2026-03-29T20:00:00Z, 2026-03-28T22:59:59.999999Z, false, true
            Europe/Berlin, 2026-03-29T20:00:00Z, 2026-03-28T23:00:00Z,        true,  true
            Europe/Berlin, 2026-03-29T20:00:00Z, 2026-03-22T22:59:59.999999Z, false, false
            Europe/Berlin, 2026-03-29T20:00:00Z, 2026-03-22T23:00:00Z,        false, true
            Europe/Berlin, 2026-03-30T08:00:00Z, 2026-03-29T21:59:59.999999Z, false, false
            Europe/Berlin, 2026-03-30T08:00:00Z, 2026-03-29T22:00:00Z,        true,  true
            # The day of 25 hours: its first and its last, both of which are at two in the morning twice.
            Europe/Berlin, 2026-10-25T22:59:59Z, 2026-10-24T21:59:59.999999Z, false, true
            Europe/Berlin, 2026-10-25T22:59:59Z, 2026-10-24T22:00:00Z,        true,  true
            Europe/Berlin, 2026-10-26T08:00:00Z, 2026-10-25T22:59:59.999999Z, false, false
            Europe/Berlin, 2026-10-26T08:00:00Z, 2026-10-25T23:00:00Z,        true,  true
            # One instant, which is Monday on Kiritimati and Sunday in UTC.
            Pacific/Kiritimati, 2026-11-15T11:00:00Z, 2026-11-15T09:00:00Z,   false, false
            UTC,                2026-11-15T11:00:00Z, 2026-11-15T09:00:00Z,   true,  true
            Pacific/Kiritimati, 2026-11-15T11:00:00Z, 2026-11-15T10:00:00Z,   true,  true
            # Days that begin at one.
            America/Havana, 2026-03-08T12:00:00Z, 2026-03-08T04:59:59.999999Z, false, true
            America/Havana, 2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z,        true,  true
            Africa/Cairo,   2026-04-24T12:00:00Z, 2026-04-23T21:59:59.999999Z, false, true
            Africa/Cairo,   2026-04-24T12:00:00Z, 2026-04-23T22:00:00Z,        true,  true
            # From Sunday to Monday.
            UTC,            2026-11-15T23:59:59Z, 2026-11-15T23:59:00Z,        true,  true
            UTC,            2026-11-16T00:00:00Z, 2026-11-15T23:59:00Z,        false, false
            """)
    void countsWhatHappenedSinceTheDayAndTheWeekBegan(
            ZoneId zone, Instant now, Instant at, boolean today, boolean thisWeek) {
        rows.completed(ada, at, at);

        DashboardActivity activity = activity(ada, now, zone);

        assertThat(activity.tasksCreatedToday()).isEqualTo(today ? 1 : 0);
        assertThat(activity.tasksCompletedToday()).isEqualTo(today ? 1 : 0);
        assertThat(activity.tasksCreatedThisWeek()).isEqualTo(thisWeek ? 1 : 0);
        assertThat(activity.tasksCompletedThisWeek()).isEqualTo(thisWeek ? 1 : 0);
        assertThat(activity.timeZone()).isEqualTo(zone.getId());
    }

    @Test
    void countsNothingThatWillBeCreatedLater() {
        rows.pending(ada, NOON.minusNanos(1_000));
        rows.pending(ada, NOON);
        rows.pending(ada, NOON.plusSeconds(1));

        DashboardActivity activity = activity(ada, NOON, UTC);

        assertThat(activity.tasksCreatedToday()).isEqualTo(1);
        assertThat(activity.tasksCreatedThisWeek()).isEqualTo(1);
    }

    @Test
    void countsACompletedTaskOnTheDayItWasCompletedWhateverIsEditedLater() {
        long old = rows.completed(ada, NOON.minusSeconds(90 * 86_400), NOON.minusSeconds(60 * 86_400));

        rows.edit(old);

        assertThat(activity(ada, NOON, UTC).tasksCompletedToday()).isZero();
        assertThat(activity(ada, NOON, UTC).tasksCompletedThisWeek()).isZero();
        assertThat(activity(ada, NOON, UTC).completionRate()).isEqualTo(100.0);
    }

    @Test
    void countsAReopenedTaskAgainWhenItIsCompletedAgain() {
        long task = rows.completed(ada, NOON.minusSeconds(90 * 86_400), NOON.minusSeconds(60));
        assertThat(activity(ada, NOON, UTC).tasksCompletedToday()).isEqualTo(1);

        rows.complete(task, null);
        assertThat(activity(ada, NOON, UTC).tasksCompletedToday()).isZero();
        assertThat(activity(ada, NOON, UTC).completionRate()).isZero();

        rows.complete(task, NOON.minusSeconds(30));
        assertThat(activity(ada, NOON, UTC).tasksCompletedToday()).isEqualTo(1);
    }

    /** Under any operations all numbers are those of a model that looks at every task, one by one. */
    @Test
    void agreesWithAModelUnderRandomOperations() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<String> users =
                List.of(ada, bob, TestCallers.of(service).user("member").id());
        Model model = new Model(random);
        int steps = (int) (STEPS * SHARE);
        for (int step = 0; step < steps; step++) {
            model.step(users.get(random.nextInt(users.size())), users);
            if (step % 10 == 0) {
                model.compare(users.get(random.nextInt(users.size())), "seed %d, step %d".formatted(seed, step));
            }
        }
        users.forEach(user -> model.compare(user, "seed %d, at the end".formatted(seed)));
    }

    private DashboardActivity activity(String userId, Instant now, ZoneId zone) {
        Today today = Today.at(now, zone);
        return of(userId, user -> tasks.activity(user, today, now).on(today));
    }

    private static <T> T of(String userId, Function<String, T> numbers) {
        return CurrentCaller.callAs(Caller.onBehalfOf(userId), () -> numbers.apply(userId));
    }

    private record Task(
            String owner, Instant created, @Nullable Instant completed, Map<String, String> shares) {}

    private final class Model {

        private static final long DAYS = 10;
        private static final List<String> ZONES =
                List.of("UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Havana", "Asia/Kathmandu");

        private final SplittableRandom random;
        private final Map<Long, Task> stored = new HashMap<>();

        private Model(SplittableRandom random) {
            this.random = random;
        }

        void step(String user, List<String> users) {
            List<Long> own = new ArrayList<>();
            stored.forEach((id, task) -> {
                if (task.owner().equals(user)) {
                    own.add(id);
                }
            });
            int choice = random.nextInt(10);
            if (choice < 4 || own.isEmpty()) {
                Instant created = someInstant();
                stored.put(rows.pending(user, created), new Task(user, created, null, new HashMap<>()));
                return;
            }
            long id = own.get(random.nextInt(own.size()));
            if (choice < 6) {
                complete(id, someInstant());
            } else if (choice == 6) {
                complete(id, null);
            } else if (choice == 7) {
                rows.delete(id);
                stored.remove(id);
            } else if (choice == 8) {
                rows.edit(id);
            } else {
                share(id, users.get(random.nextInt(users.size())));
            }
        }

        private void complete(long id, @Nullable Instant at) {
            rows.complete(id, at);
            stored.computeIfPresent(id, (any, task) -> new Task(task.owner(), task.created(), at, task.shares()));
        }

        private void share(long id, String with) {
            Task task = stored.get(id);
            if (task.owner().equals(with) || task.shares().containsKey(with)) {
                return;
            }
            String permission = random.nextBoolean() ? "view" : "edit";
            rows.share(id, task.owner(), with, permission);
            task.shares().put(with, permission);
        }

        void compare(String user, String where) {
            List<Task> own = stored.values().stream()
                    .filter(task -> task.owner().equals(user))
                    .toList();
            long completed =
                    own.stream().filter(task -> task.completed() != null).count();
            List<String> shared = stored.values().stream()
                    .flatMap(task -> task.shares().entrySet().stream())
                    .filter(share -> share.getKey().equals(user))
                    .map(Map.Entry::getValue)
                    .toList();
            long canEdit = shared.stream().filter("edit"::equals).count();

            TaskStatistics statistics = of(user, tasks::statistics);
            assertThat(statistics)
                    .as(where)
                    .isEqualTo(new TaskStatistics(own.size(), own.size() - completed, completed, shared.size()));
            assertThat(statistics.totalTasks()).isEqualTo(statistics.pendingTasks() + statistics.completedTasks());
            assertThat(of(user, tasks::breakdown))
                    .as(where)
                    .isEqualTo(new DashboardBreakdown(own.size() - completed, completed, own.size()));
            assertThat(of(user, tasks::shared))
                    .as(where)
                    .isEqualTo(new DashboardShared(shared.size(), shared.size() - canEdit, canEdit));
            compareActivity(user, own, where);
        }

        private void compareActivity(String user, List<Task> own, String where) {
            Instant now = someInstant();
            ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            Today today = Today.at(now, zone);
            DashboardActivity activity = activity(user, now, zone);

            assertThat(activity.tasksCreatedToday())
                    .as("%s, %s in %s", where, now, zone)
                    .isEqualTo(created(own, today.start(), now));
            assertThat(activity.tasksCreatedThisWeek()).as(where).isEqualTo(created(own, today.weekStart(), now));
            assertThat(activity.tasksCompletedToday()).as(where).isEqualTo(completed(own, today.start()));
            assertThat(activity.tasksCompletedThisWeek()).as(where).isEqualTo(completed(own, today.weekStart()));
        }

        private static long created(List<Task> own, Instant start, Instant now) {
            return own.stream()
                    .map(Task::created)
                    .filter(at -> !at.isBefore(start) && at.isBefore(now))
                    .count();
        }

        private static long completed(List<Task> own, Instant start) {
            return own.stream()
                    .map(Task::completed)
                    .filter(at -> at != null && !at.isBefore(start))
                    .count();
        }

        private Instant someInstant() {
            return NOON.minusSeconds(random.nextLong(DAYS * 86_400));
        }
    }
}
