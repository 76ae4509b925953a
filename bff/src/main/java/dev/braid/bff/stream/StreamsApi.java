package dev.braid.bff.stream;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Parameters;
import dev.braid.bff.web.Permissions;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.StreamList;
import dev.braid.contracts.StreamSession;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The operators' view of streams: {@code GET /api/v1/streams}, {@code GET|DELETE /api/v1/streams/{session}}, of this replica. */
@Component
public final class StreamsApi {

    /** A session that is just ending does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Sessions sessions;
    private final Permissions permissions;

    StreamsApi(Sessions sessions, Permissions permissions) {
        this.sessions = sessions;
        this.permissions = permissions;
    }

    public Mono<ServerResponse> all(ServerRequest request) {
        return permitted(request)
                .then(Mono.defer(() -> Flux.fromIterable(sessions.all())
                        .flatMapSequential(StreamsApi::seen)
                        .collectList()
                        .map(StreamsApi::list)
                        .flatMap(list -> ok().bodyValue(list))));
    }

    public Mono<ServerResponse> one(ServerRequest request) {
        return permitted(request)
                .then(Mono.defer(() -> seen(session(request))
                        .switchIfEmpty(Mono.error(() -> notFound(request)))
                        .flatMap(view -> ok().bodyValue(view))));
    }

    public Mono<ServerResponse> end(ServerRequest request) {
        return permitted(request).then(Mono.defer(() -> {
            sessions.end(session(request));
            return ServerResponse.noContent()
                    .cacheControl(CacheControl.noStore())
                    .build();
        }));
    }

    private Mono<Void> permitted(ServerRequest request) {
        return permissions
                .require(request, Permissions.STREAM_ADMIN)
                .doOnNext(operator -> Parameters.of(request).verify())
                .then();
    }

    private Session session(ServerRequest request) {
        return sessions.byId(request.pathVariable("session")).orElseThrow(() -> notFound(request));
    }

    private static Mono<StreamSession> seen(Session session) {
        return Mono.fromFuture(session::view).timeout(PATIENCE, Mono.empty());
    }

    private static StreamList list(List<StreamSession> seen) {
        return new StreamList(
                (int) seen.stream().map(StreamSession::runId).distinct().count(),
                seen.stream().mapToInt(StreamSession::viewers).sum(),
                (int) seen.stream()
                        .filter(session -> session.state().equals("live"))
                        .count(),
                seen);
    }

    private static ServerResponse.BodyBuilder ok() {
        return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).cacheControl(CacheControl.noStore());
    }

    private static ApiException notFound(ServerRequest request) {
        return new ApiException(
                ErrorCode.STREAM_NOT_FOUND,
                "session: " + request.pathVariable("session") + " (expected: one of /api/v1/streams)");
    }
}
