package dev.braid.bff.upstream;

import reactor.core.publisher.Mono;

/**
 * Calls of the backend whose replies are read whole.
 *
 * <p>A call is sent at subscription and cancelled on the wire when the subscriber cancels. It ends with a reply, whatever its
 * status, or with an {@link UpstreamException}, never later than its deadline.
 */
@FunctionalInterface
public interface Upstream {

    /** Key in the Reactor context: for whom calls are made, a name that no other caller can take. Absent: on nobody's behalf. */
    String CALLER = "braid.upstream.caller";

    Mono<UpstreamReply> call(UpstreamRequest request);
}
