package dev.braid.bff.document;

import dev.braid.bff.cache.Answer;
import dev.braid.bff.cache.CacheRequest;
import dev.braid.bff.cache.Loaded;
import dev.braid.bff.cache.Loader;
import dev.braid.bff.cache.ResponseCache;
import dev.braid.bff.cache.Scope;
import dev.braid.bff.fanout.Fanout;
import dev.braid.bff.upstream.Deadline;
import dev.braid.bff.upstream.Upstream;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.BraidMode;
import dev.braid.bff.web.ClientAddress;
import dev.braid.bff.web.Identities;
import dev.braid.bff.web.Identity;
import dev.braid.contracts.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Answers requests for documents: from the cache, else by gathering their sections.
 *
 * <p>Each request has one deadline, however its answer is come by; one that waits for what another is loading keeps its own, and
 * where the other had less time and therefore got less, it loads again. A client that goes away cancels what only it waited for.
 */
@Component
public final class Documents {

    /** Beyond the deadline, so that a document with sections that were late is preferred to an error. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private final Identities identities;
    private final ClientAddress address;
    private final ResponseCache cache;
    private final Fanout fanout;
    private final Maker maker;
    private final Replies replies;
    private final Duration longestDeadline;

    Documents(
            Identities identities,
            ClientAddress address,
            ResponseCache cache,
            Fanout fanout,
            Maker maker,
            Replies replies,
            @Value("${braid.document.deadline:3s}") Duration longestDeadline) {
        this.identities = identities;
        this.address = address;
        this.cache = cache;
        this.fanout = fanout;
        this.maker = maker;
        this.replies = replies;
        this.longestDeadline = longestDeadline;
    }

    /** @param composition of what the request asks for; raises VALIDATION where that makes no sense */
    public Mono<ServerResponse> answer(ServerRequest request, Function<ServerRequest, Composition> composition) {
        return Mono.defer(() -> {
            request.exchange().getResponse().getHeaders().set(BraidMode.HEADER, BraidMode.AGGREGATED);
            Composition wanted = composition.apply(request);
            Arrival arrival = Arrival.of(request, longestDeadline);
            return identities
                    .known(arrival.caller())
                    .flatMap(identity -> answer(wanted, arrival, lookup(wanted, arrival, identity))
                            .contextWrite(context -> context.putAllMap(onBehalfOf(identity, request))))
                    .timeout(arrival.deadline().remaining().plus(GRACE), Mono.error(Documents::late))
                    .map(answer -> replies.to(arrival, answer));
        });
    }

    /** Whoever has proven nothing is not kept away, but is given nothing that was loaded for others: the backend judges. */
    private static CacheRequest lookup(Composition wanted, Arrival arrival, Optional<Identity> identity) {
        String name = arrival.caller().scope();
        return identity.map(known ->
                        new CacheRequest(wanted.key(), new Scope(name, known.expiresAt()), wanted.tagsOf(known)))
                .orElseGet(() -> new CacheRequest(wanted.key(), Scope.unproven(name), wanted.tags()));
    }

    /** Whoever has proven nothing is known by the address, however many credentials are made up. With authentication off, nobody is. */
    private Map<String, String> onBehalfOf(Optional<Identity> identity, ServerRequest request) {
        if (identity.isPresent() && identity.get().everything()) {
            return Map.of();
        }
        String name =
                identity.map(known -> "subject " + known.subject()).orElseGet(() -> "address " + address.of(request));
        return Map.of(Upstream.CALLER, name);
    }

    private Mono<Answer<Made>> answer(Composition wanted, Arrival arrival, CacheRequest lookup) {
        Gathering gathering = new Gathering(wanted, arrival, lookup);
        Mono<Answer<Made>> found = wanted.anew()
                ? cache.renew(lookup, gathering, Made::isFailure)
                : cache.get(lookup, gathering, Made::isFailure);
        return found.flatMap(
                answer -> lackedTheTimeLeft(answer, arrival) ? answer(wanted, arrival, lookup) : Mono.just(answer));
    }

    private final class Gathering implements Loader<Made> {

        private final Composition wanted;
        private final Arrival arrival;
        private final CacheRequest lookup;

        private Gathering(Composition wanted, Arrival arrival, CacheRequest lookup) {
            this.wanted = wanted;
            this.arrival = arrival;
            this.lookup = lookup;
        }

        @Override
        public Mono<Loaded<Made>> load() {
            return by(arrival.deadline());
        }

        @Override
        public Mono<Loaded<Made>> refreshed() {
            return by(Deadline.in(longestDeadline));
        }

        private Mono<Loaded<Made>> by(Deadline deadline) {
            return fanout.gather(wanted.sections(), deadline)
                    .map(gathered -> maker.made(wanted, arrival, lookup, gathered));
        }
    }

    private static boolean lackedTheTimeLeft(Answer<Made> answer, Arrival arrival) {
        return answer instanceof Answer.Fresh<Made> fresh
                && fresh.coalesced()
                && fresh.value().lackedTime()
                && !arrival.deadline().hasPassed();
    }

    private static ApiException late() {
        return new ApiException(ErrorCode.UPSTREAM_TIMEOUT, "reply: none (expected: one by the deadline)");
    }
}
