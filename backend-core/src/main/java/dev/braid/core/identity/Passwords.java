package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.PasswordChange;
import dev.braid.contracts.TokenPair;
import dev.braid.core.access.Caller;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.identity.PasswordProof.Purpose;
import dev.braid.core.web.ApiException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The password of somebody who is signed in: asked for once more, and changed. */
@Component
class Passwords {

    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final PasswordProof proof;
    private final Sessions sessions;
    private final Standing standing;
    private final AsTheService asTheService;
    private final AuditLog audit;

    Passwords(
            Accounts accounts,
            PasswordHashing hashing,
            PasswordProof proof,
            Sessions sessions,
            Standing standing,
            AsTheService asTheService,
            AuditLog audit) {
        this.accounts = accounts;
        this.hashing = hashing;
        this.proof = proof;
        this.sessions = sessions;
        this.standing = standing;
        this.asTheService = asTheService;
        this.audit = audit;
    }

    /** Signs the caller out everywhere and, with the pair that is returned, in again. */
    TokenPair change(Caller caller, PasswordChange change, String address) {
        Account account = accounts.of(caller);
        requireAPassword(account);
        AccountFields.requireNot(account.email(), "new_password", change.newPassword());
        confirm(account, "current_password", change.currentPassword(), address);
        String hash = hashing.hash(change.newPassword());
        TokenPair pair = asTheService.call(() -> {
            Account unchanged = accounts.lock(account.id())
                    .filter(current -> current.tokenVersion() == account.tokenVersion())
                    .orElseThrow(Passwords::changedMeanwhile);
            accounts.changePassword(unchanged.id(), hash, unchanged.emailVerified());
            sessions.endAll(unchanged.id());
            TokenPair next = sessions.begin(accounts.find(unchanged.id()).orElseThrow());
            audit.record(SecurityEvent.success(Category.AUTHENTICATION, "password.changed")
                    .by(unchanged.id()));
            return next;
        });
        standing.changed(account.id());
        return pair;
    }

    /** @throws ApiException FORBIDDEN if this is not the account's password */
    void confirm(Account account, String field, String password, String address) {
        if (!proof.holds(Purpose.CONFIRMATION, account.email(), Optional.of(account), password, address)) {
            throw new ApiException(ErrorCode.FORBIDDEN, field + ": wrong (expected: the account's password)");
        }
    }

    private static void requireAPassword(Account account) {
        if (account.passwordHash() == null) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "account: without a password (expected: one set by a reset before it is changed)");
        }
    }

    private static ApiException changedMeanwhile() {
        return new ApiException(ErrorCode.CONFLICT, "account: changed meanwhile (expected: another sign-in)");
    }
}
