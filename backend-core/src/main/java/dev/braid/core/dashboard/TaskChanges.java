package dev.braid.core.dashboard;

import dev.braid.contracts.Share;
import dev.braid.contracts.Task;
import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import dev.braid.core.changes.Changes;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What is told of tasks: ids and nothing of what is in them, to those who may read the task, or could until now. Whose numbers change is in
 * the tags: the owner's always, and of a share both sides'.
 */
@Component
class TaskChanges {

    private final Changes changes;

    TaskChanges(Changes changes) {
        this.changes = changes;
    }

    void created(Task task, Set<String> readers) {
        say("task_created", task, readers);
        if (task.completed()) {
            say("task_completed", task, readers);
        }
    }

    void changed(Task before, Task after, Set<String> readers) {
        if (before.completed() != after.completed()) {
            say(after.completed() ? "task_completed" : "task_reopened", after, readers);
        }
        if (!contents(before).equals(contents(after))) {
            say("task_updated", after, readers);
        }
    }

    /** @param sharedWith who loses a share with it */
    void deleted(Task task, Set<String> readers, Collection<String> sharedWith) {
        Set<String> counted = new HashSet<>(sharedWith);
        counted.add(task.userId());
        say("task_deleted", about(task.id(), task.userId()), readers, counted);
    }

    /** @param owner of the task */
    void shared(String owner, Share share, Set<String> readers) {
        say("task_shared", owner, share, readers);
    }

    void unshared(String owner, Share share, Set<String> readers) {
        say("task_unshared", owner, share, readers);
    }

    private void say(String type, Task task, Set<String> readers) {
        say(type, about(task.id(), task.userId()), readers, Set.of(task.userId()));
    }

    private void say(String type, String owner, Share share, Set<String> readers) {
        Map<String, Object> data = about(share.taskId(), owner);
        data.put("shared_with_user_id", share.sharedWithUserId());
        data.put("permission", ShareStore.word(share.permission()));
        Set<String> counted = Stream.of(owner, share.sharedWithUserId(), share.sharedByUserId())
                .collect(Collectors.toSet());
        say(type, data, readers, counted);
    }

    private void say(String type, Map<String, Object> data, Set<String> readers, Set<String> counted) {
        Set<String> tags = counted.stream().map(userId -> "dash:" + userId).collect(Collectors.toSet());
        changes.publish(new Change(
                type, "task:" + data.get("task_id"), data, Audience.of(readers, Permissions.TASK_READ), tags));
    }

    private static Map<String, Object> about(long taskId, String owner) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("task_id", taskId);
        data.put("user_id", owner);
        return data;
    }

    private static Object contents(Task task) {
        return Arrays.asList(task.title(), task.description(), task.teamId());
    }
}
