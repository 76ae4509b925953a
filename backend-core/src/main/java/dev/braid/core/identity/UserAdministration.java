package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.ApiException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * What administrators do with the accounts of others. Whoever's account was changed has to fetch another access token, and whoever's
 * was deactivated is signed out; here at once, in other backend-cores within seconds.
 */
@Component
class UserAdministration {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,36}");

    private final Accounts accounts;
    private final Administrators administrators;
    private final Sessions sessions;
    private final SignInFailures failures;
    private final Standing standing;
    private final AsTheService asTheService;
    private final AuditLog audit;

    UserAdministration(
            Accounts accounts,
            Administrators administrators,
            Sessions sessions,
            SignInFailures failures,
            Standing standing,
            AsTheService asTheService,
            AuditLog audit) {
        this.accounts = accounts;
        this.administrators = administrators;
        this.sessions = sessions;
        this.failures = failures;
        this.standing = standing;
        this.asTheService = asTheService;
        this.audit = audit;
    }

    /** @throws ApiException USER_NOT_FOUND */
    Account get(String id) {
        // What is no id is nobody's: not asked for in the database, which refuses some characters with an error.
        Optional<Account> account = ID.matcher(id).matches() ? accounts.find(id) : Optional.empty();
        return account.orElseThrow(
                () -> new ApiException(ErrorCode.USER_NOT_FOUND, "user: unknown (expected: the id of an account)"));
    }

    Account setRoles(Caller administrator, String id, Set<Role> roles) {
        requireChangeable(get(id));
        asTheService.run(() -> {
            if (!roles.contains(Role.ADMIN)) {
                administrators.lockAndRequireAnotherThan(id);
            }
            Account before = locked(id);
            if (!before.roles().equals(roles)) {
                accounts.setRoles(id, roles);
                audit.record(event(administrator, Category.AUTHORIZATION, "roles.changed", id)
                        .with("before", String.join(",", Role.keys(before.roles())))
                        .with("after", String.join(",", Role.keys(roles))));
            }
        });
        standing.changed(id);
        return get(id);
    }

    Account activate(Caller administrator, String id) {
        get(id);
        asTheService.run(() -> {
            if (!locked(id).active()) {
                accounts.setActive(id, true);
                audit.record(event(administrator, Category.SYSTEM_SECURITY, "account.activated", id));
            }
        });
        standing.changed(id);
        return get(id);
    }

    Account deactivate(Caller administrator, String id) {
        requireChangeable(get(id));
        asTheService.run(() -> {
            administrators.lockAndRequireAnotherThan(id);
            if (locked(id).active()) {
                accounts.setActive(id, false);
                sessions.endAll(id);
                audit.record(event(administrator, Category.SYSTEM_SECURITY, "account.deactivated", id));
            }
        });
        standing.changed(id);
        return get(id);
    }

    /** Lets somebody try again who was locked out by wrong passwords. */
    Account unlock(Caller administrator, String id) {
        Account account = get(id);
        asTheService.run(() -> {
            failures.forget(account.email());
            audit.record(event(administrator, Category.SYSTEM_SECURITY, "account.unlocked", id));
        });
        return account;
    }

    /** What is said of the demo's account does not decide what a request without a credential may do. */
    private static void requireChangeable(Account account) {
        if (account.id().equals(DemoUser.ID)) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "user demo: of requests without a credential (expected: somebody who signs in)");
        }
    }

    private Account locked(String id) {
        accounts.lock(id);
        return get(id);
    }

    private static SecurityEvent event(Caller administrator, Category category, String type, String id) {
        return SecurityEvent.success(category, type).by(administrator.userId()).about(id);
    }
}
