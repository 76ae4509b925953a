package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever comes at once comes one after the other, and what is told has that order. */
class TaskRacesIT extends TaskTestServer {

    /** At full size; {@code braid.load.share} of it runs with every build. */
    private static final int ROUNDS = 200;

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private Known ada;
    private Known bob;

    @BeforeEach
    void twoUsers() {
        ada = somebody();
        bob = somebody();
    }

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    @Test
    void manyWhoCompleteATaskCompleteItOnce() throws Exception {
        long task = aTaskOf(ada);
        shared(ada, task, bob, "edit");

        List<Integer> statuses = atOnce(IntStream.range(0, 8)
                .mapToObj(i -> status(() -> patch(i % 2 == 0 ? ada : bob, task, "{\"completed\":true}")))
                .toList());

        assertThat(statuses).containsOnly(200);
        assertThat(typesToldOf(task)).containsExactly("task_created", "task_shared", "task_completed");
    }

    @Test
    void completedAndReopenedIsToldInTheOrderItWasDone() throws Exception {
        long task = aTaskOf(ada);
        for (int round = 0; round < rounds(); round++) {
            assertThat(atOnce(IntStream.range(0, 4)
                            .mapToObj(i -> status(() -> patch(ada, task, "{\"completed\":" + (i % 2 == 0) + "}")))
                            .toList()))
                    .containsOnly(200);
        }

        List<String> told = typesToldOf(task);
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i)).isEqualTo(i % 2 == 1 ? "task_completed" : "task_reopened");
        }
        assertThat(json(read(ada, path(task))).at("/completed").asBoolean()).isEqualTo(told.size() % 2 == 0);
    }

    @Test
    void aTaskThatGoesWhileItIsSharedGoesWithItsShare() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            long task = aTaskOf(ada);

            List<Integer> statuses = atOnce(List.of(
                    status(() -> share(ada, task, bob, "view")),
                    status(() -> ask(ada, "DELETE", path(task), null)),
                    status(() -> patch(ada, task, "{\"title\":\"Roll the bonds\"}"))));

            assertThat(statuses.get(0)).isIn(201, 404);
            assertThat(statuses.get(1)).isEqualTo(204);
            assertThat(statuses.get(2)).isIn(200, 404);
            assertThat(read(bob, path(task)).statusCode()).isEqualTo(404);
            Told last = lastToldOf(task);
            assertThat(last.type()).isEqualTo("task_deleted");
            assertThat(last.tags()).isEqualTo(statuses.get(0) == 201 ? tags(ada, bob) : tags(ada));
            assertThat(toldOf(task)).hasSize(2 + (statuses.get(0) == 201 ? 1 : 0) + (statuses.get(2) == 200 ? 1 : 0));
        }
    }

    @Test
    void manyWhoShareATaskWithOneUserShareItOnce() throws Exception {
        long task = aTaskOf(ada);

        List<Integer> statuses = atOnce(IntStream.range(0, 6)
                .mapToObj(i -> status(() -> share(ada, task, bob, "view")))
                .toList());

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        assertThat(typesToldOf(task)).containsExactly("task_created", "task_shared");
    }

    @Test
    void aShareThatBothSidesEndEndsOnce() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            long task = aTaskOf(ada);
            String path = path(task) + "/shares/" + shared(ada, task, bob, "view");

            List<Integer> statuses = atOnce(Stream.of(ada, bob)
                    .map(side -> status(() -> ask(side, "DELETE", path, null)))
                    .toList());

            assertThat(statuses).containsExactlyInAnyOrder(204, 404);
            assertThat(typesToldOf(task)).containsExactly("task_created", "task_shared", "task_unshared");
        }
    }

    @Test
    void aTaskIsNeverOfATeamThatHasGone() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            UUID team = aTeamOf(ada);
            long task = aTaskOf(ada);

            List<Integer> statuses = atOnce(List.of(
                    status(() -> patch(ada, task, "{\"team_id\":\"" + team + "\"}")),
                    status(() -> ask(ada, "POST", "/api/tasks", "{\"title\":\"a\",\"team_id\":\"" + team + "\"}")),
                    () -> owner().sql("DELETE FROM teams WHERE id = ?")
                            .param(team)
                            .update()));

            assertThat(statuses.get(0)).isIn(200, 404);
            assertThat(statuses.get(1)).isIn(201, 404);
            assertThat(statuses.get(2)).isEqualTo(1);
            assertThat(json(read(ada, path(task))).at("/team_id").isNull()).isTrue();
        }
    }

    @Test
    void whoIsRemovedFromATeamMeanwhileIsRefusedAndNothingFails() throws Exception {
        UUID team = aTeamOf(bob);
        long task = aTaskOf(bob, team);
        for (int round = 0; round < rounds(); round++) {
            join(team, ada, "admin");

            List<Integer> statuses = atOnce(List.of(
                    status(() -> patch(ada, task, "{\"description\":\"" + UUID.randomUUID() + "\"}")),
                    status(() -> ask(ada, "POST", "/api/tasks", "{\"title\":\"a\",\"team_id\":\"" + team + "\"}")),
                    status(() -> share(ada, task, somebody(), "view")),
                    () -> owner().sql("DELETE FROM team_members WHERE user_id = ?")
                            .param(ada.id())
                            .update()));

            assertThat(statuses.get(0)).isIn(200, 404);
            assertThat(statuses.get(1)).isIn(201, 404);
            assertThat(statuses.get(2)).isIn(201, 404);
        }
    }

    private static int rounds() {
        return (int) Math.ceil(ROUNDS * SHARE);
    }

    private static Callable<Integer> status(Callable<HttpResponse<String>> request) {
        return () -> request.call().statusCode();
    }

    private List<Integer> atOnce(List<Callable<Integer>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(work.size());
        List<Future<Integer>> working = new ArrayList<>();
        for (Callable<Integer> each : work) {
            working.add(workers.submit(() -> {
                start.await();
                return each.call();
            }));
        }
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> each : working) {
            results.add(each.get());
        }
        return results;
    }
}
