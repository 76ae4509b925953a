package dev.braid.core.playback;

import dev.braid.core.access.Credentials;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.socket.ClientSocketHandler;
import dev.braid.core.socket.Introduction;
import dev.braid.core.socket.Wire;
import org.springframework.util.unit.DataSize;

/** What a client says: how to go on, and who it is. What is not understood is answered, and changes nothing. */
final class PlaybackSocketHandler extends ClientSocketHandler<PlaybackSocket> {

    private static final DataSize LONGEST_MESSAGE = DataSize.ofKilobytes(64);

    private final Playbacks playbacks;
    private final String runId;
    private final Start start;

    PlaybackSocketHandler(
            Playbacks playbacks, Credentials credentials, Introduction introduction, String runId, Start start) {
        super(credentials, introduction, LONGEST_MESSAGE);
        this.playbacks = playbacks;
        this.runId = runId;
        this.start = start;
    }

    @Override
    protected PlaybackSocket open(Wire wire) {
        return playbacks.open(wire, runId, start, PlaybackSocket.Form.MESSAGE);
    }

    @Override
    protected void welcome(PlaybackSocket socket, Proof proof) {
        playbacks.welcome(socket, proof);
    }

    @Override
    protected void said(PlaybackSocket socket, String text) {
        Control control = Control.read(text);
        if (control instanceof Control.Auth auth) {
            introduced(socket, auth.token());
        } else {
            socket.said(control);
        }
    }
}
