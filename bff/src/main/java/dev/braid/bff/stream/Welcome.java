package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer gets first of a session. Owns a reference to each message.
 *
 * @param frames that were missed, or the last one, or none
 * @param end after them, if the playback has ended; null: it has not
 * @param row up to which the viewer is then
 * @param had what it has already, and is not to get again
 */
record Welcome(
        Message hello,
        Message status,
        List<Frame> frames,
        @Nullable Message end,
        long row,
        Position had) {

    void release() {
        hello.release();
        status.release();
        frames.forEach(Frame::release);
        if (end != null) {
            end.release();
        }
    }
}
