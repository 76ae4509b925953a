package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.load.Api.Reply;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A user who makes, reads and deletes runs at random, now through bff, now directly, and knows what each answer must be: the runs
 * that were made and not deleted, theirs and nobody else's. One step at a time.
 */
final class RunUser implements Hammer.User {

    /** So that deleting keeps up with making. */
    private static final int MOST_RUNS = 8;

    /** Seeds tell whose run an answer shows: those of a user lie together. */
    private static final long SEEDS_OF_A_USER = 1_000_000;

    private static final List<String> ARTEFACTS = List.of("metrics", "equity", "orders", "fills");

    /** A run that some user made, and perhaps was just shown whole: such runs come first among everybody's. */
    record Made(int user, String runId) {}

    private final int number;
    private final String token;
    private final Api bff;
    private final Api core;
    private final Deque<Made> everybodys;
    private final Random random;
    private final Map<String, Long> seeds = new HashMap<>();
    private final List<String> deleted = new ArrayList<>();
    private long nextSeed;

    RunUser(int number, String token, Api bff, Api core, Deque<Made> everybodys) {
        this.number = number;
        this.token = token;
        this.bff = bff;
        this.core = core;
        this.everybodys = everybodys;
        this.random = new Random(number);
        this.nextSeed = number * SEEDS_OF_A_USER;
    }

    /** One request or two, and what is wrong with their answers. The name of what it did. */
    @Override
    public String step() {
        int choice = random.nextInt(100);
        if (seeds.isEmpty() || choice < 20 && seeds.size() < MOST_RUNS) {
            return make();
        }
        if (choice < 35) {
            return show();
        }
        if (choice < 45) {
            return list();
        }
        if (choice < 55) {
            return artefact();
        }
        if (choice < 70) {
            return complete();
        }
        if (choice < 80) {
            return delete();
        }
        return choice < 95 ? foreign() : gone();
    }

    private String make() {
        boolean again = !seeds.isEmpty() && random.nextInt(4) == 0;
        String known = again ? anyRun() : "";
        long seed = again ? seeds.get(known) : nextSeed++;
        Reply reply = entry().post("/backtests", token, body(seed));
        String runId = reply.body().path("run_id").asString("");

        if (again) {
            expect(reply, 200);
            assertThat(runId).as("run of the same inputs").isEqualTo(known);
            return "make again";
        }
        expect(reply, 202);
        seeds.put(runId, seed);
        everybodys.add(new Made(number, runId));
        assertOwn(expect(entry().get("/backtests/" + runId, token), 200).body(), runId);
        return "make";
    }

    private String show() {
        String runId = anyRun();
        assertOwn(expect(entry().get("/backtests/" + runId, token), 200).body(), runId);
        return "show";
    }

    private String list() {
        Reply reply = expect(entry().get("/backtests?limit=500", token), 200);
        Set<String> shown = new HashSet<>();
        reply.body().get("items").forEach(item -> shown.add(item.get("run_id").asString()));
        assertThat(shown).as("catalogue of user %d", number).isEqualTo(seeds.keySet());
        assertThat(reply.body().get("total").asInt()).isEqualTo(seeds.size());
        return "list";
    }

    private String artefact() {
        String runId = anyRun();
        Reply reply = entry().get("/backtests/" + runId + "/" + anyArtefact(), token);
        assertThat(reply.status()).as("artefact of an own run").isIn(200, 409);
        if (reply.status() == 200) {
            assertThat(reply.body().get("run_id").asString()).isEqualTo(runId);
        }
        return "artefact";
    }

    private String complete() {
        String runId = anyRun();
        Reply reply = bff.get("/api/v1/runs/" + runId + "/complete", token);
        if (isLate(reply)) {
            return "complete: late";
        }
        assertOwn(expect(reply, 200).body().get("run"), runId);
        everybodys.addFirst(new Made(number, runId));
        return "complete";
    }

    private String delete() {
        String runId = anyRun();
        Reply reply = entry().delete("/backtests/" + runId, token);
        assertThat(reply.status()).as("deleting an own run").isIn(204, 409);
        if (reply.status() == 204) {
            seeds.remove(runId);
            deleted.add(runId);
        }
        expect(entry().get("/backtests/" + runId, token), reply.status() == 204 ? 404 : 200);
        return "delete";
    }

    private String foreign() {
        String runId = anothers(random.nextInt(1 + everybodys.size() / 2));
        String path = "/backtests/" + runId;
        Reply reply = switch (random.nextInt(7)) {
            case 0 -> entry().get(path, token);
            case 1 -> entry().get(path + "/" + anyArtefact(), token);
            case 2 -> entry().post(path + "/cancel", token, "");
            case 3 -> entry().delete(path, token);
            // What was shown last is what bff still has in hand, for somebody else.
            default -> bff.get("/api/v1/runs/" + anothers(0) + "/complete", token);
        };
        if (isLate(reply)) {
            return "foreign: late";
        }
        expect(reply, 404);
        assertThat(reply.body().at("/error/code").asString()).isEqualTo("RUN_NOT_FOUND");
        return "foreign";
    }

    /** An aggregated document may be as old as its time to live allows; the run itself may not. */
    private String gone() {
        if (deleted.isEmpty()) {
            return list();
        }
        String runId = deleted.get(random.nextInt(deleted.size()));
        expect(entry().get("/backtests/" + runId, token), 404);
        Reply complete = bff.get("/api/v1/runs/" + runId + "/complete", token);
        assertThat(complete.status()).as("document of a deleted run").isIn(200, 404, 503, 504);
        if (complete.status() == 200) {
            JsonNode run = complete.body().get("run");
            assertThat(run.get("run_id").asString()).isEqualTo(runId);
            assertThat(run.get("seed").asLong() / SEEDS_OF_A_USER).isEqualTo(number);
        }
        return "gone";
    }

    /** A document has a deadline, which a busy machine may miss: no answer, but no wrong one either. */
    private static boolean isLate(Reply reply) {
        return reply.status() == 503 || reply.status() == 504;
    }

    private void assertOwn(JsonNode run, String runId) {
        assertThat(run.get("run_id").asString()).isEqualTo(runId);
        assertThat(run.get("seed").asLong())
                .as("seed of run %s of user %d", runId, number)
                .isEqualTo(seeds.get(runId));
    }

    private Reply expect(Reply reply, int status) {
        assertThat(reply.status()).as("user %d: %s", number, reply.body()).isEqualTo(status);
        return reply;
    }

    private Api entry() {
        return random.nextBoolean() ? bff : core;
    }

    private String anothers(int passedOver) {
        return everybodys.stream()
                .filter(made -> made.user() != number)
                .skip(passedOver)
                .map(Made::runId)
                .findFirst()
                .orElse("nobodys");
    }

    private String anyRun() {
        return seeds.keySet().stream()
                .sorted()
                .skip(random.nextInt(seeds.size()))
                .findFirst()
                .orElseThrow();
    }

    private String anyArtefact() {
        return ARTEFACTS.get(random.nextInt(ARTEFACTS.size()));
    }

    private static String body(long seed) {
        return """
                {"symbol":"%s","from":"2024-09-18","to":"2024-09-20","strategy_id":"sma_crossover",
                 "params":{"fast":3,"slow":9},"seed":%d}
                """.formatted(MinuteBars.SYMBOL, seed);
    }
}
