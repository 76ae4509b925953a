package dev.braid.core.playback;

import dev.braid.core.socket.ClientSocket;
import dev.braid.core.socket.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;

/**
 * The body of a reply that goes on, as an event stream. Written when the container says that there is room, by whichever thread then
 * comes by. Not Spring's {@code SseEmitter}, whose writes wait for the client.
 */
final class EventStreamWire implements Wire, WriteListener, AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamWire.class);

    /** A comment, which says nothing but that the server is there. */
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final AsyncContext exchange;
    private final ServletOutputStream body;

    private @Nullable ClientSocket socket;
    private byte @Nullable [] unwritten;
    private @Nullable Consumer<@Nullable Throwable> sent;
    private boolean isUnflushed;
    private boolean hasBegun;
    private boolean isOver;

    private EventStreamWire(AsyncContext exchange, ServletOutputStream body) {
        this.exchange = exchange;
        this.body = body;
    }

    /** What the head of such a reply says. */
    static void describe(HttpServletResponse response) {
        response.setContentType("text/event-stream");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // nginx would keep events until there are many.
        response.setHeader("X-Accel-Buffering", "no");
    }

    static EventStreamWire on(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext exchange = request.startAsync();
        exchange.setTimeout(0);
        return new EventStreamWire(exchange, response.getOutputStream());
    }

    /** From here on what becomes of the exchange is told to the socket. */
    void begin(ClientSocket told) {
        synchronized (this) {
            socket = told;
            isUnflushed = true;
        }
        exchange.addListener(this);
        body.setWriteListener(this);
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> told) {
        synchronized (this) {
            if (isOver) {
                throw new IllegalStateException("stream: over (expected: open)");
            }
            unwritten = text.getBytes(StandardCharsets.UTF_8);
            sent = told;
        }
        write();
    }

    /** Not before there is room: who takes nothing is noticed by what waits, or by the container. */
    @Override
    public boolean ping() {
        synchronized (this) {
            if (!isOver && unwritten == null) {
                unwritten = COMMENT;
            }
        }
        write();
        return false;
    }

    @Override
    public void close(CloseStatus why) {
        synchronized (this) {
            if (isOver) {
                return;
            }
        }
        complete();
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            hasBegun = true;
        }
        write();
    }

    private void write() {
        Consumer<@Nullable Throwable> told = null;
        Throwable failure = null;
        synchronized (this) {
            try {
                if (writeWhileThereIsRoom()) {
                    told = sent;
                    sent = null;
                }
            } catch (IOException | IllegalStateException gone) {
                failure = gone;
                told = sent;
                sent = null;
            }
        }
        if (told != null) {
            told.accept(failure);
        }
    }

    /** Whether all is written, and there is room for more. */
    private boolean writeWhileThereIsRoom() throws IOException {
        while (hasBegun && !isOver && body.isReady()) {
            byte[] next = unwritten;
            if (next != null) {
                unwritten = null;
                isUnflushed = true;
                body.write(next);
            } else if (isUnflushed) {
                isUnflushed = false;
                body.flush();
            } else {
                return true;
            }
        }
        return false;
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("an event stream broke", failure);
        over();
        close(Ending.TOO_SLOW);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        over();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        over();
        complete();
    }

    /** Completed here, also if it was before: or the container would look for a page that tells of the error. */
    @Override
    public void onError(AsyncEvent event) {
        over();
        complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        LOG.debug("an event stream was started anew");
    }

    private void complete() {
        synchronized (this) {
            isOver = true;
        }
        try {
            exchange.complete();
        } catch (IllegalStateException gone) {
            LOG.debug("an event stream was over before it was ended", gone);
        }
    }

    private void over() {
        ClientSocket known;
        synchronized (this) {
            known = socket;
        }
        if (known != null) {
            known.end();
        }
    }
}
