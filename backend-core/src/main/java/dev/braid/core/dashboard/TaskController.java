package dev.braid.core.dashboard;

import dev.braid.contracts.Task;
import dev.braid.contracts.TaskPage;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/tasks}: the caller's own, those shared with them and those of their teams. */
@RequiresPermission(Permissions.TASK_READ)
@RestController
@RequestMapping(path = "/api/tasks", produces = MediaType.APPLICATION_JSON_VALUE)
final class TaskController {

    private final TaskService tasks;

    TaskController(TaskService tasks) {
        this.tasks = tasks;
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Task> create(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        Writing.requireUser(caller);
        QueryParameters.of(request).verify();
        Task task = tasks.create(caller, TaskFields.task(body));
        return ResponseEntity.created(URI.create("/api/tasks/" + task.id()))
                .cacheControl(CacheControl.noStore())
                .body(task);
    }

    @GetMapping
    ResponseEntity<TaskPage> list(Caller caller, HttpServletRequest request) {
        return OwnReplies.fresh(tasks.list(caller, TaskQuery.of(QueryParameters.of(request))));
    }

    @GetMapping("/{id}")
    ResponseEntity<Task> show(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(tasks.get(caller, id));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Task> change(
            @PathVariable("id") String id, @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        Writing.requireUser(caller);
        QueryParameters.of(request).verify();
        return OwnReplies.written(tasks.change(caller, id, TaskFields.change(body)));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        Writing.requireUser(caller);
        QueryParameters.of(request).verify();
        tasks.delete(caller, id);
        return OwnReplies.gone();
    }
}
