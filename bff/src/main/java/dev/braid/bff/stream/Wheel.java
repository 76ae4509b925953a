package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import dev.braid.bff.stream.Control.Command;
import dev.braid.contracts.ErrorCode;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The wheel of a playback. What its driver asks for is done at once, or kept while the backend is away, the last of each kind; what was kept for too
 * long is refused, as is what anybody else asks for. Whoever asked is told which, and who drives is told that they do. For the session's event loop.
 */
final class Wheel {

    private final EventExecutor loop;
    private final PlaybackLink link;
    private final Reachability backend;
    private final Audience audience;
    private final Controls controls = new Controls();
    private Timeline timeline;

    /** @param opening what the timeline begins as */
    Wheel(
            EventExecutor loop,
            PlaybackLink link,
            Reachability backend,
            Audience audience,
            Timeline timeline,
            Opening opening) {
        this.loop = loop;
        this.link = link;
        this.backend = backend;
        this.audience = audience;
        this.timeline = timeline;
        opening.kept().forEach(controls::keep);
    }

    /** What could not be done yet. */
    List<Controls.Kept> kept() {
        return controls.all();
    }

    // Who drives.

    /**
     * Somebody has come or gone.
     *
     * @param before who drove; null: nobody did
     * @param entering is told by its welcome, which comes first; null: nobody is
     */
    void pass(@Nullable Viewer before, @Nullable Viewer entering) {
        Viewer driver = audience.driver();
        if (driver == before || before == null) {
            return;
        }
        if (audience.has(before)) {
            tellStatus(before, null);
        }
        if (driver == null) {
            return;
        }
        if (driver != entering) {
            tellStatus(driver, null);
        }
        playForWhoCannotSay();
    }

    /** An event stream plays at once. */
    void playForWhoCannotSay() {
        Viewer driver = audience.driver();
        if (driver != null && driver.kind() == Kind.EVENTS && !timeline.isPlaying() && !timeline.hasEnded()) {
            apply(driver, Control.PLAY);
        }
    }

    // What is asked for.

    void turn(Viewer by, Control control) {
        if (!audience.has(by)) {
            return;
        }
        if (!audience.drives(by)) {
            refuseViewer(by);
            return;
        }
        if (backend.isStale(now())) {
            refuseLate(by, control);
            return;
        }
        apply(by, control);
    }

    private void apply(Viewer by, Control control) {
        apply(new Controls.Kept(control, by, now()));
    }

    private void apply(Controls.Kept wanted) {
        if (!link.isOpen()) {
            controls.keep(wanted);
            return;
        }
        perform(wanted.control());
        acknowledge(wanted);
    }

    private void perform(Control control) {
        timeline.ask(control, now());
        send(control);
    }

    private void send(Control control) {
        link.send(Message.of(control.json()));
    }

    /** The backend is there, and knows only the row that it is to go on with. */
    void opened() {
        List<Controls.Kept> wanted = controls.take();
        timeline.askAgain(wanted.stream().map(Controls.Kept::control).toList(), now())
                .forEach(this::send);
        wanted.forEach(this::acknowledge);
        playForWhoCannotSay();
    }

    void refuseWhatIsLate() {
        for (Controls.Kept expired : controls.expired(now())) {
            if (audience.has(expired.by())) {
                refuseLate(expired.by(), expired.control());
            }
        }
    }

    // What was asked for elsewhere.

    /** Another place, in which what the driver wanted there counts and nothing else. */
    void goOnAs(Timeline other, Opening elsewhere) {
        for (Controls.Kept kept : controls.take()) {
            if (audience.has(kept.by()) && !audience.drives(kept.by())) {
                refuseViewer(kept.by());
            }
        }
        elsewhere.kept().forEach(controls::keep);
        timeline = other;
    }

    /**
     * The driver is back from elsewhere, and goes on here as it did there.
     *
     * @param shown whether anything was shown there
     */
    void goOnWith(Opening elsewhere, boolean shown) {
        timeline.differing(elsewhere, shown).forEach(this::perform);
        elsewhere.kept().forEach(this::apply);
    }

    // What is answered.

    private void acknowledge(Controls.Kept done) {
        if (audience.has(done.by())) {
            tellStatus(done.by(), done.control().command());
        }
    }

    private void refuseViewer(Viewer viewer) {
        refuse(viewer, ErrorCode.FORBIDDEN, "control: by a viewer (expected: by the driver)", Map.of("driver", false));
    }

    private void refuseLate(Viewer viewer, Control control) {
        refuse(
                viewer,
                ErrorCode.BUSY,
                control.command().word() + ": not done, the backend is away (expected: try again later)",
                Map.of());
    }

    private void refuse(Viewer viewer, ErrorCode code, String message, Map<String, ?> details) {
        audience.tell(viewer, ServerMessages.error(code, message, details));
    }

    /** @param done what is acknowledged, and not to be replaced by another status; null: nothing */
    private void tellStatus(Viewer viewer, @Nullable Command done) {
        Message status =
                ServerMessages.status(backend.state(now()), backend.retryMillis(), audience.drives(viewer), done);
        if (done == null || viewer.kind() != Kind.BRAID) {
            viewer.execute(() -> viewer.status(status));
        } else {
            audience.tell(viewer, status);
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
