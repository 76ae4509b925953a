package dev.braid.core.dashboard;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Share;
import dev.braid.contracts.Task;
import dev.braid.contracts.TaskAccess;
import dev.braid.contracts.TaskPage;
import dev.braid.contracts.TaskRequest;
import dev.braid.core.access.Caller;
import dev.braid.core.web.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What a caller can do with tasks. Changes of one task come one after the other, each said in its own transaction; one that changes
 * nothing says nothing.
 */
@Service
class TaskService {

    /** Of an account that goes: a few milliseconds' work. */
    private static final int ERASED_TOGETHER = 20;

    private final TaskStore tasks;
    private final ShareStore shares;
    private final ReachableTasks reachable;
    private final TaskChanges changes;
    private final Writing writing;
    private final Clock clock;

    TaskService(
            TaskStore tasks,
            ShareStore shares,
            ReachableTasks reachable,
            TaskChanges changes,
            Writing writing,
            Clock clock) {
        this.tasks = tasks;
        this.shares = shares;
        this.reachable = reachable;
        this.changes = changes;
        this.writing = writing;
        this.clock = clock;
    }

    Task get(Caller caller, String id) {
        return reachable.of(caller, id);
    }

    TaskPage list(Caller caller, TaskQuery query) {
        return tasks.list(caller, query);
    }

    Task create(Caller caller, TaskRequest request) {
        return stored(caller, request.teamId(), () -> {
            requireTeam(caller, request.teamId());
            Task task = tasks.insert(caller, request, now()).orElseThrow(() -> unknownTeam(request.teamId()));
            changes.created(task, tasks.readers(task.id()));
            return task;
        });
    }

    Task change(Caller caller, String id, TaskChange change) {
        return stored(caller, change.teamId().value(), () -> {
            Task before = reachable.held(caller, id, TaskAccess.EDIT);
            Instant now = now();
            Task after = change.appliedTo(before, now);
            return after.equals(before) ? before : change(caller, before, touched(after, now));
        });
    }

    void delete(Caller caller, String id) {
        writing.by(caller, () -> {
            Task task = reachable.held(caller, id, TaskAccess.MANAGE);
            remove(task);
            return task;
        });
    }

    /** All of the caller's own go, a few at a time, so that none is held for long. */
    void erase(Caller owner) {
        boolean more = true;
        while (more) {
            more = writing.by(owner, () -> {
                List<Task> some = tasks.holdOwnedBy(owner.userId(), ERASED_TOGETHER);
                some.forEach(this::remove);
                return !some.isEmpty();
            });
        }
    }

    private void remove(Task task) {
        Set<String> readers = tasks.readers(task.id());
        List<String> sharedWith =
                shares.of(task.id()).stream().map(Share::sharedWithUserId).toList();
        if (!tasks.delete(task.id())) {
            throw ReachableTasks.unknown(task.id());
        }
        changes.deleted(task, readers, sharedWith);
    }

    private Task change(Caller caller, Task before, Task after) {
        boolean moved = !Objects.equals(before.teamId(), after.teamId());
        if (moved) {
            ReachableTasks.require(before, TaskAccess.OWNER);
            requireTeam(caller, after.teamId());
        }
        Set<String> readers = new HashSet<>(tasks.readers(before.id()));
        if (!tasks.update(after)) {
            // Asked in the statement itself, as for a new task: between two a team may go.
            requireTeam(caller, moved ? after.teamId() : null);
            throw ReachableTasks.unknown(before.id());
        }
        readers.addAll(tasks.readers(before.id()));
        changes.changed(before, after, readers);
        return after;
    }

    /** The team is there until the work is done, if it is now. */
    private Task stored(Caller caller, @Nullable UUID teamId, Supplier<Task> work) {
        return writing.by(caller, () -> {
            if (teamId != null) {
                tasks.keepTeam(teamId);
            }
            return work.get();
        });
    }

    private void requireTeam(Caller caller, @Nullable UUID teamId) {
        if (teamId == null) {
            return;
        }
        String role = tasks.roleIn(teamId, caller.userId()).orElseThrow(() -> unknownTeam(teamId));
        if (role.equals("viewer")) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "team %s: role viewer (expected: owner, admin or member)".formatted(teamId));
        }
    }

    private static ApiException unknownTeam(@Nullable UUID teamId) {
        return new ApiException(
                ErrorCode.TEAM_NOT_FOUND, "team " + teamId + " (expected: the id of one of the caller's teams)");
    }

    private static Task touched(Task task, Instant now) {
        return new Task(
                task.id(),
                task.userId(),
                task.teamId(),
                task.title(),
                task.description(),
                task.completed(),
                task.completedAt(),
                task.createdAt(),
                now,
                task.access());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
