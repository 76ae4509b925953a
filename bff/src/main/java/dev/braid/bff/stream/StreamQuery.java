package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Parameters;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * What a viewer wants to see.
 *
 * @param session the name of a session, else the viewer's own or that of all
 * @param epoch where {@code fromRow} was told
 * @param fromRow the next row to be sent
 * @param comesBack whether it is a browser that has seen events before
 * @param speed of an event stream, which has no other way to say it
 */
record StreamQuery(
        RunId run,
        Optional<String> session,
        Optional<String> epoch,
        OptionalInt fromRow,
        boolean comesBack,
        Optional<String> speed) {

    /** The session of a run that is under way, which everyone watches. */
    static final String MAIN = "main";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern ROW = Pattern.compile("[0-9]{1,9}");
    /** The backend numbers the end of a run without rows as well. */
    private static final Pattern EVENT = Pattern.compile("-1|[0-9]{1,9}");

    private static final Pattern SPEED = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,6})?");
    private static final double SLOWEST = 0.1;
    private static final double FASTEST = 1000;

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    /** @throws ApiException VALIDATION that names every parameter with a problem */
    static StreamQuery ofSocket(ServerRequest request) {
        Parameters parameters = Parameters.of(request);
        StreamQuery query = read(request, parameters, row(parameters), false, Optional.empty());
        parameters.verify();
        return query;
    }

    /** As {@link #ofSocket}; a browser that comes back says with which event it left. */
    static StreamQuery ofEvents(ServerRequest request) {
        Parameters parameters = Parameters.of(request);
        OptionalInt asked = row(parameters);
        OptionalInt after = afterLastEvent(request, parameters);
        Optional<String> speed = parameters.text("speed", SPEED);
        if (speed.isPresent() && !isSpeed(Double.parseDouble(speed.get()))) {
            parameters.problem("speed", speed.get() + " (expected: 0.1..1000)");
        }
        StreamQuery query = read(request, parameters, after.isPresent() ? after : asked, after.isPresent(), speed);
        parameters.verify();
        return query;
    }

    private static StreamQuery read(
            ServerRequest request,
            Parameters parameters,
            OptionalInt fromRow,
            boolean comesBack,
            Optional<String> speed) {
        return new StreamQuery(
                RunId.of(request),
                parameters.text("session", NAME),
                parameters.text("epoch", NAME),
                fromRow,
                comesBack,
                speed);
    }

    static boolean isSpeed(double speed) {
        return speed >= SLOWEST && speed <= FASTEST;
    }

    private static OptionalInt row(Parameters parameters) {
        return parameters
                .text("from_i", ROW)
                .map(row -> OptionalInt.of(Integer.parseInt(row)))
                .orElseGet(OptionalInt::empty);
    }

    private static OptionalInt afterLastEvent(ServerRequest request, Parameters parameters) {
        String last = request.headers().firstHeader(LAST_EVENT_ID);
        if (last == null || last.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!EVENT.matcher(last).matches()) {
            parameters.problem(LAST_EVENT_ID, last + " (expected: the id of an event, " + EVENT.pattern() + ")");
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(last) + 1);
    }
}
