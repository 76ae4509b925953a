package dev.braid.core.identity;

import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.ApiException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Whether somebody knows the password of an account. Takes the same work and the same time whether the account exists, is active,
 * has a password or not; no database connection is held while a password is hashed.
 */
@Component
class PasswordProof {

    /** What the password is asked for, as events name it. */
    enum Purpose {
        LOGIN("login"),
        /** Of somebody who is signed in, before something that cannot be undone. */
        CONFIRMATION("confirmation");

        private final String type;

        Purpose(String type) {
            this.type = type;
        }
    }

    private final PasswordHashing hashing;
    private final SignInFailures failures;
    private final AsTheService asTheService;
    private final AuditLog audit;

    PasswordProof(PasswordHashing hashing, SignInFailures failures, AsTheService asTheService, AuditLog audit) {
        this.hashing = hashing;
        this.failures = failures;
        this.asTheService = asTheService;
        this.audit = audit;
    }

    /**
     * Whether the password is that of the account; if not, it is counted.
     *
     * @param address where the request came from
     * @throws ApiException RATE_LIMITED when there were too many wrong ones, BUSY when there are too many at once
     */
    boolean holds(Purpose purpose, String email, Optional<Account> account, String password, String address) {
        failures.requireUnlocked(email, address);
        boolean known =
                hashing.matches(password, account.map(Account::passwordHash).orElse(null));
        if (known && account.map(Account::active).orElse(false)) {
            failures.forget(email, address);
            return true;
        }
        asTheService.run(() -> {
            boolean locked = failures.count(email, address);
            audit.record(failed(purpose, account, locked));
        });
        return false;
    }

    private static SecurityEvent failed(Purpose purpose, Optional<Account> account, boolean locked) {
        SecurityEvent event = SecurityEvent.failure(
                        Category.AUTHENTICATION, purpose.type + (locked ? ".locked" : ".failed"))
                .by("")
                .with("reason", account.map(PasswordProof::reason).orElse("no such account"));
        return account.map(known -> event.about(known.id())).orElse(event);
    }

    private static String reason(Account account) {
        return account.active() ? "wrong password" : "account not active";
    }
}
