package dev.braid.core.changes;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials;
import dev.braid.core.access.Credentials.Proof;
import jakarta.websocket.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one client says on its socket: who it is, and again who it is when its token is about to expire. Anything else ends the
 * conversation. One for each socket, called by one thread at a time.
 */
final class ChangeSocketHandler implements WebSocketHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSocketHandler.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final ChangeSockets sockets;
    private final Credentials credentials;
    private final Introduction introduction;
    private @Nullable ChangeSocket socket;

    ChangeSocketHandler(ChangeSockets sockets, Credentials credentials, Introduction introduction) {
        this.sockets = sockets;
        this.credentials = credentials;
        this.introduction = introduction;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        Session remote = ((NativeWebSocketSession) session).getNativeSession(Session.class);
        if (remote == null) {
            throw new IllegalStateException("session: none of the container's (expected: one)");
        }
        ChangeSocket opened = sockets.open(remote);
        socket = opened;
        if (introduction.isRefused()) {
            opened.close(Closing.BAD_PROOF);
        }
        introduction.proof().ifPresent(proof -> sockets.welcome(opened, proof));
    }

    @Override
    public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
        ChangeSocket known = socket;
        if (known == null) {
            return;
        }
        known.heard();
        if (message instanceof TextMessage text) {
            said(known, text.getPayload());
        } else if (message instanceof BinaryMessage) {
            known.close(Closing.BINARY);
        } else if (!(message instanceof PongMessage)) {
            known.close(Closing.UNKNOWN_MESSAGE);
        }
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {
        LOG.debug("a socket broke", failure);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        if (socket != null) {
            socket.end();
        }
    }

    @Override
    public boolean supportsPartialMessages() {
        return false;
    }

    private void said(ChangeSocket known, String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JacksonException unreadable) {
            LOG.debug("a message was not JSON", unreadable);
            known.close(Closing.UNREADABLE);
            return;
        }
        JsonNode token = message.path("token");
        if (!message.path("type").asString("").equals("auth") || !token.isString() || message.size() != 2) {
            known.close(Closing.UNKNOWN_MESSAGE);
            return;
        }
        introduced(known, credentials.proofOf(token.stringValue()));
    }

    private void introduced(ChangeSocket known, Optional<Proof> given) {
        if (given.isEmpty()) {
            known.close(Closing.BAD_PROOF);
            return;
        }
        Proof before = known.proof();
        if (before != null && !mayBecome(before.caller(), given.get().caller())) {
            known.close(Closing.OTHER_USER);
            return;
        }
        sockets.welcome(known, given.get());
    }

    /** Whoever came without a credential may still show one. */
    private boolean mayBecome(Caller before, Caller next) {
        return before.userId().equals(next.userId()) || introduction.isByDefault();
    }
}
