package dev.braid.core.playback;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.RunStatus;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.run.RunRows.Standing;
import dev.braid.core.socket.Introduction;
import dev.braid.core.socket.SocketHandshake;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code WS /backtests/{id}/ws} and {@code GET /backtests/{id}/stream}: a run, played back. */
@Controller
@ConditionalOnWebApplication
final class PlaybackEndpoint {

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final QueryParameters.Reader<Integer> ROW = QueryParameters.integer(0, Integer.MAX_VALUE - 1);

    /** The end of a run without rows has an id as well. */
    private static final QueryParameters.Reader<Integer> SEEN =
            QueryParameters.integer(Playhead.BEFORE_THE_FIRST, Integer.MAX_VALUE - 1);

    private final Playbacks playbacks;
    private final Credentials credentials;
    private final SocketHandshake handshake;

    PlaybackEndpoint(Playbacks playbacks, Credentials credentials, SocketHandshake handshake) {
        this.playbacks = playbacks;
        this.credentials = credentials;
        this.handshake = handshake;
    }

    @OpenToEveryone(thenAsksFor = "the token, within 5 s, of a machine or of a user with `run:read`")
    @GetMapping("/backtests/{id}/ws")
    void connect(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response) {
        QueryParameters query = QueryParameters.of(request);
        int from = query.optional("from_i", ROW).orElse(0);
        query.verify();
        Introduction introduction = handshake.introduction(request, Playbacks::mayWatch, Permissions.RUN_READ);
        playbacks.requirePlace(introduction.proof().map(Proof::caller));
        handshake.upgrade(
                request,
                response,
                new PlaybackSocketHandler(playbacks, credentials, introduction, id, Start.idleAt(from)));
    }

    /** Plays at once, and ends with the run. */
    @RequiresPermission(Permissions.RUN_READ)
    @GetMapping("/backtests/{id}/stream")
    void stream(@PathVariable("id") String id, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        QueryParameters query = QueryParameters.of(request);
        Optional<Double> speed = query.optional("speed", Control::speed);
        Optional<Position> from = query.optional("from", Position::read);
        Optional<Integer> last = lastEventId(query, request.getHeader(LAST_EVENT_ID));
        query.verify();
        RunSource source = playbacks.source(id, () -> caller);
        Standing run = source.standing().orElseThrow(() -> unknown(id));
        // Whoever comes back continues, wherever they began.
        int row = last.isPresent()
                ? last.get() + 1
                : from.map(position -> rowOf(position, run, source)).orElse(0);
        if (run.status() == RunStatus.DONE && row > run.rows()) {
            throw last.isPresent()
                    ? outside(LAST_EVENT_ID, last.get(), Playhead.BEFORE_THE_FIRST, run.rows() - 1)
                    : outside("from", row, 0, run.rows());
        }
        if (last.isPresent() && isNothingMore(row, run)) {
            // An EventSource comes back after each end, until it is told that there is no more: every end has an id to
            // come back with.
            response.setStatus(HttpStatus.NO_CONTENT.value());
            return;
        }
        Proof proof = handshake.proofOf(request);
        playbacks.requirePlace(Optional.of(proof.caller()));
        EventStreamWire.describe(response);
        if (HttpMethod.HEAD.matches(request.getMethod())) {
            return;
        }
        OptionalDouble at = speed.map(OptionalDouble::of).orElse(OptionalDouble.empty());
        EventStreamWire wire = EventStreamWire.on(request, response);
        PlaybackSocket socket = playbacks.open(wire, id, new Start(row, at, true), PlaybackSocket.Form.EVENT);
        wire.begin(socket);
        playbacks.welcome(socket, proof);
    }

    /** A row, or an instant. */
    private record Position(int row, @Nullable Instant instant) {

        static Position read(String text) {
            return text.contains("T") ? new Position(0, Control.instant(text)) : new Position(ROW.read(text), null);
        }
    }

    private static Optional<Integer> lastEventId(QueryParameters query, @Nullable String header) {
        if (header == null || header.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SEEN.read(header));
        } catch (IllegalArgumentException malformed) {
            query.reject(LAST_EVENT_ID, JsonFields.shown(String.valueOf(malformed.getMessage())));
            return Optional.empty();
        }
    }

    private static int rowOf(Position position, Standing run, RunSource source) {
        Instant instant = position.instant();
        if (instant == null) {
            return position.row();
        }
        Instant first = run.first();
        Instant last = run.last();
        if (first == null || last == null) {
            throw new ApiException(
                    ErrorCode.RANGE,
                    "from: %s (expected: a row, as long as the run has none)".formatted(instant),
                    Words.limits(0, -1));
        }
        if (instant.isBefore(first) || instant.isAfter(last)) {
            throw outside("from", instant.toString(), first.toString(), last.toString());
        }
        return source.rowAt(instant).orElse(0);
    }

    /** The last row was seen, or the run came to nothing. */
    private static boolean isNothingMore(int row, Standing run) {
        return switch (run.status()) {
            case DONE -> row == run.rows();
            case CANCELLED, ERROR -> true;
            case QUEUED, RUNNING -> false;
        };
    }

    private static ApiException outside(String what, Object actual, Object least, Object most) {
        return new ApiException(
                ErrorCode.RANGE,
                "%s: %s (expected: %s to %s)".formatted(what, actual, least, most),
                Words.limits(least, most));
    }

    private static ApiException unknown(String id) {
        return new ApiException(
                ErrorCode.RUN_NOT_FOUND, "run " + JsonFields.shown(id) + " (expected: an existing run id)");
    }
}
