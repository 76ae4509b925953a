package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Message;
import dev.braid.bff.web.Caller;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.StreamSession;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One playback of a run, and those who watch it: frames come over one link to the backend and go to everyone. Lives on one event loop; what can
 * be called on any thread says so.
 *
 * <ul>
 *   <li>Rows grow from frame to frame, as the {@link Timeline} says; a duplicate goes to nobody.
 *   <li>Who joins gets what was missed, in order, or the last frame; then every later one. Joining happens here, between two frames.
 *   <li>The viewer that has been connected longest has the {@link Wheel}.
 *   <li>A session that nobody watches stays for a while, for those who come back; not if nobody has been told its name.
 * </ul>
 */
final class Session implements PlaybackLink.Listener {

    static final long LINGER_MILLIS = 30_000;

    private static final long TICK_MILLIS = 5_000;

    private static final Closing BEYOND =
            new Closing(4500, "from_i: beyond the end of the run (expected: come back without it)");

    /** Try again later, as IANA's registry of WebSocket close codes has it: the backend could not open the run. */
    private static final int AWAY = 1013;

    private static final Closing UNPROVEN =
            new Closing(4401, "credential: not valid (expected: come back with a new one)");

    interface Released {

        /** @param present owned by whoever is told; null: nothing was shown */
        void at(Position had, @Nullable Frame present);
    }

    private final Hub hub;
    private final RunId run;
    private final String name;
    /** By which viewers can come back. */
    private final String told;

    private final EventExecutor loop;
    private final boolean isPrivate;
    private final Runnable gone;
    /** Whether somebody knows by which name to come back. */
    private boolean known;

    private final Instant startedAt;
    private final PlaybackLink link;
    private final Shown shown;
    private final Reachability backend;
    private final Credentials credentials;
    private final Audience audience;
    private final Wheel wheel;

    private Timeline timeline;
    /** Whether it is where somebody was before they were moved; else those who came in began it. */
    private boolean handedOver;

    private boolean connected;
    /** Whether the last that the backend said is that it has no such row. */
    private boolean outOfRange;
    /** The seek that the last that the backend said has refused as too busy; null: it said something else. */
    private @Nullable Control refusedForNow;

    private boolean over;
    private @Nullable ScheduledFuture<?> lingering;
    private @Nullable ScheduledFuture<?> ticking;

    private long frames;
    private long droppedUpstream;
    private long reconnects;

    /**
     * @param isPrivate of one viewer, and gone with them: a tunnel
     * @param gone called once, on the loop, when it is over
     */
    Session(Hub hub, RunId run, String name, EventExecutor loop, boolean isPrivate, Opening opening, Runnable gone) {
        this.hub = hub;
        this.run = run;
        this.name = name;
        this.loop = loop;
        this.isPrivate = isPrivate;
        this.gone = gone;
        this.known = !Sessions.isOwnName(name);
        this.told = isPrivate ? Sessions.home(this) : name;
        this.startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        this.link = new PlaybackLink(hub, run, loop, this);
        this.shown = new Shown(isPrivate ? FrameRing.none() : new FrameRing());
        this.backend = new Reachability(hub.metrics(), hub.farewell());
        this.credentials = new Credentials(isPrivate ? null : hub.service());
        this.audience = new Audience(hub.metrics());
        this.timeline = new Timeline(hub.epochs(), opening);
        shown.beginAfter(opening.end());
        this.wheel = new Wheel(loop, link, backend, audience, timeline, opening);
        hub.metrics().sessions(1);
    }

    // What can be called on any thread.

    RunId run() {
        return run;
    }

    String name() {
        return name;
    }

    boolean isPrivate() {
        return isPrivate;
    }

    Instant startedAt() {
        return startedAt;
    }

    EventExecutor loop() {
        return loop;
    }

    void control(Viewer viewer, Control control) {
        later(() -> {
            if (!over) {
                wheel.turn(viewer, control);
            }
        });
    }

    void leave(Viewer viewer) {
        later(() -> left(viewer));
    }

    /** Ends it for everyone. */
    void end(ErrorCode code, String message, Closing why) {
        later(() -> finish(code, message, why));
    }

    /** Tells viewers that this replica ends, after the farewell was said. */
    void drain() {
        later(this::announceStatus);
    }

    /** Tells a viewer that its credential is about to expire. */
    void expiring(Viewer viewer, long inMillis) {
        later(() -> {
            if (viewer.kind() == Kind.BRAID && audience.has(viewer)) {
                audience.tell(viewer, ServerMessages.expiring(state(), audience.drives(viewer), inMillis));
            }
        });
    }

