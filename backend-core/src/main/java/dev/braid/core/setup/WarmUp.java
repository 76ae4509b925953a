package dev.braid.core.setup;

import dev.braid.core.access.Rehearsal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.catalina.LifecycleException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Rehearses before the service opens its port, so that whoever waits for it to come back is served at once by what answers at all. What is not done
 * in time, or fails, is left out with a line in the log: a service that starts cold is better than none.
 */
@Component
@ConditionalOnWebApplication
final class WarmUp implements SmartLifecycle {

    /*
     * All of the start that takes long is before the port is opened. The server of the management port would be started after it, and
     * take a core for a second or more just when everybody comes back: as something that this depends on it is started before.
     */

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /** Beyond its time, for what does not come to an end: several times what one round takes on a busy core. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final List<Rehearsal> rehearsals;
    private final ApplicationContext context;
    private final Duration budget;
    private final Duration longest;
    private final LongSupplier nanoTime;
    private volatile boolean isRunning;

    /**
     * @param management the server of the management port; null: it has none of its own
     * @param budget how long to rehearse, or a little longer: each once at least; zero: not at all
     */
    @Autowired
    WarmUp(
            List<Rehearsal> rehearsals,
            ApplicationContext context,
            @Qualifier("childManagementContextInitializer") @Nullable SmartLifecycle management,
            @Value("${braid.warm-up:1s}") Duration budget) {
        this(rehearsals, context, budget, LONGEST, System::nanoTime);
    }

    WarmUp(
            List<Rehearsal> rehearsals,
            ApplicationContext context,
            Duration budget,
            Duration longest,
            LongSupplier nanoTime) {
        this.rehearsals = rehearsals;
        this.context = context;
        this.budget = budget;
        this.longest = budget.plus(longest);
        this.nanoTime = nanoTime;
    }

    @Override
    public void start() {
        isRunning = true;
        if (!budget.isZero()
                && context instanceof WebServerApplicationContext web
                && web.getWebServer() instanceof TomcatWebServer server) {
            rehearse(server);
        }
    }

    @Override
    public void stop() {
        isRunning = false;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    /** Before the port is opened, after most of what there is. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }

    private void rehearse(TomcatWebServer server) {
        try (OwnConnector connector = OwnConnector.into(server.getTomcat().getService())) {
            rehearse(connector.address());
        } catch (IllegalArgumentException | LifecycleException failed) {
            LOG.warn("not warmed up: {}", failed.toString());
        }
    }

    void rehearse(InetSocketAddress service) {
        ExecutorService aside = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "warm-up");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> rounds = aside.submit(() -> rounds(service));
        try {
            rounds.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            LOG.warn("not warmed up: not done in {} (expected: in {})", longest, budget);
        } catch (ExecutionException failed) {
            LOG.error("not warmed up", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            aside.shutdownNow();
        }
    }

    private void rounds(InetSocketAddress service) {
        List<Rehearsal> left = new ArrayList<>(rehearsals);
        int rounds = 0;
        long started = nanoTime.getAsLong();
        do {
            left.removeIf(rehearsal -> !succeeds(rehearsal, service));
            rounds++;
        } while (!left.isEmpty()
                && !Thread.currentThread().isInterrupted()
                && nanoTime.getAsLong() - started < budget.toNanos());
        if (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - started);
            LOG.info("warmed up: {} rounds in {} ms", rounds, millis);
        }
    }

    private static boolean succeeds(Rehearsal rehearsal, InetSocketAddress service) {
        try {
            rehearsal.once(service);
            return true;
        } catch (IOException | RuntimeException failed) {
            LOG.warn("not warmed up: {}: {}", rehearsal.getClass().getSimpleName(), failed.toString());
            return false;
        }
    }
}
