package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.load.Api.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * A user who makes, changes, shares and deletes tasks at random, now through bff, now directly, and knows what every number must be: those
 * of the own tasks and of what others share, and nobody else's. Whoever changes another's numbers holds that user's lock.
 */
final class TaskUser implements Hammer.User {

    private static final List<String> SECTIONS = List.of("statistics", "activity", "breakdown", "shared");

    /** Beyond those it began with, so that deleting keeps up with making. */
    private static final int MOST_MORE_TASKS = 12;

    /** What all users of a run have in common. */
    record World(Api bff, Api core, String zone, Duration delay, AtomicLong longestNanos, List<TaskUser> users) {}

    /** A task, and what each user it is shared with got of it. */
    private static final class Task {

        private final long id;
        private boolean completed;
        private final Map<TaskUser, Share> shares = new TreeMap<>((one, other) -> one.number - other.number);

        private Task(long id) {
            this.id = id;
        }
    }

    private record Share(String id, boolean edit) {}

    /** A task of another's. */
    private record Received(TaskUser owner, boolean edit) {}

    private final World world;
    private final int number;
    private final String token;
    private final String id;
    private final Random random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Task> tasks = new TreeMap<>();
    private final Map<Long, Received> received = new TreeMap<>();
    private final int firstTasks;
    private final NumbersInTime numbers;

    TaskUser(World world, int number, String token) {
        this.world = world;
        this.number = number;
        this.token = token;
        this.id = world.core().get("/users/me", token).body().get("id").asString();
        this.random = new Random(number);
        this.numbers = new NumbersInTime(world.delay(), world.longestNanos(), new Numbers(0, 0, 0, 0));
        this.firstTasks = makeFirstTasks();
    }

    /** So many of each kind that no two users have the same numbers. */
    private int makeFirstTasks() {
        for (int i = 0; i <= number % 12; i++) {
            make(world.core(), false);
        }
        for (int i = 0; i < number / 12; i++) {
            make(world.core(), true);
        }
        return tasks.size();
    }

    @Override
    public String step() {
        lock.lock();
        try {
            return taken(random.nextInt(100));
        } finally {
            lock.unlock();
        }
    }

    private String taken(int choice) {
        if (choice < 12 && tasks.size() < firstTasks + MOST_MORE_TASKS) {
            return make(entry(), random.nextBoolean());
        }
        if (choice < 22) {
            return toggle();
        }
        if (choice < 30) {
            return delete();
        }
        if (choice < 40) {
            return share();
        }
        if (choice < 46) {
            return changeShare();
        }
        if (choice < 52) {
            return editAnothers();
        }
        if (choice < 60) {
            return foreign();
        }
        if (choice < 65) {
            return list();
        }
        return choice < 80 ? section() : complete();
    }

    private String make(Api entry, boolean completed) {
        Reply made = expect(
                entry.post(
                        "/api/tasks",
                        token,
                        "{\"title\":\"of user %d\",\"completed\":%s}".formatted(number, completed)),
                201);
        Task task = new Task(made.body().get("id").asLong());
        task.completed = completed;
        tasks.put(task.id, task);
        changed(entry);
        return "make";
    }

    private String toggle() {
        if (tasks.isEmpty()) {
            return section();
        }
        Task task = anyTask();
        Api entry = entry();
        expect(entry.patch("/api/tasks/" + task.id, token, "{\"completed\":%s}".formatted(!task.completed)), 200);
        task.completed = !task.completed;
        changed(entry);
        return "toggle, " + complete();
    }

    private String delete() {
        if (tasks.isEmpty()) {
            return section();
        }
        Task task = anyTask();
        return holding(task.shares.keySet(), () -> {
            Api entry = entry();
            expect(entry.delete("/api/tasks/" + task.id, token), 204);
            tasks.remove(task.id);
            task.shares.keySet().forEach(other -> other.loses(task));
            changed(entry);
            expect(entry().get("/api/tasks/" + task.id, token), 404);
            return "delete";
        });
    }

    private String share() {
        if (tasks.isEmpty()) {
            return section();
        }
        Task task = anyTask();
        TaskUser other = anybodyElse();
        boolean edit = random.nextBoolean();
        String body = "{\"user_id\":\"%s\",\"permission\":\"%s\"}".formatted(other.id, edit ? "edit" : "view");
        return holding(List.of(other), () -> {
            Reply reply = entry().post("/api/tasks/" + task.id + "/shares", token, body);
            if (task.shares.containsKey(other)) {
                expect(reply, 409);
                return "share again";
            }
            expect(reply, 201);
            task.shares.put(other, new Share(reply.body().get("id").asString(), edit));
            other.receives(task, this, edit);
            return "share";
        });
    }

    private String changeShare() {
        List<Task> shared =
                tasks.values().stream().filter(task -> !task.shares.isEmpty()).toList();
        if (shared.isEmpty()) {
            return share();
        }
        Task task = shared.get(random.nextInt(shared.size()));
        TaskUser other = List.copyOf(task.shares.keySet()).get(random.nextInt(task.shares.size()));
        Share share = task.shares.get(other);
        String path = "/api/tasks/" + task.id + "/shares/" + share.id();
        return holding(List.of(other), () -> {
            if (random.nextBoolean()) {
                String permission = share.edit() ? "view" : "edit";
                expect(entry().patch(path, token, "{\"permission\":\"%s\"}".formatted(permission)), 200);
                task.shares.put(other, new Share(share.id(), !share.edit()));
                other.receives(task, this, !share.edit());
                return "change share";
            }
            expect(entry().delete(path, token), 204);
            task.shares.remove(other);
            other.loses(task);
            return "unshare";
        });
    }

