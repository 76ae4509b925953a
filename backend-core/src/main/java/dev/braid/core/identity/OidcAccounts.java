package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.ApiException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * Whose account an identity of the provider is: the one that it was linked to before, else the one with its e-mail address, else a new
 * one. Only an address that the provider has verified, in a domain that is allowed, counts.
 */
/*
 * Linking hands an account to whoever the provider says owns its address. If that was never shown here, the account may have been
 * registered by somebody else, in wait for the owner to come: a foreigner who knows its password and holds its tokens would go on
 * reading what is the owner's by then (Sudhodanan and Paverd, "Pre-hijacked accounts", USENIX Security 2022). So what such an account
 * was signed in with until now is taken away when it is linked: its password, its sessions and resets under way.
 */
@Component
class OidcAccounts {

    private final Accounts accounts;
    private final Sessions sessions;
    private final Standing standing;
    private final OidcSettings settings;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final AsTheService asTheService;
    private final Clock clock;

    OidcAccounts(
            Accounts accounts,
            Sessions sessions,
            Standing standing,
            OidcSettings settings,
            AuditLog audit,
            JdbcClient jdbc,
            AsTheService asTheService,
            Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.standing = standing;
        this.settings = settings;
        this.audit = audit;
        this.jdbc = jdbc;
        this.asTheService = asTheService;
        this.clock = clock;
    }

    /** @throws ApiException FORBIDDEN if it has none, and is to get none */
    Account of(OidcUser user) {
        String email = verifiedEmail(user);
        Account account = asTheService.call(() -> linked(user).orElseGet(() -> link(user, email)));
        standing.changed(account.id());
        return account;
    }

    private String verifiedEmail(OidcUser user) {
        String email = user.getEmail();
        if (email == null || !Boolean.TRUE.equals(user.getEmailVerified())) {
            throw forbidden("e-mail address: not verified by the identity provider (expected: verified there)");
        }
        if (!AccountFields.isEmail(email) || !settings.allows(email)) {
            throw forbidden("e-mail address: not of a domain that may sign in (expected: one of BRAID_OIDC_DOMAINS)");
        }
        return email;
    }

    private Optional<Account> linked(OidcUser user) {
        return jdbc.sql("SELECT user_id FROM user_identities WHERE issuer = :issuer AND subject = :subject")
                .param("issuer", settings.issuer())
                .param("subject", user.getSubject())
                .query(String.class)
                .optional()
                .flatMap(accounts::find)
                .map(OidcAccounts::active);
    }

    private Account link(OidcUser user, String email) {
        boolean isNew = accounts.insert(UUID.randomUUID().toString(), email, null, Set.of(Role.MEMBER));
        Account found = accounts.findByEmail(email)
                .flatMap(account -> accounts.lock(account.id()))
                .orElseThrow();
        active(found);
        boolean disarmed = !isNew && !found.emailVerified();
        if (disarmed) {
            disarm(found);
        }
        accounts.confirmEmail(found.id());
        remember(found, user);
        audit.record(SecurityEvent.success(Category.AUTHENTICATION, isNew ? "oidc.account_made" : "oidc.account_linked")
                .by(found.id())
                .with("issuer", settings.issuer())
                .with("password_removed", Boolean.toString(disarmed)));
        return accounts.find(found.id()).orElseThrow();
    }

    private void disarm(Account account) {
        accounts.removePassword(account.id());
        jdbc.sql("DELETE FROM password_resets WHERE user_id = :id")
                .param("id", account.id())
                .update();
        sessions.endAll(account.id());
    }

    /** Twice at the same time is once. */
    private void remember(Account account, OidcUser user) {
        jdbc.sql("""
                        INSERT INTO user_identities (issuer, subject, user_id, created_at)
                        VALUES (:issuer, :subject, :user, :now) ON CONFLICT DO NOTHING
                        """)
                .param("issuer", settings.issuer())
                .param("subject", user.getSubject())
                .param("user", account.id())
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private static Account active(Account account) {
        if (!account.active()) {
            throw forbidden("account: deactivated (expected: an active one)");
        }
        return account;
    }

    private static ApiException forbidden(String message) {
        return new ApiException(ErrorCode.FORBIDDEN, message);
    }
}
