package dev.braid.core.changes;

import dev.braid.core.access.Credentials;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.socket.Introduction;
import dev.braid.core.socket.SocketHandshake;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code WS /api/ws}: what changed, for whoever may know. */
@Controller
@ConditionalOnWebApplication
final class ChangesEndpoint {

    private static final String EXPECTED = "one of " + String.join(", ", ChangeSockets.HEARING);

    private final ChangeSockets sockets;
    private final Credentials credentials;
    private final SocketHandshake handshake;

    ChangesEndpoint(ChangeSockets sockets, Credentials credentials, SocketHandshake handshake) {
        this.sockets = sockets;
        this.credentials = credentials;
        this.handshake = handshake;
    }

    @OpenToEveryone(
            thenAsksFor =
                    "the token, within 5 s, of a machine or of a user with `run:read`, `task:read`, `sprint:read` or `portfolio:read`")
    @GetMapping("/api/ws")
    void connect(HttpServletRequest request, HttpServletResponse response) {
        QueryParameters.of(request).verify();
        Introduction introduction = handshake.introduction(request, ChangeSockets::hears, EXPECTED);
        sockets.requirePlace(introduction.proof().map(Proof::caller));
        handshake.upgrade(request, response, new ChangeSocketHandler(sockets, credentials, introduction));
    }
}
