package dev.braid.core.playback;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.socket.ClientSocket;
import dev.braid.core.socket.Closing;
import dev.braid.core.socket.SocketRules;
import dev.braid.core.socket.Wire;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One client who watches one run. */
final class PlaybackSocket extends ClientSocket implements Screen {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.getAndIncrement();
    private final Playbacks all;
    private final String runId;
    private final Start start;
    private final Form form;
    private volatile @Nullable Playback playback;

    /** How what is said becomes a text. */
    enum Form {
        MESSAGE {
            @Override
            String text(Outbox.Item item) {
                return item.json();
            }
        },
        EVENT {
            @Override
            String text(Outbox.Item item) {
                String id = item.row() == null ? "" : "id: " + item.row() + "\n";
                return id + "data: " + item.json() + "\n\n";
            }
        };

        abstract String text(Outbox.Item item);
    }

    PlaybackSocket(Wire wire, Playbacks all, SocketRules rules, Clock clock, String runId, Start start, Form form) {
        super(wire, all, rules, clock);
        this.all = all;
        this.runId = runId;
        this.start = start;
        this.form = form;
    }

    long number() {
        return number;
    }

    /** Begins as whoever this proves to be, or goes on with a new proof. */
    void welcome(Proof proof) {
        become(proof);
        if (playback == null) {
            Playback opened = all.playback(runId, this::caller, this, start);
            playback = opened;
            opened.open();
        }
    }

    void said(Control control) {
        Playback known = playback;
        if (known == null) {
            close(Closing.NO_PROOF);
            return;
        }
        known.said(control);
    }

    void tick() {
        Playback known = playback;
        if (known != null) {
            known.tick();
        }
    }

    @Override
    public void ready() {
        sendNext();
    }

    @Override
    public void tooSlow() {
        if (closes(Ending.TOO_SLOW)) {
            all.tooSlow();
        }
    }

    /** The container gives up a text that is not taken for 20 s; whoever is gone was not slow. */
    @Override
    protected void unsent(Throwable failure) {
        if (failure instanceof SocketTimeoutException) {
            tooSlow();
        } else {
            close(Ending.TOO_SLOW);
        }
    }

    @Override
    protected @Nullable String next() {
        Playback known = playback;
        Outbox.Item item = known == null ? null : known.poll();
        return item == null ? null : form.text(item);
    }

    @Override
    protected void ended() {
        Playback known = playback;
        if (known != null) {
            known.stop();
        }
    }

    private Caller caller() {
        Proof proof = proof();
        return proof == null ? Caller.ANONYMOUS : proof.caller();
    }
}
