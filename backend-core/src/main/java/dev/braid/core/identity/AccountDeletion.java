package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.PersonalData;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The end of an account: its sessions end, each feature erases what it keeps of it, then it goes itself. If that fails on the way the
 * account is still there, its owner can sign in and go on.
 */
@Component
class AccountDeletion {

    private final Accounts accounts;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Administrators administrators;
    private final List<PersonalData> parts;
    private final Standing standing;
    private final AsTheService asTheService;
    private final AuditLog audit;

    AccountDeletion(
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            Administrators administrators,
            List<PersonalData> parts,
            Standing standing,
            AsTheService asTheService,
            AuditLog audit) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.administrators = administrators;
        this.parts = parts;
        this.standing = standing;
        this.asTheService = asTheService;
        this.audit = audit;
    }

    /** @param body the password, if the account has one */
    void of(Caller caller, @Nullable JsonNode body, String address) {
        Account account = accounts.of(caller);
        requireMortal(account);
        confirm(account, body, address);
        asTheService.run(() -> close(account.id()));
        standing.changed(account.id());
        parts.forEach(part -> part.erase(account.id()));
        asTheService.run(() -> {
            accounts.delete(account.id());
            audit.record(SecurityEvent.success(Category.COMPLIANCE, "account.deleted")
                    .by(account.id()));
        });
        standing.changed(account.id());
    }

    private void confirm(Account account, @Nullable JsonNode body, String address) {
        if (account.passwordHash() != null) {
            JsonNode given = body == null ? JsonNodeFactory.instance.objectNode() : body;
            passwords.confirm(account, "password", AccountFields.confirmation(given), address);
            return;
        }
        if (body != null) {
            AccountFields.nothing(body);
        }
    }

    private void close(String id) {
        administrators.lockAndRequireAnotherThan(id);
        accounts.lock(id);
        accounts.revokeTokens(id);
        sessions.endAll(id);
    }

    private static void requireMortal(Account account) {
        if (account.id().equals(DemoUser.ID)) {
            throw new ApiException(
                    ErrorCode.CONFLICT, "user demo: needed by requests without credential (expected: another account)");
        }
    }
}
