package dev.braid.core.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/** The container's own session. */
public final class WebSocketWire implements Wire {

    /** A client that takes nothing for so long is gone. */
    private static final Duration LONGEST_SEND = Duration.ofSeconds(20);

    /** A ping is sent when nothing else is, and then waits for room for a few bytes. */
    private static final long LONGEST_PING_MILLIS = 1_000;

    /** As {@code org.apache.tomcat.websocket.Constants} has it. */
    private static final String BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private final Session remote;

    public WebSocketWire(Session remote) {
        this.remote = remote;
        remote.getAsyncRemote().setSendTimeout(LONGEST_SEND.toMillis());
        remote.getUserProperties().put(BLOCKING_SEND_TIMEOUT, LONGEST_PING_MILLIS);
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> sent) {
        remote.getAsyncRemote().sendText(text, result -> sent.accept(result.isOK() ? null : result.getException()));
    }

    @Override
    public boolean ping() throws IOException {
        remote.getBasicRemote().sendPing(ByteBuffer.allocate(0));
        return true;
    }

    @Override
    public void close(CloseStatus why) throws IOException {
        remote.close(new CloseReason(CloseCodes.getCloseCode(why.getCode()), why.getReason()));
    }
}
