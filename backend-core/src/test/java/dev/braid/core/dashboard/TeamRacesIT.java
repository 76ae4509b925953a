package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Requests that come at the same instant about the same team: each is served as if it had come before or after the others. */
class TeamRacesIT extends TaskTestServer {

    /** At full size; {@code braid.load.share} of it runs with every build. */
    private static final int ROUNDS = 100;

    private static final int SERVED =
            (int) Math.max(5, ROUNDS * Double.parseDouble(System.getProperty("braid.load.share", "0.05")));

    @Autowired
    private OwnTeams teams;

    @Test
    void givesANameToOneOfManyWhoAskForIt() throws Exception {
        Known ada = somebody();
        for (int round = 0; round < SERVED; round++) {
            String body = "{\"name\":\"race %s\"}".formatted(UUID.randomUUID());
            List<HttpResponse<String>> replies = atOnce(List.of(
                    () -> ask(ada, "POST", "/api/teams", body),
                    () -> ask(ada, "POST", "/api/teams", body),
                    () -> ask(ada, "POST", "/api/teams", body),
                    () -> ask(ada, "POST", "/api/teams", body)));

            assertThat(replies).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(201, 409, 409, 409);
        }
    }

    @Test
    void takesInAMemberOnce() throws Exception {
        Known ada = somebody();
        for (int round = 0; round < SERVED; round++) {
            String members = "/api/teams/" + aTeamOf(ada) + "/members";
            String body = "{\"user_id\":\"%s\"}".formatted(somebody().id());
            List<HttpResponse<String>> replies = atOnce(List.of(
                    () -> ask(ada, "POST", members, body),
                    () -> ask(ada, "POST", members, body),
                    () -> ask(ada, "POST", members, body)));

            assertThat(replies).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(201, 409, 409);
        }
    }

    @Test
    void tellsOfAMemberInTheOrderOfWhatHappened() throws Exception {
        Known owner = somebody();
        Known admin = somebody();
        Known bob = somebody();
        UUID team = aTeamOf(owner);
        join(team, admin, "admin");
        String members = "/api/teams/" + team + "/members";
        String member = members + "/" + bob.id();
        for (int round = 0; round < SERVED; round++) {
            ask(owner, "POST", members, "{\"user_id\":\"%s\",\"role\":\"viewer\"}".formatted(bob.id()));
            List<HttpResponse<String>> replies = atOnce(List.of(
                    () -> ask(owner, "PATCH", member, "{\"role\":\"admin\"}"),
                    () -> ask(admin, "PATCH", member, "{\"role\":\"member\"}"),
                    () -> ask(admin, "DELETE", member, null),
                    () -> ask(bob, "DELETE", member, null)));

            // 403: the admin comes after the owner has made an admin of Bob; 404 of Bob: he is no longer in it.
            assertThat(replies).extracting(HttpResponse::statusCode).allMatch(List.of(200, 204, 403, 404)::contains);
            assertThat(replies)
                    .extracting(HttpResponse::statusCode)
                    .filteredOn(status -> status == 204)
                    .hasSize(1);
        }

        List<String> told = TestChanges.of("team:" + team).stream()
                .map(TestChanges.Said::type)
                .toList();
        boolean in = false;
        for (String type : told) {
            assertThat(type.equals("team_member_added")).as(told.toString()).isEqualTo(!in);
            in = !type.equals("team_member_removed");
        }
        assertThat(in).isFalse();
    }

    @Test
    void leavesNothingHalfDoneWhenATeamGoesWhileItIsUsed() throws Exception {
        for (int round = 0; round < SERVED; round++) {
            goesWhileItIsUsed();
        }
    }

