package dev.braid.core.dashboard;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Share;
import dev.braid.contracts.ShareList;
import dev.braid.contracts.SharePermission;
import dev.braid.contracts.ShareRequest;
import dev.braid.contracts.Task;
import dev.braid.contracts.TaskAccess;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.KnownUsers;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sharing: of whoever manages the task; whom it is shared with sees their own share, and may give it up. Like every change of a task,
 * those of its shares come one after the other.
 */
@Service
class ShareService {

    private final ShareStore shares;
    private final TaskStore tasks;
    private final ReachableTasks reachable;
    private final TaskChanges changes;
    private final KnownUsers users;
    private final Writing writing;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ShareService(
            ShareStore shares,
            TaskStore tasks,
            ReachableTasks reachable,
            TaskChanges changes,
            KnownUsers users,
            Writing writing,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.shares = shares;
        this.tasks = tasks;
        this.reachable = reachable;
        this.changes = changes;
        this.users = users;
        this.writing = writing;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    ShareList of(Caller caller, String taskId) {
        Task task = reachable.of(caller, taskId);
        List<Share> seen = seesAll(caller, task)
                ? shares.of(task.id())
                : shares.with(caller.userId(), task.id()).stream().toList();
        return new ShareList(seen, seen.size());
    }

    Share share(Caller caller, String taskId, ShareRequest request) {
        Task task = reachable.of(caller, taskId, TaskAccess.MANAGE);
        String with = userId(request);
        requireOther(request, with, caller.userId(), "the caller");
        requireOther(request, with, task.userId(), "the task's owner");
        try {
            return writing.by(caller, () -> share(caller, taskId, with, request));
        } catch (DataIntegrityViolationException refused) {
            throw users.exists(with) ? refused : unknownUser(with);
        }
    }

    Share change(Caller caller, String taskId, String shareId, SharePermission permission) {
        return writing.by(caller, () -> {
            Task task = reachable.held(caller, taskId, TaskAccess.MANAGE);
            Share before = find(task, shareId);
            if (before.permission() == permission) {
                return before;
            }
            if (!shares.permit(before.id(), permission)) {
                throw unknown(shareId);
            }
            Share share = new Share(
                    before.id(),
                    before.taskId(),
                    before.sharedWithUserId(),
                    before.sharedByUserId(),
                    permission,
                    before.sharedAt());
            changes.shared(task.userId(), share, tasks.readers(task.id()));
            return share;
        });
    }

    void unshare(Caller caller, String taskId, String shareId) {
        writing.by(caller, () -> {
            Task task = reachable.held(caller, taskId, TaskAccess.VIEW);
            Share share = ReachableTasks.allows(task, TaskAccess.MANAGE)
                    ? find(task, shareId)
                    : ownShare(caller, task, shareId);
            if (!end(task.userId(), share)) {
                throw unknown(shareId);
            }
            return share;
        });
    }

    /** All that a user gave and was given, each share by itself. */
    void erase(String userId) {
        // On the service's own account: what was once shared with the tasks of a team is not for everybody to end who
        // has left it since.
        CurrentCaller.runAs(Caller.SYSTEM, () -> {
            shares.givenBy(userId).forEach(this::end);
            shares.receivedBy(userId).forEach(this::end);
        });
    }

    private void end(Share share) {
        transaction.executeWithoutResult(status -> {
            tasks.lock(share.taskId());
            tasks.ownerOf(share.taskId()).ifPresent(owner -> end(owner, share));
        });
    }

    private boolean end(String owner, Share share) {
        Set<String> readers = tasks.readers(share.taskId());
        boolean ended = shares.delete(share.id());
        if (ended) {
            changes.unshared(owner, share, readers);
        }
        return ended;
    }

    private Share share(Caller caller, String taskId, String with, ShareRequest request) {
        Task task = reachable.held(caller, taskId, TaskAccess.MANAGE);
        Share share = new Share(
                UUID.randomUUID(),
                task.id(),
                with,
                caller.userId(),
                request.permission(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (!shares.insert(share)) {
            ReachableTasks.require(reachable.of(caller, taskId), TaskAccess.MANAGE);
            throw new ApiException(
                    ErrorCode.CONFLICT, "task %d: shared with this user (expected: not yet)".formatted(task.id()));
        }
        changes.shared(task.userId(), share, tasks.readers(task.id()));
        return share;
    }

    private String userId(ShareRequest request) {
        String email = request.email();
        if (email != null) {
            return users.idOf(email).orElseThrow(() -> unknownUser(email));
        }
        String userId = Objects.requireNonNull(request.userId());
        if (!users.exists(userId)) {
            throw unknownUser(userId);
        }
        return userId;
    }

    private static void requireOther(ShareRequest request, String with, String than, String who) {
        if (with.equals(than)) {
            throw ApiException.validation(
                    Map.of(request.email() == null ? "user_id" : "email", who + " (expected: somebody else)"));
        }
    }

    private static boolean seesAll(Caller caller, Task task) {
        return caller.kind() == Caller.Kind.SERVICE || ReachableTasks.allows(task, TaskAccess.MANAGE);
    }

    private Share find(Task task, String shareId) {
        return Ids.uuid(shareId).flatMap(known -> shares.find(task.id(), known)).orElseThrow(() -> unknown(shareId));
    }

    /** The same refusal whether or not there is such a share: of those of others the caller learns nothing. */
    private Share ownShare(Caller caller, Task task, String shareId) {
        return shares.with(caller.userId(), task.id())
                .filter(share -> share.id().toString().equalsIgnoreCase(shareId))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.FORBIDDEN, "share: not the caller's own (expected: it, or a task to manage)"));
    }

    private static ApiException unknown(String shareId) {
        return new ApiException(
                ErrorCode.SHARE_NOT_FOUND,
                "share " + JsonFields.shown(shareId) + " (expected: the id of one of this task's shares)");
    }

    private static ApiException unknownUser(String idOrEmail) {
        return new ApiException(
                ErrorCode.USER_NOT_FOUND, "user " + JsonFields.shown(idOrEmail) + " (expected: one with an account)");
    }
}
