package dev.braid.core.identity;

import dev.braid.contracts.User;
import dev.braid.contracts.UserPage;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /users}: the accounts of everybody, for administrators. */
@RequiresPermission(Permissions.USER_ADMIN)
@RestController
@RequestMapping(path = "/users", produces = MediaType.APPLICATION_JSON_VALUE)
final class UserAdminController {

    private static final int LONGEST_EMAIL = 255;

    private final Accounts accounts;
    private final UserAdministration users;

    UserAdminController(Accounts accounts, UserAdministration users) {
        this.accounts = accounts;
        this.users = users;
    }

    @GetMapping
    ResponseEntity<UserPage> list(HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        Paging paging = Paging.of(query);
        String email = query.optional("email", UserAdminController::emailPart).orElse("");
        query.verify();
        List<User> items =
                accounts.page(email, paging).stream().map(Account::shown).toList();
        return notKept(new UserPage(items, accounts.count(email), paging.limit(), paging.offset()));
    }

    @GetMapping("/{id}")
    ResponseEntity<User> show(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(users.get(id).shown());
    }

    @PutMapping(path = "/{id}/roles", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<User> setRoles(
            @PathVariable("id") String id, @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(users.setRoles(caller, id, AccountFields.roles(body)).shown());
    }

    @PostMapping("/{id}/activate")
    ResponseEntity<User> activate(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(users.activate(caller, id).shown());
    }

    @PostMapping("/{id}/deactivate")
    ResponseEntity<User> deactivate(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(users.deactivate(caller, id).shown());
    }

    @PostMapping("/{id}/unlock")
    ResponseEntity<User> unlock(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(users.unlock(caller, id).shown());
    }

    private static String emailPart(String text) {
        if (text.isEmpty() || text.length() > LONGEST_EMAIL || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    JsonFields.shown(text) + " (expected: 1 to " + LONGEST_EMAIL + " characters of an address)");
        }
        return text;
    }

    private static <T> ResponseEntity<T> notKept(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }
}
