package dev.braid.core.identity;

import dev.braid.contracts.Profile;
import dev.braid.contracts.User;
import dev.braid.contracts.UserPermissions;
import dev.braid.core.access.Caller;
import dev.braid.core.access.RequiresSignIn;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /users/me}: the caller's own account, to see, to change, to take along and to leave. */
@RequiresSignIn
@RestController
@RequestMapping(path = "/users/me", produces = MediaType.APPLICATION_JSON_VALUE)
final class MyAccountController {

    private final Accounts accounts;
    private final Profiles profiles;
    private final DataExport export;
    private final AccountDeletion deletion;

    MyAccountController(Accounts accounts, Profiles profiles, DataExport export, AccountDeletion deletion) {
        this.accounts = accounts;
        this.profiles = profiles;
        this.export = export;
        this.deletion = deletion;
    }

    @GetMapping
    ResponseEntity<User> show(Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(accounts.of(caller).shown());
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<User> change(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        Profile profile = AccountFields.profile(body);
        profiles.change(caller.userId(), profile);
        return OwnReplies.fresh(accounts.of(caller).shown());
    }

    /** What the caller's credential says, which is what it is good for until it expires. */
    @GetMapping("/permissions")
    ResponseEntity<UserPermissions> permissions(Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(new UserPermissions(
                Role.keys(accounts.of(caller).roles()),
                caller.permissions().stream().sorted().toList()));
    }

    @GetMapping("/export")
    ResponseEntity<Map<String, Object>> export(Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        ContentDisposition file =
                ContentDisposition.attachment().filename("braid-export.json").build();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.CONTENT_DISPOSITION, file.toString())
                .body(export.of(caller));
    }

    @DeleteMapping
    ResponseEntity<Void> delete(
            @RequestBody(required = false) @Nullable JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        deletion.of(caller, body, request.getRemoteAddr());
        return OwnReplies.gone();
    }
}
