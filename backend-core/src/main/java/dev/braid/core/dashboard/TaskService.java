package dev.braid.core.dashboard;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Share;
import dev.braid.contracts.Task;
import dev.braid.contracts.TaskAccess;
import dev.braid.contracts.TaskPage;
import dev.braid.contracts.TaskRequest;
import dev.braid.core.access.Caller;
import dev.braid.core.identity.KnownUsers;
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
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a caller can do with tasks. Changes of one task come one after the other, each said in its own transaction; one that changes
 * nothing says nothing.
 */
@Service
class TaskService {

    private final TaskStore tasks;
    private final ShareStore shares;
    private final ReachableTasks reachable;
    private final TaskChanges changes;
    private final KnownUsers users;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TaskService(
            TaskStore tasks,
            ShareStore shares,
            ReachableTasks reachable,
            TaskChanges changes,
            KnownUsers users,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.tasks = tasks;
        this.shares = shares;
        this.reachable = reachable;
        this.changes = changes;
        this.users = users;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    Task get(Caller caller, String id) {
        return reachable.of(caller, id);
    }

    TaskPage list(Caller caller, TaskQuery query) {
        return tasks.list(caller, query);
    }

    Task create(Caller caller, TaskRequest request) {
        requireTeam(caller, request.teamId());
        return stored(caller, request.teamId(), () -> {
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
        transaction.executeWithoutResult(status -> {
            Task task = reachable.held(caller, id, TaskAccess.MANAGE);
            Set<String> readers = tasks.readers(task.id());
            List<String> sharedWith =
                    shares.of(task.id()).stream().map(Share::sharedWithUserId).toList();
            if (!tasks.delete(task.id())) {
                throw ReachableTasks.unknown(task.id());
            }
            changes.deleted(task, readers, sharedWith);
        });
    }

    private Task change(Caller caller, Task before, Task after) {
        if (!Objects.equals(before.teamId(), after.teamId())) {
            ReachableTasks.require(before, TaskAccess.OWNER);
            requireTeam(caller, after.teamId());
        }
        Set<String> readers = new HashSet<>(tasks.readers(before.id()));
        if (!tasks.update(after)) {
            throw ReachableTasks.unknown(before.id());
        }
        readers.addAll(tasks.readers(before.id()));
        changes.changed(before, after, readers);
        return after;
    }

    /** What a foreign key refuses went away since it was looked at: the team, or the caller's account. */
    private Task stored(Caller caller, @Nullable UUID teamId, Supplier<Task> work) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> work.get()));
        } catch (DataIntegrityViolationException refused) {
            requireTeam(caller, teamId);
            if (users.exists(caller.userId())) {
                throw refused;
            }
            throw ApiException.unauthenticated(
                    "Bearer error=\"invalid_token\"", "account: gone (expected: one that exists)");
        }
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
