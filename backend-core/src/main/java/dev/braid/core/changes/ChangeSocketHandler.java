package dev.braid.core.changes;

import dev.braid.core.access.Credentials;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.socket.ClientSocketHandler;
import dev.braid.core.socket.Closing;
import dev.braid.core.socket.Introduction;
import dev.braid.core.socket.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client says: who it is. Anything else ends the conversation. */
final class ChangeSocketHandler extends ClientSocketHandler<ChangeSocket> {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSocketHandler.class);
    private static final JsonMapper JSON = new JsonMapper();

    /** Several times what a token needs. */
    private static final DataSize LONGEST_MESSAGE = DataSize.ofKilobytes(16);

    private final ChangeSockets sockets;

    ChangeSocketHandler(ChangeSockets sockets, Credentials credentials, Introduction introduction) {
        super(credentials, introduction, LONGEST_MESSAGE);
        this.sockets = sockets;
    }

    @Override
    protected ChangeSocket open(Wire wire) {
        return sockets.open(wire);
    }

    @Override
    protected void welcome(ChangeSocket socket, Proof proof) {
        sockets.welcome(socket, proof);
    }

    @Override
    protected void said(ChangeSocket socket, String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JacksonException unreadable) {
            LOG.debug("a message was not JSON", unreadable);
            socket.close(Closing.UNREADABLE);
            return;
        }
        JsonNode token = message.path("token");
        if (!message.path("type").asString("").equals("auth") || !token.isString() || message.size() != 2) {
            socket.close(Closing.UNKNOWN_MESSAGE);
            return;
        }
        introduced(socket, token.stringValue());
    }
}
