package dev.braid.bff.changes;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeoutException;

/**
 * How a connection came to its end, or did not come about.
 *
 * @param reason in words, without secrets
 */
record Ending(Kind kind, String reason) {

    /** What follows from it. */
    enum Kind {
        /** Another attempt after a pause. */
        LOST,
        /** The backend goes, another one is there or will be: an attempt at once. */
        DRAINED,
        /** The token is not taken. */
        REFUSED,
        /** The backend asks not to come back. */
        FINAL
    }

    /** Contract section 6: 4401 comes back only with a new token, 4500 to 4999 do not, 1012 is sent on drain. */
    private static final int UNAUTHENTICATED = 4401;

    private static final int FIRST_FINAL = 4500;
    private static final int LAST_FINAL = 4999;

    static Ending closed(WebSocketCloseStatus status) {
        String reason =
                "closed with " + status.code() + (status.reasonText().isEmpty() ? "" : " " + status.reasonText());
        return new Ending(kind(status.code()), reason);
    }

    static Ending lost(String reason) {
        return new Ending(Kind.LOST, reason);
    }

    static Ending of(Throwable failure) {
        HttpResponse reply = failure instanceof WebSocketClientHandshakeException refused ? refused.response() : null;
        if (reply != null) {
            int status = reply.status().code();
            return new Ending(status == 401 || status == 403 ? Kind.REFUSED : Kind.LOST, "answered with " + status);
        }
        if (failure instanceof TimeoutException) {
            return lost("silent");
        }
        return lost(failure.toString());
    }

    private static Kind kind(int code) {
        if (code == UNAUTHENTICATED) {
            return Kind.REFUSED;
        }
        if (code >= FIRST_FINAL && code <= LAST_FINAL) {
            return Kind.FINAL;
        }
        return code == WebSocketCloseStatus.SERVICE_RESTART.code() ? Kind.DRAINED : Kind.LOST;
    }
}
