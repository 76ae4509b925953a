package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.text.Normalizer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Argon2id of passwords, at most one at a time for every two cores, so that sign-ins leave room for everything else. Who would wait
 * longer than {@link #LONGEST_WAIT}, or behind too many others, is told BUSY. A caller in a transaction is refused: it
 * would hold a database connection meanwhile.
 */
@Component
class PasswordHashing {

    /** The least that OWASP's Password Storage Cheat Sheet recommends: 19 MiB, two passes, one lane. */
    private static final int MEMORY_KIB = 19_456;

    private static final int PASSES = 2;
    private static final int LANES = 1;

    /** RFC 9106, section 4: 128 bits of salt, 256 bits of hash. */
    private static final int SALT_BYTES = 16;

    private static final int HASH_BYTES = 32;

    /** Half of the two seconds within which every sign-in is answered or refused. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** What one core hashes in {@link #LONGEST_WAIT}, at 50 ms each: who comes behind them would wait in vain. */
    private static final int MOST_WAITING = 20;

    private final PasswordEncoder encoder;
    private final int atOnce;
    private final Semaphore free;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Timer hashed;
    private final String dummy;

    @Autowired
    PasswordHashing(MeterRegistry meters) {
        this(
                new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES),
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                meters);
    }

    PasswordHashing(PasswordEncoder encoder, int atOnce, MeterRegistry meters) {
        this.encoder = encoder;
        this.atOnce = atOnce;
        this.free = new Semaphore(atOnce, true);
        this.hashed = Timer.builder("braid.passwords.hashed")
                .description("Computations of a password's hash, without the time that they waited for one another")
                .register(meters);
        this.dummy = hash(OpaqueToken.random().text());
    }

    String hash(String password) {
        return inTurn(() -> encoded(password));
    }

    /** @param hash null: of nobody; compared all the same, so that it takes as long */
    boolean matches(String password, @Nullable String hash) {
        boolean same = inTurn(() -> encoder.matches(normal(password), hash == null ? dummy : hash));
        return same && hash != null;
    }

    /** Whether a hash was made with less than what is asked for today. */
    boolean isOutdated(String hash) {
        return encoder.upgradeEncoding(hash);
    }

    private String encoded(String password) {
        String hash = encoder.encode(normal(password));
        if (hash == null) {
            throw new IllegalStateException("password: no hash (expected: one of every password)");
        }
        return hash;
    }

    /** NIST SP 800-63B, section 5.1.1.2: the same characters are the same password, whatever keyboard they came from. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> T inTurn(Supplier<T> computation) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("password: hashed within a transaction (expected: before it, or after)");
        }
        waitForATurn();
        try {
            return hashed.record(computation);
        } finally {
            free.release();
        }
    }

    private void waitForATurn() {
        int before = waiting.getAndIncrement();
        try {
            if (before >= MOST_WAITING * atOnce || !free.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private static ApiException busy() {
        return ApiException.retryAfter(
                LONGEST_WAIT, ErrorCode.BUSY, "sign-ins: too many at once (expected: another try later)");
    }
}
