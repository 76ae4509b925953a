package dev.braid.bff.stream;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.bff.socket.Socket;
import dev.braid.bff.socket.SocketHandler;
import dev.braid.bff.web.Caller;
import dev.braid.contracts.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who watches, on one connection, in one session at a time or none yet. Everything but what says otherwise happens on the event loop of the
 * socket.
 *
 * <p>What cannot be sent at once waits: messages in {@link Lanes}, and of frames the newest, in a {@link FrameSlot}. Both are there only while
 * something waits, since thousands of viewers have nothing waiting.
 */
final class Viewer implements SocketHandler {

    /** In this order a viewer is the driver: whoever has been here longest. */
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Between two messages on average, so 50 a second. */
    private static final long MESSAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** At once, after a silence. */
    private static final long BURST_NANOS = 100 * MESSAGE_NANOS;

    private static final long PATIENCE_WITH_FLOODS = TimeUnit.SECONDS.toNanos(3);
    private static final long PATIENCE_WITH_STALLS = TimeUnit.SECONDS.toNanos(10);
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LONGEST_SILENCE = TimeUnit.SECONDS.toNanos(50);

    /** What a page says before it is in a session: play, and perhaps where and how fast. */
    private static final int MOST_EARLY = 16;

    private static final long NEVER = Long.MIN_VALUE;

    static final Closing TOO_SLOW = new Closing(4408, "frames: not read for 10 s (expected: come back)");
    static final Closing SILENT = new Closing(4408, "ping: not answered (expected: a pong)");
    static final Closing MISSED = new Closing(1013, "messages: too many are waiting (expected: come back)");
    static final Closing FAILED = new Closing(1011, "internal error (expected: come back)");
    static final Closing TOO_MANY = new Closing(4429, "messages: too many (expected: at most 50 a second)");

    /** Who let the viewer in. Called on the viewer's event loop. */
    interface Owner {

        void opened(Viewer viewer);

        /** The viewer shows a token, for the first time or again. */
        void authenticate(Viewer viewer, String token);

        /** The connection has ended; called once, last. */
        void closed(Viewer viewer, int code);
    }

    private final long number = NUMBERS.incrementAndGet();
    private final Kind kind;
    private final Hub hub;
    private final Owner owner;
    private volatile @Nullable Caller caller;
    private volatile @Nullable Session session;

    private @Nullable Socket socket;
    private @Nullable Shard shard;
    private @Nullable FrameSlot slot;
    private @Nullable Lanes lanes;
    private @Nullable FrameRate rate;
    private @Nullable Credit credit;
    private @Nullable ArrayDeque<Control> early;
    private boolean closing;
    /** The last row that is on its way or waits; written on the loop, read by whoever asks. */
    private volatile long row = -1;

    /** What it has of a session that is not there yet; null: it is where its session is. */
    private @Nullable Position had;

    private long stalledSince = NEVER;
    private long heard;
    private long pinged;
    /** When the messages that came would all have come at the greatest rate; the generic cell rate algorithm (ITU-T I.371). */
    private long messagesUntil = NEVER;

    private long floodSince = NEVER;
    private long floodLast = NEVER;

    Viewer(Kind kind, Hub hub, Owner owner) {
        this.kind = kind;
        this.hub = hub;
        this.owner = owner;
    }

    /** On any thread. */
    long number() {
        return number;
    }

    /** On any thread. */
    Kind kind() {
        return kind;
    }

    /** Whose credential opens sockets to the backend for this viewer; on any thread. */
    @Nullable Caller caller() {
        return caller;
    }

    /** When it has been let in, and each time that it has shown another token; on any thread. */
    void caller(Caller proven) {
        caller = proven;
    }

    /** Where it is; null before it has joined, and again once it has left. On any thread. */
    @Nullable Session session() {
        return session;
    }

    /** Whether it has left, or is about to: it joins nothing any more. */
    boolean isClosing() {
        return closing;
    }

    /** Once it has been opened; on any thread. */
    EventExecutor loop() {
        return Objects.requireNonNull(socket).loop();
    }

