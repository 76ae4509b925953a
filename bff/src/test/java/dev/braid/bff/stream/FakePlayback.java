package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.bff.socket.Socket;
import dev.braid.bff.web.Caller;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backend that plays a run: 30 frames a second, each with every order of the rows it stands for, from a row, in idle state, until play.
 * The number of a frame, in {@code equity}, is one more than that of the frame sent before it.
 */
final class FakePlayback implements Playback, HealthProbe.Backend {

    private static final Instant FIRST = Instant.parse("2024-01-02T14:30:00Z");
    private static final JsonMapper JSON = new JsonMapper();
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 30;

    /** A frame as it was sent. */
    record Sent(long row, List<Long> orders, long dropped) {}

    /** Decides about a socket that is asked for: 0 refuses the connection, 101 opens, another is the status of the answer. */
    Function<Caller, Integer> door = caller -> 101;

    private final long rows;
    private final boolean remembers;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<String> controls = new ArrayList<>();
    private final List<Long> openedFrom = new ArrayList<>();
    private final List<String> callers = new ArrayList<>();
    private Function<EventExecutor, EventExecutor> placing = loop -> loop;
    private boolean away;
    private boolean silent;
    private int probes;
    private long lastRow = -1;
    private boolean mayGoBack;
    private boolean mayJump;
    private boolean apart;
    private boolean opensAtOnce;
    private long number;
    private long framesMade;

    FakePlayback(long rows) {
        this(rows, true);
    }

    /** @param remembers whether what was sent can be asked for */
    FakePlayback(long rows, boolean remembers) {
        this.rows = rows;
        this.remembers = remembers;
    }

    /** Which loop a socket lives on. */
    void placing(Function<EventExecutor, EventExecutor> placing) {
        this.placing = placing;
    }

    static List<Long> orders(long row) {
        List<Long> orders = new ArrayList<>(0);
        if (row % 3 == 0) {
            orders.add(row * 10);
        }
        if (row % 7 == 0) {
            orders.add(row * 10 + 1);
        }
        return orders;
    }

    /** From now on each socket is played on its own, and the number of a frame is its row. */
    void apart() {
        apart = true;
    }

    boolean isApart() {
        return apart;
    }

    /** From now on, before whoever asks for a socket knows how to give it up. */
    void opensAtOnce() {
        opensAtOnce = true;
        placing = loop -> loop;
    }

    /** A row each minute. */
    static Instant time(long row) {
        return FIRST.plusSeconds(60 * row);
    }

    List<Sent> sent() {
        return sent;
    }

    long framesMade() {
        return framesMade;
    }

    List<String> controls() {
        return controls;
    }

    List<Long> openedFrom() {
        return openedFrom;
    }

    List<String> callers() {
        return callers;
    }

    int probes() {
        return probes;
    }

    int open() {
        return connections.size();
    }

    /** It is gone, and everything that was connected to it. */
    void kill() {
        away = true;
        breakAll(1006);
    }

    void restart() {
        away = false;
    }

    boolean isAway() {
        return away;
    }

    void breakAll(int code) {
        for (Connection connection : List.copyOf(connections)) {
            connection.loop.execute(() -> connection.end(code));
        }
    }

    /** Connections stay, and nothing comes. */
    void silence(boolean now) {
        silent = now;
    }

    /** Sends this, whatever it is. */
    void sends(String text) {
        for (Connection connection : connections) {
            connection.loop.execute(() -> connection.say(text));
        }
    }

    @Override
    public void ask(java.util.function.Consumer<Boolean> healthy) {
        probes++;
        healthy.accept(!away);
    }

    @Override
    public Runnable open(RunId run, long fromRow, Caller caller, EventExecutor loop, Events events) {
        openedFrom.add(fromRow);
        callers.add(caller == null ? null : caller.scope());
        EventExecutor place = placing.apply(loop);
        Connection connection = new Connection(place, events, fromRow);
        if (opensAtOnce) {
            connection.begin(away ? 0 : door.apply(caller));
        } else {
            place.schedule(() -> connection.begin(away ? 0 : door.apply(caller)), 1, TimeUnit.MILLISECONDS);
        }
        return connection::giveUp;
    }

    private final class Connection implements Socket {

        private final EventExecutor loop;
        private final Events events;
        private long next;
        private long rowsPerFrame = 1;
        private final boolean anew;
        private boolean ended;
        private boolean gone;
        private boolean givenUp;
        private ScheduledFuture<?> ticking;
        private ScheduledFuture<?> beating;

        private Connection(EventExecutor loop, Events events, long next) {
            this.loop = loop;
            this.events = events;
            this.next = Math.max(next, 0);
            this.anew = next < 0 && lastRow >= 0;
        }

