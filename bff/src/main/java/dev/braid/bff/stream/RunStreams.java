package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.SocketLimits;
import dev.braid.bff.socket.SocketUpgrades;
import dev.braid.bff.stream.Admission.Verdict;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.BraidMode;
import dev.braid.bff.web.Caller;
import dev.braid.bff.web.RawTarget;
import dev.braid.bff.web.SentParameter;
import dev.braid.contracts.ErrorCode;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code WS /api/v1/runs/{id}/stream} and {@code GET /api/v1/runs/{id}/events}: who comes in, and as what.
 *
 * <p>A socket is opened first and its viewer looked at then, for a browser cannot read why it was not; an event stream can say it in its reply.
 */
@Component
public final class RunStreams {

    /** What the backend's event stream knows of what bff's does. */
    private static final Map<String, String> PASSED_ON = Map.of("speed", "speed", "from_i", "from");

    private final SocketUpgrades upgrades;
    private final PageOrigins origins;
    private final Places places;
    private final Admission admission;
    private final Doors doors;

    RunStreams(SocketUpgrades upgrades, PageOrigins origins, Places places, Admission admission, Doors doors) {
        this.upgrades = upgrades;
        this.origins = origins;
        this.places = places;
        this.admission = admission;
        this.doors = doors;
    }

    public Mono<ServerResponse> socket(ServerRequest request) {
        origins.requireGood(request);
        StreamQuery query = StreamQuery.ofSocket(request);
        upgrades.badHandshake(request).ifPresent(bad -> {
            throw bad.refusal();
        });
        HttpHeaders headers = request.headers().asHttpHeaders();
        Offer offer = Offer.of(headers);
        Caller caller = offer.caller(headers);
        return places.taken(request, query.run().name(), caller)
                .flatMap(place -> Mono.defer(() -> socket(request, query, offer, caller, place))
                        .doOnError(failure -> place.close())
                        .doOnCancel(place::close));
    }

    private Mono<ServerResponse> socket(
            ServerRequest request, StreamQuery query, Offer offer, Caller caller, ConnectionLimits.Place place) {
        Entrance entrance = new Entrance(query, caller, admission, doors, place);
        Viewer viewer = doors.viewer(offer.braid() ? Kind.BRAID : Kind.PLAIN, entrance);
        request.exchange().getResponse().getHeaders().set(BraidMode.HEADER, doors.mode());
        return upgrades.webSocket(request, offer.braid() ? Offer.BRAID : null, SocketLimits.text(), viewer)
                .then(Mono.empty());
    }

    public Mono<ServerResponse> events(ServerRequest request) {
        origins.requireGood(request);
        StreamQuery query = StreamQuery.ofEvents(request);
        Caller caller = Caller.of(request);
        return places.taken(request, query.run().name(), caller)
                .flatMap(place -> admission
                        .of(query.run().path(), caller)
                        .flatMap(verdict -> stream(request, query, caller, verdict, place))
                        .doOnError(failure -> place.close())
                        .doOnCancel(place::close));
    }

    /** An event stream of the backend's that is passed through: it counts as the others do. */
    public HandlerFunction<ServerResponse> passedThrough(HandlerFunction<ServerResponse> handler) {
        return places.within(handler);
    }

    /** What the flag's being off makes of an event stream: path and query of the backend. */
    public String passThroughTarget(ServerRequest request) {
        RunId run = RunId.of(request);
        String query = SentParameter.of(RawTarget.of(request)).stream()
                .filter(parameter -> PASSED_ON.containsKey(parameter.name()))
                .map(parameter -> PASSED_ON.get(parameter.name()) + parameter.value())
                .collect(Collectors.joining("&"));
        return run.path() + "/stream" + (query.isEmpty() ? "" : "?" + query);
    }

    private Mono<ServerResponse> stream(
            ServerRequest request, StreamQuery query, Caller caller, Verdict verdict, ConnectionLimits.Place place) {
        if (verdict instanceof Verdict.Unproven) {
            return Mono.error(unauthenticated());
        }
        if (verdict instanceof Verdict.Refused refused) {
            return Mono.error(Places.refusal(refused.code(), refused.message()));
        }
        request.exchange().getResponse().getHeaders().set(BraidMode.HEADER, BraidMode.AGGREGATED);
        if (verdict instanceof Verdict.Admitted admitted && admitted.cameToNothing() && query.comesBack()) {
            // As the backend does: an EventSource would come back for ever.
            place.close();
            return ServerResponse.noContent().build();
        }
        if (request.method() == HttpMethod.HEAD) {
            place.close();
            return ServerResponse.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .cacheControl(CacheControl.noStore())
                    .build();
        }
        Entrance entrance = new Entrance(query, caller, admission, doors, place);
        return upgrades.eventStream(request, doors.viewer(Kind.EVENTS, entrance))
                .then(Mono.empty());
    }

    private static ApiException unauthenticated() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        return new ApiException(
                ErrorCode.UNAUTHENTICATED,
                "credential: missing or not valid (expected: a bearer token that is valid)",
                null,
                headers,
                null);
    }
}
