package dev.braid.core.dashboard;

import dev.braid.contracts.Share;
import dev.braid.contracts.ShareList;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
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

/** {@code /api/tasks/{id}/shares}: with whom a task is shared. */
@RequiresPermission(Permissions.TASK_READ)
@RestController
@RequestMapping(path = "/api/tasks/{id}/shares", produces = MediaType.APPLICATION_JSON_VALUE)
final class ShareController {

    private final ShareService shares;

    ShareController(ShareService shares) {
        this.shares = shares;
    }

    @GetMapping
    ResponseEntity<ShareList> list(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(shares.of(caller, id));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Share> share(
            @PathVariable("id") String id, @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        Writing.requireUser(caller);
        QueryParameters.of(request).verify();
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(shares.share(caller, id, TaskFields.share(body)));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PatchMapping(path = "/{shareId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Share> change(
            @PathVariable("id") String id,
            @PathVariable("shareId") String shareId,
            @RequestBody JsonNode body,
            Caller caller,
            HttpServletRequest request) {
        Writing.requireUser(caller);
        QueryParameters.of(request).verify();
        return OwnReplies.written(shares.change(caller, id, shareId, TaskFields.permission(body)));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @DeleteMapping("/{shareId}")
    ResponseEntity<Void> unshare(
            @PathVariable("id") String id,
            @PathVariable("shareId") String shareId,
            Caller caller,
            HttpServletRequest request) {
        Writing.requireUser(caller);
        QueryParameters.of(request).verify();
        shares.unshare(caller, id, shareId);
        return OwnReplies.gone();
    }
}
