package dev.braid.core.dashboard;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Task;
import dev.braid.contracts.TaskAccess;
import dev.braid.core.access.Caller;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Tasks as far as a caller reaches: what they may not read is not there (404), what they may not do with the rest is refused (403). */
@Component
class ReachableTasks {

    private final TaskStore tasks;

    ReachableTasks(TaskStore tasks) {
        this.tasks = tasks;
    }

    Task of(Caller caller, String id) {
        return Ids.number(id).flatMap(known -> tasks.find(caller, known)).orElseThrow(() -> unknown(id));
    }

    /** @param least what the caller must be allowed to do with it */
    Task of(Caller caller, String id, TaskAccess least) {
        Task task = of(caller, id);
        require(task, least);
        return task;
    }

    /** The same, held until the transaction ends, and as it is since. */
    Task held(Caller caller, String id, TaskAccess least) {
        Task task = of(caller, id, least);
        tasks.lock(task.id());
        return of(caller, id, least);
    }

    static boolean allows(Task task, TaskAccess least) {
        return task.access().compareTo(least) <= 0;
    }

    static void require(Task task, TaskAccess least) {
        if (!allows(task, least)) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    "task %d: access %s (expected: %s)".formatted(task.id(), word(task.access()), word(least)));
        }
    }

    static ApiException unknown(Object id) {
        return new ApiException(
                ErrorCode.TASK_NOT_FOUND,
                "task " + JsonFields.shown(String.valueOf(id)) + " (expected: the id of one that the caller may read)");
    }

    private static String word(TaskAccess access) {
        return access.name().toLowerCase(Locale.ROOT);
    }
}
