package dev.braid.core.marketdata;

import dev.braid.core.access.Rehearsal;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * Reads stored minutes and writes them to nowhere, so that the first clients do not wait for the JVM to compile what reads and writes each row. Where
 * there were none before imports and demo data, it is made up for after them, before the service says it is ready.
 */
@Component
@ConditionalOnWebApplication
final class MinutesRehearsal implements Rehearsal, ApplicationRunner {

    /** Some 8,000 rows of regular sessions: enough to be compiled for, quick enough to be repeated. */
    private static final Duration WINDOW = Duration.ofDays(30);

    private final Datasets datasets;
    private final BarReader reader;
    private final Duration budget;
    private volatile boolean isDone;

    /** @param budget how long to make up for it; zero: not at all */
    MinutesRehearsal(Datasets datasets, BarReader reader, @Value("${braid.warm-up:1s}") Duration budget) {
        this.datasets = datasets;
        this.reader = reader;
        this.budget = budget;
    }

    @Override
    public void once(InetSocketAddress service) {
        datasets.largestOfMinutes().ifPresent(this::read);
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (!budget.isZero() && !isDone) {
            datasets.largestOfMinutes().ifPresent(this::readForAWhile);
        }
    }

    private void readForAWhile(Dataset dataset) {
        long started = System.nanoTime();
        do {
            read(dataset);
        } while (System.nanoTime() - started < budget.toNanos());
    }

    private void read(Dataset dataset) {
        Instant end =
                dataset.toDate().plusDays(1).atStartOfDay(SessionCalendar.ZONE).toInstant();
        reader.inSnapshot(() -> written(dataset.symbol(), end));
        isDone = true;
    }

    private BarsJson written(String symbol, Instant end) {
        BarsJson json = BarsJson.begin(OutputStream.nullOutputStream(), symbol, false);
        reader.eachMinute(symbol, end.minus(WINDOW), end, true, json);
        json.end(null);
        return json;
    }
}