    /** Does something on the event loop; on any thread. */
    void execute(Runnable task) {
        Shard.execute(loop(), task);
    }

    // The connection.

    @Override
    public void opened(Socket opened) {
        socket = opened;
        heard = now();
        pinged = heard;
        hub.metrics().viewers(1);
        owner.opened(this);
    }

    @Override
    public void text(Socket from, ByteBuf text) {
        long now = now();
        heard = now;
        if (closing || isFlood(now)) {
            return;
        }
        ClientMessage message = ClientMessage.of(text);
        if (message instanceof ClientMessage.Ack ack) {
            acknowledged(ack.row(), now);
        } else if (message instanceof ClientMessage.Controlling controlling) {
            control(controlling.control());
        } else if (message instanceof ClientMessage.Rate wished) {
            rate().wish(wished.fps());
            drain(now);
        } else if (message instanceof ClientMessage.Auth auth) {
            owner.authenticate(this, auth.token());
        } else if (message instanceof ClientMessage.Invalid invalid) {
            refuse(ErrorCode.VALIDATION, "message: not valid (expected: see details)", invalid.problems());
        }
    }

    private boolean isFlood(long now) {
        long until = messagesUntil == NEVER || messagesUntil - now < 0 ? now : messagesUntil;
        if (until - now < BURST_NANOS) {
            messagesUntil = until + MESSAGE_NANOS;
            return false;
        }
        boolean goesOn = floodLast != NEVER && now - floodLast < TimeUnit.SECONDS.toNanos(1);
        floodLast = now;
        if (!goesOn) {
            floodSince = now;
            refuse(ErrorCode.RATE_LIMITED, "messages: too many (expected: at most 50 a second)", Map.of());
        } else if (now - floodSince >= PATIENCE_WITH_FLOODS) {
            close(TOO_MANY);
        }
        return true;
    }

    private void acknowledged(long seen, long now) {
        if (rate == null && !hub.adaptive().getAsBoolean()) {
            return;
        }
        rate().acknowledged(seen, now);
        if (isBehind()) {
            drain(now);
        }
    }

    private FrameRate rate() {
        FrameRate known = rate;
        if (known == null) {
            known = new FrameRate(hub.adaptive());
            rate = known;
        }
        return known;
    }

    private void control(Control control) {
        Session watched = session;
        if (watched != null) {
            watched.control(this, control);
            return;
        }
        if (early == null) {
            early = new ArrayDeque<>(2);
        }
        if (early.size() < MOST_EARLY) {
            early.add(control);
        } else {
            refuse(ErrorCode.BUSY, "control: too many before the first frame (expected: fewer)", Map.of());
        }
    }

    @Override
    public void writable(Socket writable) {
        if (!closing) {
            long now = now();
            // Its network takes bytes: a pong may be far behind them.
            heard = now;
            stalledSince = NEVER;
            drain(now);
        }
    }

    @Override
    public void pong(Socket from) {
        heard = now();
    }

    @Override
    public void hasRead(Socket from) {
        long now = now();
        heard = now;
        if (credit != null) {
            credit.answered(now);
            if (!closing && isBehind()) {
                drain(now);
            }
        }
    }

    @Override
    public void closed(Socket gone, int code) {
        leave();
        hub.metrics().viewers(-1);
        hub.metrics().closed(code);
        owner.closed(this, code);
    }

    /** Ends the connection, if it has not ended. */
    void close(Closing why) {
        if (!closing) {
            drain(now());
            leave();
            socket().close(why);
        }
    }

    /** Ends it after something that should not happen. What waits may be what failed, and does not go out. */
    void fail() {
        if (!closing) {
            leave();
            socket().close(FAILED);
        }
    }

    /** As {@link #close}, after an error that says why to those who do not see close codes. */
    void close(ErrorCode code, String message, Map<String, ?> details, Closing why) {
        if (!closing) {
            Message error = ServerMessages.error(code, message, details);
            socket().write(error);
            error.release();
            close(why);
        }
    }

