package dev.braid.core.portfolio;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Questions to the database about one instant, without anybody's writes in between: what is blocked is among what is open. A long one may
 * be asked beside others, on a connection of its own that sees the same.
 */
@Component
final class OneInstant implements DisposableBean {

    /**
     * Whoever asks beside holds one connection and waits for another. So few at a time leave the rest of the pool to those who wait for
     * nobody, and who give theirs back.
     */
    private static final int MOST_BESIDE = 4;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Semaphore beside = new Semaphore(MOST_BESIDE);
    private final ExecutorService threads = Executors.newFixedThreadPool(MOST_BESIDE, OneInstant::thread);

    OneInstant(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        transaction.setReadOnly(true);
    }

    <T> T ask(Supplier<T> questions) {
        return Objects.requireNonNull(transaction.execute(status -> questions.get()));
    }

    /**
     * Asks while the caller goes on asking; without a connection to spare at once. Within {@link #ask} only, and the answer is to be
     * waited for there.
     */
    <T> Supplier<T> beside(Supplier<T> question) {
        if (!beside.tryAcquire()) {
            T answer = question.get();
            return () -> answer;
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        answer.whenComplete((told, failed) -> beside.release());
        try {
            String instant =
                    jdbc.sql("SELECT pg_export_snapshot()").query(String.class).single();
            Caller caller = CurrentCaller.get();
            threads.execute(() -> CurrentCaller.runAs(caller, () -> answer(answer, instant, question)));
        } catch (RuntimeException failed) {
            answer.completeExceptionally(failed);
        }
        return () -> told(answer);
    }

    private <T> void answer(CompletableFuture<T> answer, String instant, Supplier<T> question) {
        try {
            answer.complete(ask(() -> {
                jdbc.sql("SET TRANSACTION SNAPSHOT '" + instant + "'").update();
                return question.get();
            }));
        } catch (RuntimeException | Error failed) {
            answer.completeExceptionally(failed);
        }
    }

    private static <T> T told(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "portfolio-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
