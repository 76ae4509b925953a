package dev.braid.bff.stream;

import dev.braid.bff.observe.Correlation;
import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.BackendSockets;
import dev.braid.bff.socket.RefusedUpgrade;
import dev.braid.bff.socket.SocketLimits;
import dev.braid.bff.web.Caller;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;

/** {@code WS /backtests/{id}/ws} of the backend. */
@Component
final class BackendPlayback implements Playback {

    private static final Logger log = LoggerFactory.getLogger(BackendPlayback.class);

    private final BackendSockets sockets;

    BackendPlayback(BackendSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Runnable open(RunId run, long fromRow, @Nullable Caller caller, EventExecutor loop, Events events) {
        String target = run.path() + "/ws" + (fromRow < 0 ? "" : "?from_i=" + fromRow);
        HttpHeaders headers = new HttpHeaders();
        headers.set(Correlation.HEADER, Correlation.newId());
        if (caller != null) {
            headers.addAll(caller.credentials());
        }
        Disposable opening = sockets.open(
                        loop, target, headers, List.of(), SocketLimits.text(PlaybackMessage.LARGEST_BYTES), events)
                .subscribe(nothing -> {}, failure -> refused(failure, events));
        return opening::dispose;
    }

    private static void refused(Throwable failure, Events events) {
        int status = failure instanceof RefusedUpgrade upgrade ? upgrade.status() : 0;
        log.info("a playback could not be opened: {}", status == 0 ? failure.toString() : "answered with " + status);
        events.refused(status);
    }
}
