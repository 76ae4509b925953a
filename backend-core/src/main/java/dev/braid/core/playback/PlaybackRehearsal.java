package dev.braid.core.playback;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.OwnRequest;
import dev.braid.core.access.Rehearsal;
import dev.braid.core.run.RunRows;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/**
 * Plays a second of the newest run that is done, seen by nobody, and opens a playback of it on a socket as far as is open to who has no credential.
 * Where there is no run yet, that is asked for which is not there.
 */
@Component
@ConditionalOnWebApplication
final class PlaybackRehearsal implements Rehearsal {

    private static final String NO_RUN = "0".repeat(32);
    private static final int TICKS = 30;
    private static final String PLAY = "{\"cmd\":\"play\"}";

    private static final Screen NOBODY = new Screen() {
        @Override
        public void ready() {
            // Taken after each tick.
        }

        @Override
        public void tooSlow() {
            // It is not.
        }

        @Override
        public void closeAfterwards(CloseStatus why) {
            // There is nothing to close.
        }
    };

    private final Playbacks playbacks;
    private final RunRows runs;

    PlaybackRehearsal(Playbacks playbacks, RunRows runs) {
        this.playbacks = playbacks;
        this.runs = runs;
    }

    @Override
    public void once(InetSocketAddress service) throws IOException {
        String runId = CurrentCaller.callAs(Caller.SYSTEM, runs::newestDone).orElse(NO_RUN);
        if (play(runId) == 0) {
            throw new IllegalStateException("playback: said nothing (expected: frames)");
        }
        playOnASocket(service, runId);
    }

    /** How many texts there were. */
    int play(String runId) {
        AtomicLong nanoTime = new AtomicLong();
        Playback playback = new Playback(
                runId,
                playbacks.source(runId, () -> Caller.SYSTEM),
                Runnable::run,
                nanoTime::get,
                NOBODY,
                Start.idleAt(0),
                SharedRows.BLOCK);
        playback.open();
        playback.said(Control.read(PLAY));
        int texts = 0;
        for (int tick = 0; tick < TICKS; tick++) {
            nanoTime.addAndGet(Playhead.TICK_NANOS);
            playback.tick();
            while (playback.poll() != null) {
                texts++;
            }
        }
        playback.stop();
        return texts;
    }

    /** The first byte of what is answered: of a text, or of the close frame for whoever has to say first who they are. */
    int playOnASocket(InetSocketAddress service, String runId) throws IOException {
        try (OwnRequest socket = OwnRequest.get(
                service,
                "/backtests/" + runId + "/ws",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")) {
            socket.answers(101);
            socket.send(masked(PLAY));
            return socket.next();
        }
    }

    /** A text frame (RFC 6455, section 5.2) whose mask changes nothing. */
    private static byte[] masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }
}
