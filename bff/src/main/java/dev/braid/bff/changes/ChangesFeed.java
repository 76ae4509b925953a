package dev.braid.bff.changes;

import dev.braid.bff.changes.Frame.Greeting;
import dev.braid.bff.upstream.Backend;
import dev.braid.bff.web.ServiceToken;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Follows the backend's changes for as long as the service runs, from one connection to the next.
 *
 * <p>Without a token nothing is followed, and what is cached is as old as its time to live allows; so it is while there is no connection.
 */
@Component
@EnableConfigurationProperties(ChangesSettings.class)
final class ChangesFeed implements SmartLifecycle {

    /** How the names of machines begin (contract section 8). */
    private static final String MACHINE = "service:";

    private static final Logger log = LoggerFactory.getLogger(ChangesFeed.class);

    private final Optional<ChangesConnection> connection;
    private final CoalescedForgetting forgetting;
    private final ChangesMetrics metrics;
    private final Pauses pauses;
    private volatile boolean connected;
    private volatile @Nullable Disposable following;
    private long greetedNanos;
    private String lastReason = "";

    ChangesFeed(
            Backend backend,
            @Value("${braid.service.token:}") String token,
            ChangesSettings settings,
            CoalescedForgetting forgetting,
            ChangesMetrics metrics) {
        this.connection = ServiceToken.of(token).map(usable -> new ChangesConnection(backend, usable, settings));
        this.forgetting = forgetting;
        this.metrics = metrics;
        this.pauses = new Pauses(settings, () -> ThreadLocalRandom.current().nextDouble());
    }

    boolean configured() {
        return connection.isPresent();
    }

    /** Whether every change is heard. */
    boolean connected() {
        return connected;
    }

    @Override
    public void start() {
        if (connection.isEmpty()) {
            log.info("changes are not followed, BRAID_SERVICE_TOKEN is absent: what is cached lives as long as it may");
        }
        following = connection
                .map(known -> forEver(known).subscribe(nothing -> {}, this::failed))
                .orElse(null);
    }

    @Override
    public void stop() {
        Disposable under = following;
        following = null;
        if (under != null) {
            under.dispose();
        }
        isConnected(false);
    }

    @Override
    public boolean isRunning() {
        return following != null;
    }

    /** Begins before requests are taken, and ends after the last one was answered: what is drained is told nothing that is out of date. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }

    private Flux<Void> forEver(ChangesConnection known) {
        return Mono.defer(() -> once(known)).repeat();
    }

    private Mono<Void> once(ChangesConnection known) {
        Sequence sequence = new Sequence(forgetting, metrics);
        return known.followed(frame -> follow(sequence, frame))
                .map(this::ended)
                .flatMap(pause -> pause.map(Mono::delay).orElseGet(Mono::never))
                .then();
    }

    private void follow(Sequence sequence, Frame frame) {
        sequence.follow(frame);
        if (frame instanceof Greeting greeting) {
            greeted(greeting);
        }
    }

    private void greeted(Greeting greeting) {
        greetedNanos = System.nanoTime();
        lastReason = "";
        isConnected(true);
        log.info("changes are followed from {} on", greeting.sequence());
        if (!greeting.user().startsWith(MACHINE)) {
            log.warn(
                    "BRAID_SERVICE_TOKEN: of the user {} (expected: of a machine, see `token service`): not every change is told",
                    greeting.user());
        }
    }

    /** @return how long to wait for the next attempt; absent: for ever */
    private Optional<Duration> ended(Ending ending) {
        Duration lasted = connected ? Duration.ofNanos(System.nanoTime() - greetedNanos) : Duration.ZERO;
        isConnected(false);
        Optional<Duration> pause = pauses.after(ending, lasted);
        say(ending, pause);
        return pause;
    }

    /** What is said once is not said again at each attempt. */
    private void say(Ending ending, Optional<Duration> pause) {
        if (ending.reason().equals(lastReason)) {
            log.debug("changes: {}, next attempt in {}", ending.reason(), pause);
            return;
        }
        lastReason = ending.reason();
        switch (ending.kind()) {
            case REFUSED ->
                log.error(
                        "changes are not followed, the backend refuses BRAID_SERVICE_TOKEN ({}): make another with `java -jar"
                                + " backend-core.jar token service NAME` and start bff with it; until then what is cached lives as long as it may",
                        ending.reason());
            case FINAL ->
                log.error(
                        "changes are not followed until bff is started again: the backend {} and asks not to come back",
                        ending.reason());
            case DRAINED, LOST ->
                log.warn(
                        "changes are not followed: {}; next attempt in {} ms",
                        ending.reason(),
                        pause.map(Duration::toMillis).orElseThrow());
        }
    }

    /** Nothing is known that would, and it would go unnoticed. */
    private void failed(Throwable failure) {
        isConnected(false);
        log.error("changes are not followed any more", failure);
    }

    private void isConnected(boolean now) {
        connected = now;
        metrics.connected(now);
    }
}
