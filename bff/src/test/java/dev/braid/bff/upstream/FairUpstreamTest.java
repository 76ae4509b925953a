package dev.braid.bff.upstream;

import static dev.braid.bff.upstream.Answers.get;
import static dev.braid.bff.upstream.Answers.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.upstream.UpstreamException.Failure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FairUpstreamTest {

    private static final int SHARE = 2;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static Mono<UpstreamReply> call(Upstream upstream, String caller) {
        return upstream.call(get()).contextWrite(context -> context.put(Upstream.CALLER, caller));
    }

    private void expectBusy(Mono<UpstreamReply> call) {
        StepVerifier.create(call)
                .verifyErrorMatches(
                        failure -> failure instanceof UpstreamException lost && lost.failure() == Failure.BUSY);
    }

    @Test
    void refusesACallerWhoHasItsShareUnderWayAndNobodyElse() {
        FairUpstream upstream = new FairUpstream(new Answers(Mono.never()), meters, SHARE);
        Disposable one = call(upstream, "alice").subscribe();
        call(upstream, "alice").subscribe();

        expectBusy(call(upstream, "alice"));
        Disposable other = call(upstream, "bob").subscribe();
        assertThat(other.isDisposed()).isFalse();
        assertThat(meters.counter(Metrics.UPSTREAM_SHARE_REFUSALS).count()).isEqualTo(1);

        one.dispose();
        assertThat(call(upstream, "alice").subscribe().isDisposed()).isFalse();
        expectBusy(call(upstream, "alice"));
    }

    @Test
    void countsNothingThatIsOnNobodysBehalf() {
        FairUpstream upstream = new FairUpstream(new Answers(Mono.never()), meters, SHARE);
        for (int i = 0; i < 10; i++) {
            assertThat(upstream.call(get()).subscribe().isDisposed()).isFalse();
        }
        assertThat(upstream.callers()).isZero();
    }

    @Test
    void remembersNobodyWithoutACall() {
        Answers wire = new Answers(status(200), Mono.error(new IllegalStateException("broken")), Mono.never());
        FairUpstream upstream = new FairUpstream(wire, meters, SHARE);

        call(upstream, "alice").block();
        StepVerifier.create(call(upstream, "bob")).verifyError(IllegalStateException.class);
        call(upstream, "carol").subscribe().dispose();

        assertThat(upstream.callers()).isZero();
    }

    @Test
    void givesItsPlaceBackWhenTheCallIsNotEvenMade() {
        FairUpstream upstream = new FairUpstream(
                request -> {
                    throw new IllegalStateException("broken");
                },
                meters,
                SHARE);

        StepVerifier.create(call(upstream, "alice")).verifyError(IllegalStateException.class);
        assertThat(upstream.callers()).isZero();
    }
}
