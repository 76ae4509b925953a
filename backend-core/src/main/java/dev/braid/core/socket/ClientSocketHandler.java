package dev.braid.core.socket;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials;
import dev.braid.core.access.Credentials.Proof;
import jakarta.websocket.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * What one client says on its socket: among other things who it is, and again who it is when its token is about to expire. One for each
 * socket, called by one thread at a time.
 */
public abstract class ClientSocketHandler<S extends ClientSocket> implements WebSocketHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSocketHandler.class);

    private static final int MOST_KEPT_CHARACTERS = 1024;

    private final Credentials credentials;
    private final Introduction introduction;
    private final DataSize longestMessage;
    private StringBuilder parts = new StringBuilder();
    private long partBytes;
    private @Nullable S socket;

    /** @param longestMessage longer ones are closed with 1009 */
    protected ClientSocketHandler(Credentials credentials, Introduction introduction, DataSize longestMessage) {
        this.credentials = credentials;
        this.introduction = introduction;
        this.longestMessage = longestMessage;
    }

    protected abstract S open(Wire wire);

    /** From here on the socket is of this caller, if it is let in. */
    protected abstract void welcome(S socket, Proof proof);

    protected abstract void said(S socket, String text);

    @Override
    public final void afterConnectionEstablished(WebSocketSession session) {
        Session remote = ((NativeWebSocketSession) session).getNativeSession(Session.class);
        if (remote == null) {
            throw new IllegalStateException("session: none of the container's (expected: one)");
        }
        S opened = open(new WebSocketWire(remote));
        socket = opened;
        if (introduction.isRefused()) {
            opened.close(Closing.BAD_PROOF);
        }
        introduction.proof().ifPresent(proof -> welcome(opened, proof));
    }

    @Override
    public final void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
        S known = socket;
        if (known == null) {
            return;
        }
        known.heard();
        if (message instanceof TextMessage text) {
            part(known, text);
        } else if (message instanceof BinaryMessage) {
            known.close(Closing.BINARY);
        } else if (!(message instanceof PongMessage)) {
            known.close(Closing.UNKNOWN_MESSAGE);
        }
    }

    @Override
    public final void handleTransportError(WebSocketSession session, Throwable failure) {
        LOG.debug("a socket broke", failure);
    }

    @Override
    public final void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        if (socket != null) {
            socket.end();
        }
    }

    /** Or the container would keep room for the longest message of each socket. */
    @Override
    public final boolean supportsPartialMessages() {
        return true;
    }

    private void part(S known, TextMessage part) {
        partBytes += part.getPayloadLength();
        if (partBytes > longestMessage.toBytes()) {
            known.close(Closing.TOO_LONG);
            return;
        }
        parts.append(part.getPayload());
        if (part.isLast()) {
            String text = parts.toString();
            forget();
            partBytes = 0;
            said(known, text);
        }
    }

    /** Not what a long message took, for as long as the socket lasts. */
    private void forget() {
        if (parts.capacity() > MOST_KEPT_CHARACTERS) {
            parts = new StringBuilder();
        } else {
            parts.setLength(0);
        }
    }

    /** The client shows a token. */
    protected final void introduced(S known, String token) {
        Optional<Proof> given = credentials.proofOf(token);
        if (given.isEmpty()) {
            known.close(Closing.BAD_PROOF);
            return;
        }
        Proof before = known.proof();
        if (before != null && !mayBecome(before.caller(), given.get().caller())) {
            known.close(Closing.OTHER_USER);
            return;
        }
        welcome(known, given.get());
    }

    /** Whoever came without a credential may still show one. */
    private boolean mayBecome(Caller before, Caller next) {
        return before.userId().equals(next.userId()) || introduction.isByDefault();
    }
}
