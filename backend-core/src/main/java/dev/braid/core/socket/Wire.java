package dev.braid.core.socket;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/** What carries texts to one client. None of it waits for the client, but for the moments that a ping or a closing may take. */
public interface Wire {

    /**
     * Called again only once the text before was sent.
     *
     * @param sent told null, or why it could not be sent; maybe before this returns
     * @throws IllegalStateException if it is closed already
     */
    void send(String text, Consumer<@Nullable Throwable> sent);

    /** Whether the client is to give a sign of life for this. */
    boolean ping() throws IOException;

    void close(CloseStatus why) throws IOException;
}