    private void leave() {
        if (closing) {
            return;
        }
        closing = true;
        Session left = session;
        detach();
        if (left != null) {
            left.leave(this);
        }
        if (slot != null) {
            slot.clear();
            slot = null;
        }
        if (lanes != null) {
            lanes.clear();
            lanes = null;
        }
        early = null;
    }

    private Socket socket() {
        return Objects.requireNonNull(socket);
    }

    private long now() {
        return loop().ticker().nanoTime();
    }

    // The session.

    /** Begins to watch. Takes over what the welcome owns. */
    boolean attach(Session joined, Shard home, Welcome welcome) {
        if (closing) {
            welcome.release();
            return false;
        }
        session = joined;
        shard = home;
        row = welcome.row();
        had = welcome.had().row() < 0 ? null : welcome.had();
        // Of a session it was in before.
        Message waiting = slot == null ? null : slot.poll();
        Lanes all = lanes();
        if (waiting != null) {
            all.missed(waiting);
        }
        if (kind == Kind.BRAID) {
            all.greeting(welcome.hello().retain());
            all.status(welcome.status().retain());
        }
        for (Frame frame : welcome.frames()) {
            Frame rest = unseen(frame);
            if (rest != null) {
                all.missed(rest.message());
                row = frame.i();
            }
        }
        if (welcome.end() != null) {
            all.missed(welcome.end().retain());
        }
        welcome.release();
        drain(now());
        while (early != null && !early.isEmpty()) {
            joined.control(this, early.remove());
        }
        early = null;
        return true;
    }

    /** No longer gets anything, and says up to where it did: everything up to there is on its way. What waits still goes out. */
    Position detach() {
        if (shard != null) {
            shard.remove(this);
            shard = null;
        }
        session = null;
        return had == null ? new Position(row, "") : had;
    }

    /** On any thread. */
    long row() {
        return row;
    }

    /** What follows has not been seen, whatever its row. */
    void beginAnew() {
        had = null;
    }

    /** What the viewer does not have of a frame, to be released; null: it has all of it. */
    private @Nullable Frame unseen(Frame frame) {
        Position before = had;
        if (before == null) {
            return frame.retain();
        }
        if (frame.i() <= before.row()) {
            return null;
        }
        had = null;
        return frame.after(before.time());
    }

    /**
     * One frame more; the caller's reference stays the caller's.
     *
     * @param late whether others are behind it, soon to be offered, with which it can go
     * @return whether it went out at once
     */
    boolean offer(Frame frame, long now, boolean late) {
        if (had == null) {
            return give(frame, now, late);
        }
        Frame rest = unseen(frame);
        if (rest == null) {
            return false;
        }
        boolean atOnce = give(rest, now, late);
        rest.release();
        return atOnce;
    }

    private boolean give(Frame frame, long now, boolean late) {
        Socket to = socket();
        row = frame.i();
        if (!late && lanes == null && (slot == null || slot.isEmpty()) && to.isWritable() && isDue(now)) {
            send(frame.message(), frame.i(), now);
            to.flush();
            return true;
        }
        keep(frame);
        if (!late) {
            drain(now);
        }
        return false;
    }

    private boolean isDue(long now) {
        return (rate == null || rate.isDue(now))
                && (credit == null || !isAsked() || credit.isDue(now, framesBetweenQuestions()));
    }

    /** Of who sends acks nothing else has to be asked; an event stream cannot be. */
    private boolean isAsked() {
        return kind != Kind.EVENTS && hub.adaptive().getAsBoolean() && (rate == null || !rate.isAcknowledged());
    }

    private int framesBetweenQuestions() {
        return Credit.between(shard == null ? 1 : shard.viewers());
    }

    /** A frame, with the next flush. */
    private void send(Message frame, long row, long now) {
        if (rate != null) {
            rate.sent(row, now);
        }
        if (!isAsked()) {
            credit = null;
            socket().write(frame);
            return;
        }
        if (credit == null) {
            credit = new Credit();
        }
        if (credit.sent(now, framesBetweenQuestions())) {
            socket().writeAsking(frame);
        } else {
            socket().write(frame);
        }
    }

