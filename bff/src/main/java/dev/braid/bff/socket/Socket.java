package dev.braid.bff.socket;

import io.netty.util.concurrent.EventExecutor;

/**
 * One open connection that messages go out on: a WebSocket to a browser or to the backend, or an event stream.
 *
 * <p>To be used on its own event loop only. Whoever writes while it is not writable is buffered for, without a bound: ask first.
 */
public interface Socket {

    EventExecutor loop();

    /** Whether what is written now goes to the network at once, or nearly: at most about two frames are kept in this process. */
    boolean isWritable();

    /** Sends a message with the next {@link #flush}. The message stays the caller's. */
    void write(Message message);

    /** As {@link #write}, and {@link SocketHandler#hasRead} is told when the other side has read it; where it can be asked: by a WebSocket's client. */
    void writeAsking(Message message);

    void flush();

    void ping();

    /** Sends what was written, says why, and ends. Of several reasons the first counts. */
    void close(Closing why);
}