        private void giveUp() {
            givenUp = true;
        }

        private void begin(int status) {
            if (givenUp) {
                return;
            }
            if (status != 101) {
                events.refused(status);
                return;
            }
            connections.add(this);
            beating = loop.scheduleAtFixedRate(() -> say("{\"t\":\"hb\"}"), 5, 5, TimeUnit.SECONDS);
            mayGoBack = anew;
            mayJump = false;
            events.opened(this);
        }

        private void say(String text) {
            if (!gone && !silent) {
                events.text(this, Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
            }
        }

        private void end(int code) {
            if (gone) {
                return;
            }
            gone = true;
            connections.remove(this);
            beating.cancel(false);
            stop();
            events.closed(this, code);
        }

        private void stop() {
            if (ticking != null) {
                ticking.cancel(false);
                ticking = null;
            }
        }

        private void tick() {
            if (silent) {
                return;
            }
            if (next >= rows) {
                stop();
                ended = true;
                say("{\"t\":\"end\",\"i\":" + (rows - 1) + "}");
                return;
            }
            long last = Math.min(rows - 1, next + rowsPerFrame - 1);
            frame(next, last);
        }

        private void frame(long first, long last) {
            List<Long> orders = orders(first);
            for (long row = first + 1; row <= last; row++) {
                orders.addAll(orders(row));
            }
            next = last + 1;
            if (silent) {
                return;
            }
            framesMade++;
            if (!apart) {
                inOrder(first, last);
            }
            long dropped = last % 11 == 0 && !apart ? 2 : 0;
            if (!apart && (last > lastRow || mayGoBack)) {
                mayGoBack &= last > lastRow;
                lastRow = last;
                number++;
                if (remembers) {
                    sent.add(new Sent(last, orders, dropped));
                }
            }
            StringBuilder json = new StringBuilder(160);
            json.append("{\"t\":\"frame\",\"i\":")
                    .append(last)
                    .append(",\"ts\":\"")
                    .append(time(last))
                    .append("\",\"ohlc\":null,\"orders\":[");
            for (int i = 0; i < orders.size(); i++) {
                json.append(i == 0 ? "" : ",")
                        .append("{\"id\":")
                        .append(orders.get(i))
                        .append('}');
            }
            say(json.append("],\"equity\":")
                    .append(apart ? last : number - 1)
                    .append(",\"dropped\":")
                    .append(dropped)
                    .append('}')
                    .toString());
        }

        /** Whoever opens a socket must ask for the row that comes next, no later and no earlier one. */
        private void inOrder(long first, long last) {
            boolean known = last <= lastRow && !mayGoBack;
            if (!known && !mayJump && !mayGoBack && first != lastRow + 1) {
                throw new AssertionError("rows " + first + " to " + last + " after " + lastRow);
            }
            mayJump = false;
        }

        private void control(String text) {
            controls.add(text);
            JsonNode control = JSON.readTree(text);
            switch (control.get("cmd").asString()) {
                case "play" -> {
                    if (ended) {
                        ended = false;
                        next = 0;
                        mayGoBack = true;
                    }
                    if (ticking == null) {
                        ticking = loop.scheduleAtFixedRate(this::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
                    }
                }
                case "pause" -> stop();
                case "speed" -> rowsPerFrame = Math.max(1, control.get("val").asLong());
                default -> seek(row(control.get("pos")));
            }
        }

        /** The last at or before an instant. */
        private long row(JsonNode position) {
            return position.isString()
                    ? Math.floorDiv(
                            Duration.between(FIRST, Instant.parse(position.asString()))
                                    .toSeconds(),
                            60)
                    : position.asLong();
        }

        private void seek(long row) {
            if (row < 0 || row >= rows) {
                say("{\"t\":\"err\",\"code\":\"RANGE\",\"msg\":\"pos\",\"details\":{\"min\":0,\"max\":" + (rows - 1)
                        + "}}");
                return;
            }
            ended = false;
            mayGoBack = true;
            mayJump = true;
            frame(row, row);
        }

        @Override
        public EventExecutor loop() {
            return loop;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(Message message) {
            if (!loop.inEventLoop()) {
                throw new AssertionError("not on the socket's own loop");
            }
            String text = message.json().toString(StandardCharsets.UTF_8);
            loop.execute(() -> {
                if (!gone) {
                    control(text);
                }
            });
        }

        @Override
        public void writeAsking(Message message) {
            write(message);
        }

        @Override
        public void flush() {}

        @Override
        public void ping() {}

        @Override
        public void close(Closing why) {
            loop.execute(() -> end(why.code()));
        }
    }
}