    private void keep(Frame frame) {
        FrameSlot waiting = slot;
        if (waiting == null) {
            waiting = new FrameSlot(hub.waiting());
            slot = waiting;
        }
        if (!waiting.isEmpty()) {
            hub.metrics().dropped(1);
            if (shard != null) {
                shard.dropped();
            }
        }
        if (!waiting.offer(frame)) {
            close(MISSED);
        }
    }

    /** What overtakes frames. Takes over the message. */
    void urgent(Message message) {
        if (closing) {
            message.release();
        } else if (lanes().urgent(message)) {
            drain(now());
        } else {
            close(MISSED);
        }
    }

    /** How the session is; only for those who understand it. Takes over the message. */
    void status(Message message) {
        if (closing || kind != Kind.BRAID) {
            message.release();
            return;
        }
        lanes().status(message);
        drain(now());
    }

    /** What has its place behind every frame before it. Takes over the message. */
    void ordered(Message message) {
        if (closing) {
            message.release();
            return;
        }
        Message frame = slot == null ? null : slot.poll();
        if (frame != null && !lanes().ordered(frame)) {
            // Whoever saw what is behind a frame that is missing would not ask for it any more.
            message.release();
            close(MISSED);
        } else if (lanes().ordered(message)) {
            drain(now());
        } else {
            close(MISSED);
        }
    }

    /** Says nothing but that the connection is good; not to those whose network takes nothing. */
    void heartbeat(Message message) {
        if (closing) {
            return;
        }
        if (kind == Kind.EVENTS) {
            socket().ping();
        } else if (socket().isWritable()) {
            socket().write(message);
            socket().flush();
        }
    }

    /** Now and then, so that proxies keep the connection and dead ones are found. */
    void keepAlive(long now) {
        if (closing || kind == Kind.EVENTS) {
            return;
        }
        if (now - heard >= LONGEST_SILENCE) {
            close(SILENT);
        } else if (now - pinged >= PING_NANOS && (credit == null || !credit.hasAskedWithin(PING_NANOS, now))) {
            pinged = now;
            socket().ping();
        }
    }

    private void refuse(ErrorCode code, String message, Map<String, ?> details) {
        urgent(ServerMessages.error(code, message, details));
    }

    private Lanes lanes() {
        Lanes known = lanes;
        if (known == null) {
            known = new Lanes(hub.waiting());
            lanes = known;
        }
        return known;
    }

    // What waits.

    boolean isBehind() {
        return lanes != null || slot != null && !slot.isEmpty();
    }

    /** Sends what can be sent. */
    private void drain(long now) {
        Socket to = socket();
        boolean wrote = false;
        while (isBehind() && to.isWritable()) {
            if (!sendNext(to, now)) {
                break;
            }
            wrote = true;
        }
        if (wrote) {
            to.flush();
        }
        if (!isBehind()) {
            stalledSince = NEVER;
            return;
        }
        if (to.isWritable()) {
            stalledSince = NEVER;
        } else if (wrote || stalledSince == NEVER) {
            stalledSince = now;
        }
        if (shard != null) {
            shard.lookAgainSoon();
        }
    }

    /** Says whether there was something. */
    private boolean sendNext(Socket to, long now) {
        Lanes before = lanes;
        if (before != null) {
            Message next = before.poll();
            if (before.isEmpty()) {
                lanes = null;
            }
            if (next != null) {
                to.write(next);
                next.release();
                return true;
            }
        }
        FrameSlot waiting = slot;
        if (waiting == null || waiting.isEmpty() || !isDue(now)) {
            return false;
        }
        hub.metrics().sent(1, now - waiting.arrived());
        if (rate == null) {
            slot = null;
        }
        long newest = waiting.row();
        Message frame = Objects.requireNonNull(waiting.poll());
        send(frame, newest, now);
        frame.release();
        return true;
    }

    /** Tries again, and gives up on whoever does not take anything. Says whether something still waits. */
    boolean lookAgain(long now) {
        if (closing || !isBehind()) {
            return false;
        }
        drain(now);
        if (isBehind() && stalledSince != NEVER && now - stalledSince >= PATIENCE_WITH_STALLS) {
            close(TOO_SLOW);
        }
        return isBehind();
    }
}
