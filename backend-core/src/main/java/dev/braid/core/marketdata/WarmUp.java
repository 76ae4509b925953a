package dev.braid.core.marketdata;

import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * Reads stored minutes and writes them to nowhere before the service says it is ready, after imports and demo data, so that its first
 * clients do not wait for the JVM to compile what reads and writes each row.
 */
@Component
@ConditionalOnWebApplication
final class WarmUp implements ApplicationRunner {

    /** Some 8,000 rows of regular sessions: enough to be compiled for, quick enough to be repeated. */
    private static final Duration WINDOW = Duration.ofDays(30);

    private final Datasets datasets;
    private final BarReader reader;
    private final Duration budget;

    /** @param budget how long to read and write; zero: not at all */
    WarmUp(Datasets datasets, BarReader reader, @Value("${braid.warm-up:1s}") Duration budget) {
        this.datasets = datasets;
        this.reader = reader;
        this.budget = budget;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (!budget.isZero()) {
            datasets.largestOfMinutes().ifPresent(this::readForAWhile);
        }
    }

    private void readForAWhile(Dataset dataset) {
        Instant end =
                dataset.toDate().plusDays(1).atStartOfDay(SessionCalendar.ZONE).toInstant();
        long started = System.nanoTime();
        do {
            reader.inSnapshot(() -> written(dataset.symbol(), end));
        } while (System.nanoTime() - started < budget.toNanos());
    }

    private BarsJson written(String symbol, Instant end) {
        BarsJson json = BarsJson.begin(OutputStream.nullOutputStream(), symbol, false);
        reader.eachMinute(symbol, end.minus(WINDOW), end, true, json);
        json.end(null);
        return json;
    }
}
