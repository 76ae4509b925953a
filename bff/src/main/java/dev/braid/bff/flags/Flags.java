package dev.braid.bff.flags;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.FlagEvaluator;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The flags as the routing table uses them. */
@Component
public final class Flags {

    private final FlagEvaluator evaluator;

    Flags(FlagEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Matches while the feature is on. Evaluated once for each request that gets as far as this predicate, in memory. */
    public RequestPredicate active(BraidFeature feature) {
        return new Active(feature);
    }

    private final class Active implements RequestPredicate {

        private final BraidFeature feature;

        private Active(BraidFeature feature) {
            this.feature = feature;
        }

        @Override
        public boolean test(ServerRequest request) {
            return evaluator.isActive(feature);
        }

        /** What a dump of the routing table shows. */
        @Override
        public String toString() {
            return "active(" + feature + ")";
        }
    }
}
