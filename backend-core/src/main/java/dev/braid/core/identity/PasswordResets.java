package dev.braid.core.identity;

import dev.braid.contracts.PasswordReset;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.ApiException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgotten passwords: whoever reads the account's mail may set another. All of a request's work is done in the background, so that
 * its reply tells nobody, not even by its time, whether there is an account. What is still waiting when the service stops is lost.
 */
@Component
class PasswordResets implements DisposableBean {

    static final Duration LIFE = Duration.ofMinutes(30);

    /** Mails to one account within {@link #PERIOD}: enough for the impatient, too few to annoy somebody with. */
    static final int MOST_MAILS = 5;

    static final Duration PERIOD = Duration.ofHours(1);

    /** Behind so many the last one would wait for minutes. */
    private static final int MOST_WAITING = 100;

    private static final Duration LAST_MAILS = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(PasswordResets.class);

    private final JdbcClient jdbc;
    private final AsTheService asTheService;
    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final Sessions sessions;
    private final SignInFailures failures;
    private final Standing standing;
    private final ResetMail mail;
    private final AuditLog audit;
    private final Clock clock;
    private final ThreadPoolExecutor background = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), PasswordResets::thread);

    PasswordResets(
            JdbcClient jdbc,
            AsTheService asTheService,
            Accounts accounts,
            PasswordHashing hashing,
            Sessions sessions,
            SignInFailures failures,
            Standing standing,
            ResetMail mail,
            AuditLog audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.asTheService = asTheService;
        this.accounts = accounts;
        this.hashing = hashing;
        this.sessions = sessions;
        this.failures = failures;
        this.standing = standing;
        this.mail = mail;
        this.audit = audit;
        this.clock = clock;
    }

    /** Sends a mail, later, if this is the address of somebody who may sign in. */
    void request(String email) {
        try {
            background.execute(() -> send(email));
        } catch (RejectedExecutionException tooMany) {
            LOG.warn("mail to reset a password: not sent, {} are waiting (expected: fewer)", MOST_WAITING);
        }
    }

    /** Sets the password of the account that the token was sent to, and signs its owner out everywhere. */
    void confirm(PasswordReset reset) {
        OpaqueToken token = new OpaqueToken(reset.token());
        Account account = asTheService.call(() -> owner(token)).orElseThrow(PasswordResets::refused);
        AccountFields.requireNot(account.email(), "new_password", reset.newPassword());
        String hash = hashing.hash(reset.newPassword());
        asTheService.run(() -> {
            accounts.lock(account.id()).filter(Account::active).orElseThrow(PasswordResets::refused);
            use(token, account.id());
            accounts.changePassword(account.id(), hash, true);
            sessions.endAll(account.id());
            failures.forget(account.email());
            audit.record(SecurityEvent.success(Category.AUTHENTICATION, "password.reset")
                    .by(account.id()));
        });
        standing.changed(account.id());
    }

    @Override
    public void destroy() throws InterruptedException {
        background.shutdown();
        if (!background.awaitTermination(LAST_MAILS.toMillis(), TimeUnit.MILLISECONDS)) {
            background.shutdownNow();
        }
    }

    private void send(String email) {
        try {
            accounts.findByEmail(email)
                    .filter(account -> account.active() && !account.id().equals(DemoUser.ID))
                    .ifPresent(account -> asTheService
                            .call(() -> tokenFor(account))
                            .ifPresent(token -> mail.send(account.email(), token)));
        } catch (RuntimeException failed) {
            LOG.warn("mail to reset a password: not sent", failed);
        }
    }

    private Optional<OpaqueToken> tokenFor(Account account) {
        accounts.lock(account.id());
        if (recent(account.id()) >= MOST_MAILS) {
            return Optional.empty();
        }
        OpaqueToken token = OpaqueToken.random();
        jdbc.sql("""
                        INSERT INTO password_resets (token_hash, user_id, created_at, expires_at)
                        VALUES (:hash, :user, :now, :expires)
                        """)
                .param("hash", token.hash())
                .param("user", account.id())
                .param("now", now())
                .param("expires", Timestamp.from(clock.instant().plus(LIFE)))
                .update();
        audit.record(SecurityEvent.success(Category.AUTHENTICATION, "password.reset_requested")
                .by("")
                .about(account.id()));
        return Optional.of(token);
    }

    private int recent(String userId) {
        return jdbc.sql("SELECT count(*) FROM password_resets WHERE user_id = :user AND created_at > :since")
                .param("user", userId)
                .param("since", Timestamp.from(clock.instant().minus(PERIOD)))
                .query(Integer.class)
                .single();
    }

    private Optional<Account> owner(OpaqueToken token) {
        return jdbc.sql("""
                        SELECT user_id FROM password_resets
                        WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now
                        """)
                .param("hash", token.hash())
                .param("now", now())
                .query(String.class)
                .optional()
                .flatMap(accounts::find)
                .filter(Account::active);
    }

    /** Uses the token up, and whatever else was sent to its owner. */
    private void use(OpaqueToken token, String userId) {
        if (jdbc.sql("""
                        UPDATE password_resets SET used_at = :now
                        WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now
                        """).param("now", now()).param("hash", token.hash()).update() == 0) {
            throw refused();
        }
        jdbc.sql("UPDATE password_resets SET used_at = :now WHERE user_id = :user AND used_at IS NULL")
                .param("now", now())
                .param("user", userId)
                .update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "password-resets");
        thread.setDaemon(true);
        return thread;
    }

    private static ApiException refused() {
        return ApiException.unauthenticated(
                "Bearer", "token: not valid (expected: one of a mail of the last 30 minutes, used once)");
    }
}
