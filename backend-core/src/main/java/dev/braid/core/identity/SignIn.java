package dev.braid.core.identity;

import dev.braid.contracts.Credentials;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Registration;
import dev.braid.contracts.TokenPair;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.identity.PasswordProof.Purpose;
import dev.braid.core.web.ApiException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Local accounts: made, and signed in with. Neither tells whether the other fields were right. */
@Component
class SignIn {

    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final PasswordProof proof;
    private final Sessions sessions;
    private final AsTheService asTheService;
    private final AuditLog audit;

    SignIn(
            Accounts accounts,
            PasswordHashing hashing,
            PasswordProof proof,
            Sessions sessions,
            AsTheService asTheService,
            AuditLog audit) {
        this.accounts = accounts;
        this.hashing = hashing;
        this.proof = proof;
        this.sessions = sessions;
        this.asTheService = asTheService;
        this.audit = audit;
    }

    /** @throws ApiException CONFLICT if somebody has this address */
    Account register(Registration wanted) {
        if (accounts.findByEmail(wanted.email()).isPresent()) {
            throw taken();
        }
        String hash = hashing.hash(wanted.password());
        return asTheService.call(() -> {
            String id = UUID.randomUUID().toString();
            if (!accounts.insert(id, wanted.email(), hash, Set.of(Role.MEMBER))) {
                throw taken();
            }
            accounts.describe(id, wanted.displayName(), wanted.timeZone());
            audit.record(SecurityEvent.success(Category.AUTHENTICATION, "account.registered")
                    .by(id));
            return accounts.find(id).orElseThrow();
        });
    }

    /** @throws ApiException UNAUTHENTICATED, in the same words whatever is wrong */
    TokenPair login(Credentials given, String address) {
        Optional<Account> account = accounts.findByEmail(given.email());
        if (!proof.holds(Purpose.LOGIN, given.email(), account, given.password(), address)) {
            throw ApiException.unauthenticated(
                    "Bearer", "email or password: wrong (expected: those of an active account)");
        }
        Account proven = account.orElseThrow();
        strengthen(proven, given.password());
        return asTheService.call(() -> {
            TokenPair pair = sessions.begin(proven);
            audit.record(SecurityEvent.success(Category.AUTHENTICATION, "login.succeeded")
                    .by(proven.id())
                    .with("method", "password"));
            return pair;
        });
    }

    private void strengthen(Account account, String password) {
        String hash = account.passwordHash();
        if (hash != null && hashing.isOutdated(hash)) {
            accounts.rehash(account.id(), hash, hashing.hash(password));
        }
    }

    private static ApiException taken() {
        return new ApiException(ErrorCode.CONFLICT, "email: taken (expected: one without an account)");
    }
}
