package dev.braid.bff.upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * How an aggregated call reaches the backend. Passing through does not come this way: what takes a flag's place when aggregation
 * is in trouble must not be refused because aggregation is in trouble.
 *
 * <p>Not Resilience4j's annotations, because their order is that of proxies nobody sees; its operators alone, one to a line.
 */
@Configuration(proxyBeanMethods = false)
public class UpstreamStack {

    @Bean
    static WireUpstream wire(Backend backend) {
        return new WireUpstream(backend);
    }

    /** Read it upwards: a call enters at the last line and reaches the wire at the first. */
    @Bean
    @Primary
    static Upstream upstream(WireUpstream wire, MeterRegistry meters, ObservationRegistry observations) {
        // Ends every attempt at the deadline, and tells the backend how long it has.
        Upstream upstream = wire;
        // Next to the wire, so that what it counts as under way is what the backend has in hand.
        upstream = new BoundedUpstream(upstream, meters);
        // Above the limit for all, so that what it refuses takes no place there, and as late as that, so that only what
        // is under way
        // counts.
        upstream = new FairUpstream(upstream, meters);
        // Above the limits, so that a breaker that is open takes no place in it; it does not count what the limits
        // refuse.
        upstream = new BreakingUpstream(upstream, meters);
        // Above the breaker, so that each attempt is counted by it, and a second one is not sent once it has opened.
        upstream = new RetryingUpstream(upstream, meters);
        // Outermost: one timer and one span for the call as its caller sees it.
        return new ObservedUpstream(upstream, observations);
    }
}