    /** A task that was shared: to be changed by whoever may edit it, and by nobody else. */
    private String editAnothers() {
        if (received.isEmpty()) {
            return section();
        }
        long taskId = List.copyOf(received.keySet()).get(random.nextInt(received.size()));
        TaskUser owner = received.get(taskId).owner();
        return holding(List.of(owner), () -> {
            Task task = owner.tasks.get(taskId);
            String body = "{\"completed\":%s}".formatted(!task.completed);
            Reply reply = entry().patch("/api/tasks/" + taskId, token, body);
            if (!received.get(taskId).edit()) {
                expect(reply, 403);
                return "edit without the right";
            }
            expect(reply, 200);
            task.completed = !task.completed;
            owner.changed(world.core());
            return "edit another's";
        });
    }

    private String foreign() {
        TaskUser other = anybodyElse();
        return holding(List.of(other), () -> {
            List<Long> hidden = other.tasks.keySet().stream()
                    .filter(Predicate.not(received::containsKey))
                    .toList();
            if (hidden.isEmpty()) {
                return section();
            }
            String path = "/api/tasks/" + hidden.get(random.nextInt(hidden.size()));
            Reply reply = switch (random.nextInt(4)) {
                case 0 -> entry().get(path, token);
                case 1 -> entry().patch(path, token, "{\"completed\":true}");
                case 2 -> entry().delete(path, token);
                default ->
                    entry().post(path + "/shares", token, "{\"user_id\":\"%s\",\"permission\":\"view\"}".formatted(id));
            };
            expect(reply, 404);
            assertThat(reply.body().at("/error/code").asString()).isEqualTo("TASK_NOT_FOUND");
            return "foreign";
        });
    }

    private String list() {
        Reply reply = expect(entry().get("/api/tasks?limit=500", token), 200);
        Set<Long> shown = new HashSet<>();
        reply.body().get("items").forEach(item -> shown.add(item.get("id").asLong()));
        Set<Long> visible = new HashSet<>(tasks.keySet());
        visible.addAll(received.keySet());
        assertThat(shown).as("tasks of user %d", number).isEqualTo(visible);
        return "list";
    }

    /** Not aggregated, so that neither way may show anything but what is. */
    private String section() {
        String section = SECTIONS.get(random.nextInt(SECTIONS.size()));
        Reply reply = expect(entry().get("/api/dashboard/" + section + "?tz=" + world.zone(), token), 200);
        JsonNode shown = section.equals("statistics") ? reply.body().get("statistics") : reply.body();
        assertThat(numbers.now().agreesWith(section, shown))
                .as("user %d: %s %s (expected: %s)", number, section, reply.body(), numbers.now())
                .isTrue();
        return section;
    }

    private String complete() {
        long asked = System.nanoTime();
        Reply reply = world.bff().get("/api/v1/dashboard/complete?tz=" + world.zone(), token);
        if (reply.status() == 503 || reply.status() == 504) {
            return "complete: late";
        }
        expect(reply, 200);
        for (String section : SECTIONS) {
            JsonNode shown = reply.body().path(section);
            assertThat(shown.isNull() || numbers.mayBeShown(section, shown, asked))
                    .as("user %d: %s %s (expected: %s)", number, section, shown, numbers)
                    .isTrue();
        }
        return reply.body().at("/metadata/cache_hit").asBoolean() ? "complete from the cache" : "complete";
    }

    private void receives(Task task, TaskUser owner, boolean edit) {
        received.put(task.id, new Received(owner, edit));
        changed(world.core());
    }

    private void loses(Task task) {
        received.remove(task.id);
        changed(world.core());
    }

    /** @param entry where this user changed something; the backend's for what others did */
    private void changed(Api entry) {
        int completed =
                (int) tasks.values().stream().filter(task -> task.completed).count();
        int canEdit = (int) received.values().stream().filter(Received::edit).count();
        numbers.become(
                new Numbers(tasks.size() - completed, completed, received.size() - canEdit, canEdit),
                entry == world.bff());
    }

    /** Does it while nobody else changes these users' numbers; something else if somebody does. */
    private String holding(Collection<TaskUser> others, Supplier<String> work) {
        List<TaskUser> held = new ArrayList<>();
        try {
            for (TaskUser other : others) {
                if (!other.lock.tryLock()) {
                    return section();
                }
                held.add(other);
            }
            return work.get();
        } finally {
            held.forEach(other -> other.lock.unlock());
        }
    }

    private Task anyTask() {
        return List.copyOf(tasks.values()).get(random.nextInt(tasks.size()));
    }

    private TaskUser anybodyElse() {
        TaskUser other = world.users().get(random.nextInt(world.users().size()));
        return other == this ? world.users().get((number) % world.users().size()) : other;
    }

    private Api entry() {
        return random.nextBoolean() ? world.bff() : world.core();
    }

    private Reply expect(Reply reply, int status) {
        assertThat(reply.status()).as("user %d: %s", number, reply.body()).isEqualTo(status);
        return reply;
    }
}
