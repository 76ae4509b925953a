package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.socket.Message;
import dev.braid.bff.web.Caller;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A browser that watches, comes back with its position when it was cut off, and checks each frame: it must have exactly the orders of all frames
 * that were sent since the one before it, and count them.
 */
final class Watcher implements Viewer.Owner {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long NONE = -1;

    final String name;
    final Kind kind;
    private final FakePlayback playback;
    private final String described;
    final List<JsonNode> heard = new ArrayList<>();
    final List<JsonNode> frames = new ArrayList<>();
    final List<Long> orders = new ArrayList<>();
    /** Every message that was ever seen, to be looked for when all is over. */
    private final Map<Message, Boolean> messages;

    Viewer viewer;
    FakeSocket socket;
    String epoch;
    String session;
    boolean driver;
    boolean resumed;
    String state;
    Integer closed;
    /** The number of the last frame; none: whatever comes is the first. */
    private long last = NONE;

    long row = -1;
    private String comesBackWith;
    private boolean greeted;
    long counted;

    Watcher(String name, Kind kind, FakePlayback playback, Map<Message, Boolean> messages, String described) {
        this.name = name;
        this.kind = kind;
        this.playback = playback;
        this.messages = messages;
        this.described = described + ": " + name;
    }

    static Caller caller(String token) {
        HttpHeaders headers = new HttpHeaders();
        headers.setBearerAuth(token);
        return Caller.of(headers);
    }

    /** Connects, and comes back with its position if it had one. */
    void connect(EventExecutor loop, Sessions sessions, Join join) {
        closed = null;
        greeted = false;
        comesBackWith = join.epoch();
        if (kind != Kind.BRAID || join.epoch() == null) {
            last = NONE;
        }
        open(loop, sessions.hub());
        loop.execute(() -> {
            if (closed == null) {
                sessions.join(viewer, join);
            }
        });
    }

    /** Connects, and is in no session yet. */
    void open(EventExecutor loop, Hub hub) {
        viewer = new Viewer(kind, hub, this);
        viewer.caller(caller(name));
        socket = new FakeSocket(loop, viewer, this::read);
        socket.open();
    }

    private void read(Message message) {
        messages.put(message, true);
        JsonNode json = JSON.readTree(message.json().toString(StandardCharsets.UTF_8));
        heard.add(json);
        switch (json.get("t").asString()) {
            case "hello" -> hello(json);
            case "status" -> {
                state = json.get("state").asString();
                driver = json.get("driver").asBoolean();
            }
            case "frame" -> frame(json);
            default -> assertThat(json.get("t").asString()).as(described).isIn("hb", "end", "err");
        }
    }

    private void hello(JsonNode json) {
        assertThat(kind).as(described).isEqualTo(Kind.BRAID);
        driver = json.get("driver").asBoolean();
        session = json.get("session").asString();
        if (!greeted) {
            resumed = json.get("resumed").asBoolean();
            if (!resumed || comesBackWith == null) {
                last = NONE;
            }
            greeted = true;
        }
        epoch = json.get("epoch").asString();
        row = json.get("resumed").asBoolean() ? row : -1;
    }

    private void frame(JsonNode json) {
        assertThat(kind != Kind.BRAID || greeted).as(described + " greeted").isTrue();
        frames.add(json);
        long number = json.get("equity").asLong();
        String at = described + ", frame " + number + " after " + last;
        List<Long> carried = new ArrayList<>();
        json.get("orders").forEach(order -> carried.add(order.get("id").asLong()));
        if (!playback.isApart()) {
            inSequence(json, number, carried, at);
        }
        if (kind == Kind.BRAID) {
            assertThat(json.get("i").asLong()).as(at + " in epoch " + epoch).isGreaterThan(row);
        }
        orders.addAll(carried);
        counted += 1 + json.get("dropped").asLong();
        row = json.get("i").asLong();
        last = number;
    }

    private void inSequence(JsonNode json, long number, List<Long> carried, String at) {
        assertThat(number).as(at).isGreaterThan(last);
        long first = last == NONE ? firstOf(number, json.get("dropped").asLong(), at) : last + 1;
        List<Long> expected = new ArrayList<>();
        long dropped = number - first;
        for (long each = first; each <= number; each++) {
            FakePlayback.Sent sent = playback.sent().get((int) each);
            expected.addAll(sent.orders());
            dropped += sent.dropped();
        }
        assertThat(carried).as(at).isEqualTo(expected);
        assertThat(json.get("dropped").asLong()).as(at + " dropped").isEqualTo(dropped);
        assertThat(json.get("i").asLong())
                .as(at)
                .isEqualTo(playback.sent().get((int) number).row());
    }

    /** Somewhere the first frame begins, and says by its count how many there were. */
    private long firstOf(long number, long dropped, String at) {
        long first = number;
        long left = dropped - playback.sent().get((int) number).dropped();
        while (left > 0) {
            first--;
            left -= 1 + playback.sent().get((int) first).dropped();
        }
        assertThat(left).as(at + " dropped").isZero();
        return first;
    }

    long last() {
        return last;
    }

    List<JsonNode> of(String type) {
        return heard.stream()
                .filter(json -> json.get("t").asString().equals(type))
                .toList();
    }

    JsonNode lastOf(String type) {
        List<JsonNode> all = of(type);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    void says(String text) {
        socket.says(text);
    }

    @Override
    public void opened(Viewer opened) {}

    @Override
    public void authenticate(Viewer shown, String token) {
        viewer.caller(caller(token));
    }

    @Override
    public void closed(Viewer gone, int code) {
        assertThat(closed).as(described + " closed once").isNull();
        closed = code;
    }
}
