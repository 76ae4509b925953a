package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Wrong passwords, counted for an e-mail address from one place, and from anywhere; too many of them lock it, whether or not there is
 * an account. Guesses that are judged at the same time are counted one after the other: none above the limit is answered.
 */
@Component
class SignInFailures {

    /** Failures from one place within {@link #WINDOW}, of which the last one locks. */
    static final int MOST_FROM_ONE_PLACE = 5;

    /** Those from anywhere: far more than forgetting takes, far fewer than guessing. */
    static final int MOST_FROM_ANYWHERE = 50;

    static final Duration WINDOW = Duration.ofMinutes(15);
    static final Duration LOCK = Duration.ofMinutes(15);

    private static final String ANYWHERE = "";

    private static final String COUNT = """
            INSERT INTO sign_in_failures AS known (email, address, failures, first_at) VALUES (:email, :address, 1, :now)
            ON CONFLICT (email, address) DO UPDATE SET
                failures = CASE WHEN known.first_at <= :windowBegan THEN 1 ELSE known.failures + 1 END,
                first_at = CASE WHEN known.first_at <= :windowBegan THEN :now ELSE known.first_at END,
                locked_until = CASE WHEN known.first_at > :windowBegan AND known.failures + 1 >= :most
                    THEN CAST(:lockedUntil AS timestamptz) END
            WHERE known.locked_until IS NULL OR known.locked_until <= :now
            RETURNING locked_until IS NOT NULL
            """;

    private final JdbcClient jdbc;
    private final AsTheService asTheService;
    private final Clock clock;

    SignInFailures(JdbcClient jdbc, AsTheService asTheService, Clock clock) {
        this.jdbc = jdbc;
        this.asTheService = asTheService;
        this.clock = clock;
    }

    /** @throws ApiException RATE_LIMITED while this address of mail, or of mail and place, is locked */
    void requireUnlocked(String email, String address) {
        asTheService.call(() -> lockedUntil(email, address)).ifPresent(this::refuse);
    }

    /**
     * Counts a wrong password; whether this one has locked.
     *
     * @throws ApiException RATE_LIMITED if others have locked meanwhile
     */
    boolean count(String email, String address) {
        return asTheService.call(() -> {
            Optional<Boolean> here = count(email, address, MOST_FROM_ONE_PLACE);
            Optional<Boolean> anywhere = count(email, ANYWHERE, MOST_FROM_ANYWHERE);
            if (here.isEmpty() || anywhere.isEmpty()) {
                lockedUntil(email, address).ifPresent(this::refuse);
            }
            return here.orElse(false) || anywhere.orElse(false);
        });
    }

    /**
     * Forgets the failures from a place from which the right password came.
     *
     * @throws ApiException RATE_LIMITED if others have locked meanwhile
     */
    void forget(String email, String address) {
        asTheService.run(() -> {
            jdbc.sql("""
                            DELETE FROM sign_in_failures WHERE email = :email AND address = :address
                                AND (locked_until IS NULL OR locked_until <= :now)
                            """)
                    .param("email", normal(email))
                    .param("address", address)
                    .param("now", now())
                    .update();
            lockedUntil(email, address).ifPresent(this::refuse);
        });
    }

    /** Forgets all failures of an address of mail. */
    void forget(String email) {
        asTheService.run(() -> jdbc.sql("DELETE FROM sign_in_failures WHERE email = :email")
                .param("email", normal(email))
                .update());
    }

    /** Removes what counts no more. */
    void removeOld() {
        asTheService.run(() -> jdbc.sql("""
                        DELETE FROM sign_in_failures
                        WHERE first_at <= :windowBegan AND (locked_until IS NULL OR locked_until <= :now)
                        """)
                .param("windowBegan", windowBegan())
                .param("now", now())
                .update());
    }

    private Optional<Boolean> count(String email, String address, int most) {
        return jdbc.sql(COUNT)
                .param("email", normal(email))
                .param("address", address)
                .param("most", most)
                .param("now", now())
                .param("windowBegan", windowBegan())
                .param("lockedUntil", Timestamp.from(clock.instant().plus(LOCK)))
                .query(Boolean.class)
                .optional();
    }

    private Optional<Instant> lockedUntil(String email, String address) {
        return jdbc.sql("""
                        SELECT locked_until FROM sign_in_failures
                        WHERE email = :email AND address IN (:address, :anywhere) AND locked_until > :now
                        ORDER BY locked_until DESC LIMIT 1
                        """)
                .param("email", normal(email))
                .param("address", address)
                .param("anywhere", ANYWHERE)
                .param("now", now())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    private void refuse(Instant lockedUntil) {
        throw ApiException.retryAfter(
                Duration.between(clock.instant(), lockedUntil),
                ErrorCode.RATE_LIMITED,
                "sign-in: locked after too many wrong passwords (expected: another try later)");
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private Timestamp windowBegan() {
        return Timestamp.from(clock.instant().minus(WINDOW));
    }

    private static String normal(String email) {
        return email.toLowerCase(Locale.ROOT);
    }
}
