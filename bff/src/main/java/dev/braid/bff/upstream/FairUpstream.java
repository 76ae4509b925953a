package dev.braid.bff.upstream;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.upstream.UpstreamException.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A share of the calls under way for each caller, so that one of them cannot take the places of all others. One call more is refused
 * as BUSY at once. Calls on nobody's behalf are not counted.
 *
 * <p>Whoever has no call under way is not remembered.
 */
final class FairUpstream implements Upstream {

    /** Half of the places: one caller alone may be fast, and two are needed to fill them. */
    static final int SHARE = BoundedUpstream.MAX_CONCURRENT_CALLS / 2;

    private final Upstream upstream;
    private final int share;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
    private final Counter refused;

    FairUpstream(Upstream upstream, MeterRegistry meters) {
        this(upstream, meters, SHARE);
    }

    FairUpstream(Upstream upstream, MeterRegistry meters, int share) {
        this.upstream = upstream;
        this.share = share;
        this.refused = meters.counter(Metrics.UPSTREAM_SHARE_REFUSALS);
    }

    @Override
    public Mono<UpstreamReply> call(UpstreamRequest request) {
        return Mono.deferContextual(context -> {
            @Nullable String caller = context.getOrDefault(CALLER, null);
            return caller == null ? upstream.call(request) : counted(caller, request);
        });
    }

    private Mono<UpstreamReply> counted(String caller, UpstreamRequest request) {
        if (underWay.merge(caller, 1, Integer::sum) > share) {
            ended(caller);
            refused.increment();
            return Mono.error(new UpstreamException(
                    Failure.BUSY, "calls of the backend for one caller: at the limit (expected: below)", null));
        }
        return Mono.defer(() -> upstream.call(request)).doFinally(signal -> ended(caller));
    }

    private void ended(String caller) {
        underWay.computeIfPresent(caller, (name, calls) -> calls == 1 ? null : calls - 1);
    }

    int callers() {
        return underWay.size();
    }
}