    /** What operators see of it. */
    CompletableFuture<StreamSession> view() {
        CompletableFuture<StreamSession> view = new CompletableFuture<>();
        later(() -> view.complete(seen()));
        return view;
    }

    /** Not at once even on the loop itself: whoever asks may be in the middle of something. */
    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ending) {
            // The process ends, and its memory with it.
        }
    }

    // Coming and going.

    /** @return false: it is over, and somebody else must be asked */
    boolean join(Viewer viewer, Join wanted) {
        if (over) {
            return false;
        }
        enter(viewer);
        wheel.playForWhoCannotSay();
        boolean isNew = !connected;
        Optional<List<Frame>> missed = isNew ? Optional.empty() : shown.missed(wanted, timeline);
        boolean resumed = isNew ? wanted.epoch() == null && wanted.fromRow() >= 0 : missed.isPresent();
        // Whoever comes back may have been cut off between the last frame and the end.
        welcome(viewer, missed.orElse(List.of()), resumed, timeline.lastRow(), Position.NOWHERE, shown.end());
        return true;
    }

    /**
     * As {@link #join}, for a viewer that has everything up to a row of this run, wherever it was. It may be ahead by what is played in a moment:
     * then it gets nothing until this session is there. A session that has not begun goes on as the viewer's did. So does one whose driver this
     * is, if only newcomers have begun it or it is somewhere else; what the driver of any other wanted is asked for here.
     *
     * @param present the last frame of where it was; null: there was none. The caller's reference stays the caller's
     */
    boolean adopt(Viewer viewer, Position had, @Nullable Frame present, Opening elsewhere) {
        if (over) {
            return false;
        }
        enter(viewer);
        boolean drives = audience.drives(viewer);
        boolean yields = yieldsTo(elsewhere, had.row(), drives);
        if (yields) {
            goOnAs(elsewhere);
        }
        if (present != null && present.i() == timeline.lastRow()) {
            shown.present(present);
        }
        if (yields) {
            showPresent();
        }
        long row = had.row();
        Optional<List<Frame>> missed = missed(row);
        boolean resumed = missed.isPresent();
        if (resumed) {
            timeline.someoneHas(row);
        }
        boolean knowsTheEnd = elsewhere.ended() && resumed && missed.get().isEmpty();
        welcome(
                viewer,
                missed.orElse(List.of()),
                resumed,
                resumed ? row : timeline.lastRow(),
                resumed ? had : Position.NOWHERE,
                knowsTheEnd ? null : shown.end());
        if (drives && !yields) {
            wheel.goOnWith(elsewhere, row >= 0);
        }
        wheel.playForWhoCannotSay();
        return true;
    }

    /** Whether it goes on where one was who comes from elsewhere, and leaves where it is itself. */
    private boolean yieldsTo(Opening elsewhere, long row, boolean drives) {
        if (elsewhere.isBlank()) {
            return false;
        }
        return opening().isBlank() || drives && (!handedOver || isElsewhere(row));
    }

    private Optional<List<Frame>> missed(long row) {
        return timeline.isFarBehind(row) ? Optional.empty() : shown.missed(row, timeline);
    }

    private boolean isElsewhere(long row) {
        return timeline.isFarFrom(row) && missed(row).isEmpty();
    }

    /** Those who came in meanwhile are led to another place, as by a seek. */
    private void goOnAs(Opening elsewhere) {
        handedOver = true;
        timeline = new Timeline(hub.epochs(), elsewhere);
        wheel.goOnAs(timeline, elsewhere);
        shown.beginAfter(elsewhere.end());
        audience.beginAnew();
        announceEpoch();
        backend.end();
        link.reconnect();
    }

    /** To those who are here: nothing else may come for a long time. */
    private void showPresent() {
        Frame present = shown.last();
        if (present != null) {
            audience.present(present);
        }
        Message end = shown.end();
        if (end != null) {
            audience.ordered(end.retain());
        }
    }

    private void enter(Viewer viewer) {
        if (lingering != null) {
            lingering.cancel(false);
            lingering = null;
        }
        known |= viewer.kind() == Kind.BRAID;
        Viewer before = audience.driver();
        audience.add(viewer);
        wheel.pass(before, viewer);
    }

    private void welcome(
            Viewer viewer, List<Frame> missed, boolean resumed, long row, Position had, @Nullable Message end) {
        Frame snapshot = shown.last();
        List<Frame> frames = !resumed && snapshot != null ? List.of(snapshot) : missed;
        frames.forEach(Frame::retain);
        Message ended = end == null ? null : end.retain();
        boolean drives = audience.drives(viewer);
        Welcome welcome = new Welcome(
                ServerMessages.hello(timeline.epoch(), resumed || snapshot != null ? row : -1, told, drives, resumed),
                ServerMessages.status(state(), backend.retryMillis(), drives, null),
                frames,
                ended,
                row,
                had);
        hub.metrics().joined(resumed);
        Shard shard = audience.shard(viewer);
        shard.execute(() -> {
            if (viewer.attach(this, shard, welcome)) {
                shard.add(viewer);
            } else {
                leave(viewer);
            }
        });
        if (!connected) {
            connected = true;
            ticking = loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            link.connect();
        }
    }

    private void left(Viewer viewer) {
        if (!remove(viewer) || over) {
            return;
        }
        if (audience.isEmpty()) {
            long patience = isPrivate || !known ? 0 : LINGER_MILLIS;
            lingering = loop.schedule(this::finishUnwatched, patience, TimeUnit.MILLISECONDS);
        }
    }

    private void finishUnwatched() {
        if (audience.isEmpty()) {
            finish(ErrorCode.STREAM_NOT_FOUND, "session: ended", new Closing(4500, "session: ended"));
        }
    }

    /**
     * Lets a viewer go with what it has, to be adopted by another session.
     *
     * @param released is told up to where it has everything, and given the last frame, on the viewer's event loop
     */
    void release(Viewer viewer, Released released) {
        if (!remove(viewer)) {
            return;
        }
        handedOver = true;
        Position here = shown.position();
        Frame present = shown.last();
        if (present != null) {
            present.retain();
        }
        viewer.execute(() -> {
            Position had = viewer.detach();
            released.at(had.row() == here.row() ? here : had, present);
        });
        if (audience.isEmpty() && !over) {
            finish(ErrorCode.STREAM_NOT_FOUND, "session: moved", new Closing(4500, "session: moved"));
        }
    }

    /** How another session goes on from where this one is, for somebody who has nothing. */
    Opening opening() {
        return timeline.opening(shown.endText(), wheel.kept());
    }

    /** How many rows those may be apart who are in step here. */
    long reach() {
        return timeline.reach();
    }

    private boolean remove(Viewer viewer) {
        Viewer before = audience.driver();
        boolean was = audience.remove(viewer);
        wheel.pass(before, null);
        return was;
    }

    // The link.

    @Override
    public long nextRow() {
        return timeline.nextRow();
    }

    @Override
    public @Nullable Caller caller() {
        return credentials.use(audience.all());
    }

    @Override
    public void unproven() {
        credentials.refuse();
        if (caller() == null) {
            finish(ErrorCode.UNAUTHENTICATED, "credential: not valid (expected: come back with a new one)", UNPROVEN);
            return;
        }
        backend.end();
        reconnects++;
        link.connect();
    }

    @Override
    public void opened() {
        forgetRefusal();
        backend.opened();
        announceStatus();
        wheel.opened();
    }

    @Override
    public void live() {
        credentials.accept();
    }

    @Override
    public void lost(int code, long retryInMillis) {
        // A run that could not be opened is refused in the words of a seek that had to wait.
        if (code == AWAY && refusedForNow != null) {
            timeline.seekUnanswered(refusedForNow);
        }
        backend.lost(now(), retryInMillis);
        reconnects++;
        announceStatus();
    }

    @Override
    public void refused(Closing why) {
        if (outOfRange && why.code() == BEYOND.code()) {
            finish(ErrorCode.RANGE, BEYOND.reason(), BEYOND, audience.driver());
            return;
        }
        ErrorCode code = switch (why.code()) {
            case 4503 -> ErrorCode.FORBIDDEN;
            case 4504 -> ErrorCode.RUN_NOT_FOUND;
            default -> ErrorCode.UPSTREAM_UNAVAILABLE;
        };
        finish(code, why.reason(), why);
    }

    private LinkState state() {
        return backend.state(now());
    }

    // What the backend says.

    @Override
    public void said(PlaybackMessage message) {
        forgetRefusal();
        if (message instanceof PlaybackMessage.Framed framed) {
            frame(framed.frame());
        } else if (message instanceof PlaybackMessage.Heartbeat) {
            timeline.quiet(now());
            audience.heartbeat();
        } else if (message instanceof PlaybackMessage.Ended ended) {
            ended(ended.message());
        } else if (message instanceof PlaybackMessage.Failed failed) {
            failed(failed);
        } else if (message instanceof PlaybackMessage.Unusable unusable) {
            hub.metrics().refused(unusable.why());
            // Whatever it was, it may have been a frame.
            if (unusable.why() == Refusal.TOO_LARGE) {
                timeline.frameLost();
            }
        }
    }

    private void frame(Frame frame) {
        long now = now();
        Timeline.Step step = over ? Timeline.Step.DUPLICATE : timeline.frame(frame, now);
        if (step == Timeline.Step.DUPLICATE) {
            hub.metrics().refused(Refusal.DUPLICATE);
            frame.release();
            return;
        }
        shown.forgetEnd();
        frames++;
        droppedUpstream += frame.dropped();
        hub.metrics().came(frame.dropped());
        if (step != Timeline.Step.NEXT) {
            beginAnew(step == Timeline.Step.BACK);
        }
        shown.frame(frame, now);
        audience.frame(frame);
        frame.release();
    }

    /** @param back whether rows come that have been: whoever was ahead is no longer. */
    private void beginAnew(boolean back) {
        shown.beginAnew();
        if (back) {
            audience.beginAnew();
        }
        announceEpoch();
    }

    private void announceEpoch() {
        audience.announce(
                ServerMessages.hello(timeline.epoch(), -1, told, true, false),
                ServerMessages.hello(timeline.epoch(), -1, told, false, false),
                true);
    }

    private void ended(Message message) {
        timeline.end(now());
        if (shown.end(message)) {
            audience.ordered(message.retain());
        } else {
            hub.metrics().refused(Refusal.DUPLICATE);
        }
    }

    /** What answers a control is for whoever gave it: only controls can be out of range or not valid, and only seeks wait for their turn. */
    private void failed(PlaybackMessage.Failed failed) {
        String code = failed.code();
        boolean answer = code.equals(ErrorCode.RANGE.name())
                || code.equals(ErrorCode.VALIDATION.name())
                || code.equals(ErrorCode.BUSY.name()) && timeline.isSeeking();
        if (!answer) {
            audience.urgent(failed.message());
            return;
        }
        outOfRange = code.equals(ErrorCode.RANGE.name());
        Control refused = timeline.seekRefused();
        refusedForNow = code.equals(ErrorCode.BUSY.name()) ? refused : null;
        Viewer driver = audience.driver();
        if (driver == null) {
            failed.message().release();
        } else {
            audience.tell(driver, failed.message());
        }
    }

    private void forgetRefusal() {
        outOfRange = false;
        refusedForNow = null;
    }

    // Telling everyone.

    /** Nobody is told twice. */
    private void announceStatus() {
        if (!backend.isNews(now())) {
            return;
        }
        audience.announce(
                ServerMessages.status(state(), backend.retryMillis(), true, null),
                ServerMessages.status(state(), backend.retryMillis(), false, null),
                false);
    }

    private void tick() {
        long now = now();
        if (!link.isOpen()) {
            audience.heartbeat();
            announceStatus();
        }
        shown.trim(now);
        wheel.refuseWhatIsLate();
        audience.keepAlive();
    }

    private void finish(ErrorCode code, String message, Closing why) {
        finish(code, message, why, null);
    }

    /** @param told who knows it from the backend already; null: nobody */
    private void finish(ErrorCode code, String message, Closing why, @Nullable Viewer told) {
        if (over) {
            return;
        }
        over = true;
        gone.run();
        link.close();
        backend.end();
        if (ticking != null) {
            ticking.cancel(false);
        }
        if (lingering != null) {
            lingering.cancel(false);
        }
        audience.close(code, message, why, told);
        audience.clear();
        shown.forget();
        hub.metrics().sessions(-1);
    }

    private StreamSession seen() {
        Frame last = shown.last();
        Long lag = last == null || !timeline.isPlaying() ? null : TimeUnit.NANOSECONDS.toMillis(now() - last.arrived());
        return new StreamSession(
                id(),
                run.name(),
                name,
                isPrivate ? "tunnel" : "hub",
                state().label(),
                timeline.epoch(),
                timeline.lastRow(),
                audience.size(),
                lag,
                frames,
                new StreamSession.Dropped(droppedUpstream, audience.droppedFrames()),
                reconnects,
                startedAt);
    }

    /** The same for no two sessions; on any thread. */
    String id() {
        return run.name() + "." + name;
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    /** How many frames it keeps for those who come back. */
    int remembered() {
        return shown.size();
    }
}
