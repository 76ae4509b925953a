package dev.braid.bff.stream;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.fanout.UnreadableReply;
import dev.braid.bff.socket.Closing;
import dev.braid.bff.upstream.Deadline;
import dev.braid.bff.upstream.Upstream;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.bff.upstream.UpstreamRequest;
import dev.braid.bff.web.Caller;
import dev.braid.contracts.ErrorCode;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Whether somebody may watch a run: the backend says so, asked with their own credential. Viewers of the same credential who come in the
 * same second are one question.
 */
@Component
final class Admission {

    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Long enough for a page with several streams, and for a crowd that comes back at once. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private static final int MOST_REMEMBERED = 10_000;

    /** Busy, or away for a moment: as long as a restart takes. */
    private static final Retry AGAIN = Retry.backoff(6, Duration.ofMillis(250))
            .maxBackoff(Duration.ofSeconds(4))
            .jitter(0.5);

    private static final Set<String> UNDER_WAY = Set.of("QUEUED", "RUNNING");
    private static final Set<String> NOTHING = Set.of("CANCELLED", "ERROR");

    private final Upstream upstream;
    private final AsyncCache<Question, Verdict> recent = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MOST_REMEMBERED)
            .buildAsync();

    Admission(Upstream upstream) {
        this.upstream = upstream;
    }

    private record Question(String path, String caller) {}

    /** What the backend says. */
    sealed interface Verdict {

        /**
         * @param underWay whether the run has not ended yet
         * @param cameToNothing whether it has ended without being done: there is nothing more to be seen of it
         */
        record Admitted(boolean underWay, boolean cameToNothing) implements Verdict {}

        /** Not proven to be anybody: another credential may do. */
        record Unproven() implements Verdict {}

        /** For good, or for now. */
        record Refused(ErrorCode code, String message, Closing closing) implements Verdict {

            boolean isForNow() {
                return code == ErrorCode.BUSY;
            }
        }
    }

    private static final Verdict.Refused NOT_FOUND = new Verdict.Refused(
            ErrorCode.RUN_NOT_FOUND,
            "run: not found (expected: one that exists and may be read)",
            new Closing(4504, "run: not found (expected: one that exists and may be read)"));

    private static final Verdict.Refused FORBIDDEN = new Verdict.Refused(
            ErrorCode.FORBIDDEN,
            "permission: missing (expected: run:read)",
            new Closing(4503, "permission: missing (expected: run:read)"));

    private static final Verdict.Refused AWAY = new Verdict.Refused(
            ErrorCode.BUSY,
            "backend: not available (expected: come back later)",
            new Closing(1013, "backend: not available (expected: come back later)"));

    /** Never an error. */
    Mono<Verdict> of(String path, Caller caller) {
        Question question = new Question(path, caller.scope());
        return Mono.fromFuture(
                () -> recent.get(
                        question, (absent, executor) -> asked(path, caller).toFuture()),
                true);
    }

    private Mono<Verdict> asked(String path, Caller caller) {
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(caller.credentials());
        return Mono.defer(() ->
                        upstream.call(new UpstreamRequest("run", HttpMethod.GET, path, headers, Deadline.in(PATIENCE))))
                .map(Admission::verdict)
                .contextWrite(context -> context.put(Upstream.CALLER, caller.scope()))
                .retryWhen(AGAIN)
                .onErrorResume(failure -> {
                    log.warn("a viewer could not be admitted: {}", String.valueOf(failure.getCause()));
                    return Mono.just(AWAY);
                });
    }

    private static Verdict verdict(UpstreamReply reply) {
        return switch (reply.status()) {
            case 200 -> admitted(reply);
            case 401 -> new Verdict.Unproven();
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            // Not now, but perhaps soon.
            case 408, 425, 429 -> throw unexpected(reply);
            default -> {
                if (reply.status() / 100 == 4) {
                    yield NOT_FOUND;
                }
                throw unexpected(reply);
            }
        };
    }

    private static IllegalStateException unexpected(UpstreamReply reply) {
        return new IllegalStateException("status: " + reply.status() + " (expected: 200, 401, 403 or 404)");
    }

    private static Verdict admitted(UpstreamReply reply) {
        try {
            String status = JsonMembers.of(reply).text("status").orElse("");
            return new Verdict.Admitted(UNDER_WAY.contains(status), NOTHING.contains(status));
        } catch (UnreadableReply unreadable) {
            throw new IllegalStateException("run: not readable (expected: a run)", unreadable);
        }
    }
}
