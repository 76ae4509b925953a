package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class PasswordHashingTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService requests = Executors.newCachedThreadPool();

    /** Hashes as soon as it is let. */
    private static class SlowEncoder implements PasswordEncoder {

        private final AtomicInteger begun = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public String encode(CharSequence password) {
            begun.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            return "hash of " + password;
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            return encode(password).equals(hash);
        }
    }

    @AfterEach
    void stop() {
        requests.shutdownNow();
    }

    @Test
    void hashesAsOwaspRecommendsAndEachTimeAnew() {
        PasswordHashing hashing = new PasswordHashing(meters);

        String hash = hashing.hash("correct horse");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(hashing.hash("correct horse"));
        assertThat(hashing.matches("correct horse", hash)).isTrue();
        assertThat(hashing.matches("wrong horse", hash)).isFalse();
    }

    @Test
    void takesTheSameCharactersForTheSamePassword() {
        PasswordHashing hashing = new PasswordHashing(meters);

        assertThat(hashing.matches("cafe\u0301 au lait", hashing.hash("caf\u00e9 au lait")))
                .isTrue();
    }

    @Test
    void findsAWeakerHashOutdated() {
        PasswordHashing hashing = new PasswordHashing(meters);

        assertThat(hashing.isOutdated(new Argon2PasswordEncoder(16, 32, 1, 1024, 1).encode("correct horse")))
                .isTrue();
        assertThat(hashing.isOutdated(hashing.hash("correct horse"))).isFalse();
    }

    @Test
    void computesAsMuchForNobodyAsForSomebody() {
        PasswordHashing hashing = new PasswordHashing(meters);
        String hash = hashing.hash("correct horse");

        assertThat(computations(() -> hashing.matches("wrong horse", hash))).isEqualTo(1);
        assertThat(computations(() -> hashing.matches("wrong horse", null))).isEqualTo(1);
        assertThat(hashing.matches("wrong horse", null)).isFalse();
    }

    @Test
    void refusesWhomItCannotServeInTimeAndServesEverybodyElse() {
        SlowEncoder encoder = new SlowEncoder();
        PasswordHashing hashing = new PasswordHashing(encoder, 1, meters);
        encoder.gate = new CountDownLatch(1);
        int before = encoder.begun.get();

        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> hashing.hash("first"), requests);
        Awaitility.await().until(() -> encoder.begun.get() == before + 1);
        List<CompletableFuture<String>> behind = IntStream.range(0, 30)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> hashing.hash("behind"), requests))
                .toList();

        assertThat(behind)
                .allSatisfy(refused -> assertThatThrownBy(refused::join).cause().satisfies(this::isBusy));
        assertThat(encoder.begun.get()).isEqualTo(before + 1);
        encoder.gate.countDown();
        assertThat(first.join()).isEqualTo("hash of first");
        assertThat(hashing.hash("later")).isEqualTo("hash of later");
    }

    @Test
    void refusesWhoHoldsADatabaseConnection() {
        PasswordHashing hashing = new PasswordHashing(new SlowEncoder(), 1, meters);
        TransactionSynchronizationManager.setActualTransactionActive(true);
        try {
            assertThatThrownBy(() -> hashing.hash("correct horse")).hasMessageContaining("within a transaction");
        } finally {
            TransactionSynchronizationManager.setActualTransactionActive(false);
        }
    }

    @Test
    void makesWayForOthersWhenAComputationFails() {
        PasswordEncoder failing = new SlowEncoder() {
            @Override
            public boolean matches(CharSequence password, String hash) {
                throw new IllegalStateException("no memory");
            }
        };
        PasswordHashing hashing = new PasswordHashing(failing, 1, meters);

        assertThatThrownBy(() -> hashing.matches("correct horse", null)).hasMessage("no memory");
        assertThat(hashing.hash("later")).isEqualTo("hash of later");
    }

    private void isBusy(Throwable refusal) {
        ApiException error = (ApiException) refusal;
        assertThat(error.code()).isEqualTo(ErrorCode.BUSY);
        assertThat(error.headers().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
    }

    private long computations(Supplier<?> work) {
        long before = meters.get("braid.passwords.hashed").timer().count();
        work.get();
        return meters.get("braid.passwords.hashed").timer().count() - before;
    }
}
