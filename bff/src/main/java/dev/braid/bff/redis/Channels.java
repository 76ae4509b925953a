package dev.braid.bff.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * Who listens to which channel, from before there is a connection and across lost ones.
 *
 * <p>Lettuce subscribes again to the channels that were confirmed once; those that were not are asked for again from here.
 */
final class Channels extends RedisPubSubAdapter<String, String> {

    private static final Logger log = LoggerFactory.getLogger(Channels.class);
    private static final long RETRY_MILLIS = 500;

    private final ScheduledExecutorService timer;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable StatefulRedisPubSubConnection<String, String> connection;

    private record Listener(String channel, Runnable onSubscribed, Consumer<String> onMessage) {}

    Channels(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    synchronized Disposable add(String channel, Runnable onSubscribed, Consumer<String> onMessage) {
        Listener listener = new Listener(channel, onSubscribed, onMessage);
        listeners.add(listener);
        subscribe(channel);
        return () -> remove(listener);
    }

    synchronized void attach(StatefulRedisPubSubConnection<String, String> connected) {
        connection = connected;
        connected.addListener(this);
        listeners.stream().map(Listener::channel).distinct().forEach(this::subscribe);
    }

    @Override
    public void subscribed(String channel, long count) {
        of(channel).forEach(listener -> run(channel, listener.onSubscribed()));
    }

    @Override
    public void message(String channel, String message) {
        of(channel).forEach(listener -> run(channel, () -> listener.onMessage().accept(message)));
    }

    private synchronized void subscribe(String channel) {
        if (connection == null || of(channel).isEmpty()) {
            return;
        }
        connection.async().subscribe(channel).exceptionally(failure -> {
            subscribeLater(channel);
            return null;
        });
    }

    private void subscribeLater(String channel) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> subscribe(channel), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void remove(Listener listener) {
        listeners.remove(listener);
        if (connection != null && of(listener.channel()).isEmpty()) {
            // Where this is rejected the channel stays subscribed to without anyone listening, which harms nobody.
            connection.async().unsubscribe(listener.channel());
        }
    }

    private List<Listener> of(String channel) {
        return listeners.stream()
                .filter(listener -> listener.channel().equals(channel))
                .toList();
    }

    /** A listener that throws must not cost the others their message, nor the connection its reader. */
    private static void run(String channel, Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException failure) {
            log.error("channel {}: a listener failed", channel, failure);
        }
    }
}