    private void goesWhileItIsUsed() throws Exception {
        Known owner = somebody();
        Known bob = somebody();
        UUID team = aTeamOf(owner);
        join(team, bob, "member");
        String path = "/api/teams/" + team;
        long ofBob = aTaskOf(bob);
        long inTheTeam = aTaskOf(bob, team);

        List<HttpResponse<String>> replies = atOnce(List.of(
                () -> ask(owner, "DELETE", path, null),
                () -> ask(
                        owner,
                        "POST",
                        path + "/members",
                        "{\"user_id\":\"%s\"}".formatted(somebody().id())),
                () -> ask(owner, "PATCH", path, "{\"description\":\"used\"}"),
                () -> patch(bob, ofBob, "{\"team_id\":\"%s\"}".formatted(team)),
                () -> patch(bob, inTheTeam, "{\"completed\":true}"),
                () -> ask(bob, "POST", "/api/tasks", "{\"title\":\"new\",\"team_id\":\"%s\"}".formatted(team)),
                () -> ask(bob, "DELETE", path + "/members/" + bob.id(), null)));

        assertThat(replies)
                .extracting(reply -> reply.statusCode() + " " + reply.body())
                .noneMatch(reply -> reply.startsWith("5"));
        assertThat(replies.get(0).statusCode()).isEqualTo(204);
        assertThat(replies.get(4).statusCode()).isEqualTo(200);
        for (String table : List.of("team_members", "tasks")) {
            assertThat(owner().sql("SELECT count(*) FROM " + table + " WHERE team_id = ?")
                            .param(team)
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
        assertThat(TestChanges.of("team:" + team))
                .last()
                .extracting(TestChanges.Said::type)
                .isEqualTo("team_deleted");
        List<Long> once = new ArrayList<>(List.of(inTheTeam));
        if (replies.get(3).statusCode() == 200) {
            once.add(ofBob);
        }
        if (replies.get(5).statusCode() == 201) {
            once.add(json(replies.get(5)).at("/id").asLong());
        }
        assertThat(once).allSatisfy(task -> assertThat(typesToldOf(task)).contains("task_updated"));
        assertThat(typesToldOf(ofBob)).hasSize(replies.get(3).statusCode() == 200 ? 3 : 1);
    }

    @Test
    void knowsNoLongerWhoseAccountGoesWhileTheyAreTakenIn() throws Exception {
        Known ada = somebody();
        Known bob = somebody();
        UUID team = aTeamOf(ada);
        String body = "{\"user_id\":\"%s\"}".formatted(bob.id());

        HttpResponse<String> refused = whileWaitingFor(
                "SELECT FROM teams WHERE id = '%s' FOR UPDATE".formatted(team),
                () -> ask(ada, "POST", "/api/teams/" + team + "/members", body),
                "DELETE FROM users WHERE id = '%s'".formatted(bob.id()));

        assertError(refused, 404, "USER_NOT_FOUND");
    }

    @Test
    void tellsWhomATaskWasSharedWithWhileItsTeamWasWaitingToGo() throws Exception {
        Known ada = somebody();
        Known max = somebody();
        UUID team = aTeamOf(ada);
        long task = aTaskOf(ada, team);

        HttpResponse<String> deleted = whileWaitingFor(
                "SELECT FROM tasks WHERE id = %d FOR UPDATE".formatted(task),
                () -> ask(ada, "DELETE", "/api/teams/" + team, null),
                "INSERT INTO task_shares VALUES ('%s', %d, '%s', '%s', 'view', now())"
                        .formatted(UUID.randomUUID(), task, max.id(), ada.id()));

        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(204);
        assertThat(lastToldOf(task).audience()).isEqualTo(ids(ada, max));
    }

    @Test
    void refusesAWriterWhoseAccountGoesMeanwhile() throws Exception {
        for (String[] request : new String[][] {
            {"/api/conversations", "{}"}, {"/api/teams", "{\"name\":\"of nobody %s\"}".formatted(UUID.randomUUID())}
        }) {
            Known ada = somebody();

            HttpResponse<String> refused = whileWaitingFor(
                    "DELETE FROM users WHERE id = '%s'".formatted(ada.id()),
                    () -> ask(ada, "POST", request[0], request[1]),
                    "SELECT 1");

            assertError(refused, 401, "UNAUTHENTICATED");
        }
    }

    @Test
    void erasesAUsersTeamsOnceHoweverManyTry() throws Exception {
        Known ada = somebody();
        UUID team = aTeamOf(ada);
        UUID another = aTeamOf(somebody());
        join(another, ada, "viewer");

        atOnce(List.of(() -> erased(ada), () -> erased(ada), () -> erased(ada)));

        assertThat(TestChanges.of("team:" + team)).hasSize(1);
        assertThat(TestChanges.of("team:" + another)).hasSize(1);
    }

    private String erased(Known user) {
        teams.erase(user.id());
        return user.id();
    }

    /** The reply to a request that waited for the first statement's transaction, in which the last one then came. */
    private HttpResponse<String> whileWaitingFor(String first, Callable<HttpResponse<String>> request, String last)
            throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection connection = DriverManager.getConnection(databaseUrl());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(first);
            Future<HttpResponse<String>> reply = thread.submit(request);
            await().until(() -> owner().sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                    .query(Boolean.class)
                    .single());
            statement.execute(last);
            connection.commit();
            return reply.get(60, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
    }

    private static <T> List<T> atOnce(List<Callable<T>> requests) throws Exception {
        CyclicBarrier start = new CyclicBarrier(requests.size());
        ExecutorService threads = Executors.newFixedThreadPool(requests.size());
        try {
            List<Future<T>> replies = new ArrayList<>();
            for (Callable<T> request : requests) {
                replies.add(threads.submit(() -> {
                    start.await();
                    return request.call();
                }));
            }
            List<T> done = new ArrayList<>();
            for (Future<T> reply : replies) {
                done.add(reply.get(60, TimeUnit.SECONDS));
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }
}
