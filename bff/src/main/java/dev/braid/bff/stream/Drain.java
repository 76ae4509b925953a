package dev.braid.bff.stream;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets viewers go before the web server ends, which would wait for them in vain: tells the balancer, takes nobody in, says so, and closes
 * their connections one after the other.
 */
@Component
final class Drain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private static final long LOOK_MILLIS = 50;

    /** For what is on its way when the window is over. */
    private static final Duration REST = Duration.ofSeconds(2);

    private final ApplicationContext context;
    private final Doors doors;
    private final EventExecutor executor;
    private final Duration window;
    private volatile boolean running;

    Drain(
            ApplicationContext context,
            Doors doors,
            EventExecutor streamExecutor,
            @Value("${braid.stream.drain:5s}") Duration window) {
        this.context = context;
        this.doors = doors;
        this.executor = streamExecutor;
        this.window = window;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        int viewers = doors.inside().size();
        if (viewers > 0) {
            log.info("{} viewers are let go within {}", viewers, window);
        }
        doors.drain(window);
        awaitLeft(System.nanoTime() + window.plus(REST).toNanos(), callback);
    }

    private void awaitLeft(long latest, Runnable callback) {
        boolean late = System.nanoTime() - latest >= 0;
        if (doors.inside().isEmpty() || late) {
            // Those who may have come back to them cannot any more; what they remember is given back, and their sockets
            // to the backend are closed.
            doors.endSessions();
            awaitEnded(System.nanoTime() + REST.toNanos(), callback);
            return;
        }
        executor.schedule(() -> awaitLeft(latest, callback), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void awaitEnded(long latest, Runnable callback) {
        if (!doors.hasSessions() || System.nanoTime() - latest >= 0) {
            callback.run();
            return;
        }
        executor.schedule(() -> awaitEnded(latest, callback), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before everything else, the web server above all. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
