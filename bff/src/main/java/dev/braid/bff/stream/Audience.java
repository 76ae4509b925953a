package dev.braid.bff.stream;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.bff.stream.Shard.ForDriver;
import dev.braid.contracts.ErrorCode;
import io.netty.util.concurrent.EventExecutor;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch a session, and which of them drives: whoever has been connected longest. What everyone is told goes out as one task for each
 * event loop that viewers live on. For the session's event loop.
 */
final class Audience {

    private interface Telling {
        void tell(Shard shard, Message message);
    }

    private final StreamMetrics metrics;
    private final TreeMap<Long, Viewer> viewers = new TreeMap<>();
    private final Map<EventExecutor, Shard> shards = new HashMap<>(2);

    Audience(StreamMetrics metrics) {
        this.metrics = metrics;
    }

    /** Is told nothing before it is on its {@link #shard}. */
    void add(Viewer viewer) {
        viewers.put(viewer.number(), viewer);
    }

    /** Where those of the viewer's event loop are. */
    Shard shard(Viewer viewer) {
        return shards.computeIfAbsent(viewer.loop(), absent -> new Shard(absent, metrics));
    }

    /** It leaves its shard itself. Says whether it was here. */
    boolean remove(Viewer viewer) {
        return viewers.remove(viewer.number()) != null;
    }

    void clear() {
        viewers.clear();
    }

    /** Null: nobody is here. */
    @Nullable Viewer driver() {
        return viewers.isEmpty() ? null : viewers.firstEntry().getValue();
    }

    boolean drives(Viewer viewer) {
        return viewer == driver();
    }

    boolean has(Viewer viewer) {
        return viewers.containsKey(viewer.number());
    }

    boolean isEmpty() {
        return viewers.isEmpty();
    }

    int size() {
        return viewers.size();
    }

    /** In the order in which they would drive. */
    Collection<Viewer> all() {
        return List.copyOf(viewers.values());
    }

    long droppedFrames() {
        return shards.values().stream().mapToLong(Shard::droppedFrames).sum();
    }

    /** The caller's reference stays the caller's. */
    void frame(Frame frame) {
        for (Shard shard : shards.values()) {
            shard.offer(frame);
        }
    }

    /** What they would see had they been where it came: not one of those that come. The caller's reference stays the caller's. */
    void present(Frame frame) {
        for (Shard shard : shards.values()) {
            frame.retain();
            shard.execute(() -> shard.present(frame));
        }
    }

    /** One of them, before every frame that waits. Takes over the message. */
    void tell(Viewer viewer, Message message) {
        viewer.execute(() -> viewer.urgent(message));
    }

    /** What has its place behind every frame before it. Takes over the message. */
    void ordered(Message message) {
        toAll(message, Shard::ordered);
    }

    /** What overtakes frames. Takes over the message. */
    void urgent(Message message) {
        toAll(message, Shard::urgent);
    }

    void heartbeat() {
        toAll(ServerMessages.heartbeat(), Shard::heartbeat);
    }

    private void toAll(Message message, Telling telling) {
        for (Shard shard : shards.values()) {
            message.retain();
            shard.execute(() -> telling.tell(shard, message));
        }
        message.release();
    }

    /** Takes over both messages. */
    void announce(Message toDriver, Message toOthers, boolean ordered) {
        ForDriver said = new ForDriver(driver(), toDriver, toOthers);
        for (Shard shard : shards.values()) {
            said.retain();
            shard.execute(() -> shard.told(said, ordered));
        }
        said.release();
    }

    /** What follows has been seen by nobody, whatever its row. */
    void beginAnew() {
        for (Shard shard : shards.values()) {
            shard.execute(() -> shard.each((viewer, now) -> viewer.beginAnew()));
        }
    }

    void keepAlive() {
        for (Shard shard : shards.values()) {
            shard.execute(shard::keepAlive);
        }
    }

    /** @param told who needs no error; null: nobody */
    void close(ErrorCode code, String message, Closing why, @Nullable Viewer told) {
        for (Shard shard : shards.values()) {
            shard.execute(() -> shard.close(code, message, why, told));
        }
    }
}
