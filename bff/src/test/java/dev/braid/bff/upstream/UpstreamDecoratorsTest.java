package dev.braid.bff.upstream;

import static dev.braid.bff.upstream.Answers.failure;
import static dev.braid.bff.upstream.Answers.get;
import static dev.braid.bff.upstream.Answers.request;
import static dev.braid.bff.upstream.Answers.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.upstream.UpstreamException.Failure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class UpstreamDecoratorsTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void asksAgainOnceWhereNobodyAnswered() {
        Answers wire = new Answers(failure(Failure.UNAVAILABLE), status(200));

        StepVerifier.create(new RetryingUpstream(wire, meters).call(get()))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(wire.calls).isEqualTo(2);
    }

    @Test
    void doesNotAskAThirdTime() {
        Answers wire = new Answers(failure(Failure.UNAVAILABLE));

        expectFailure(new RetryingUpstream(wire, meters).call(get()), Failure.UNAVAILABLE);

        assertThat(wire.calls).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "BUSY"})
    void doesNotAskAgainWhatIsSlowOrBusy(Failure failure) {
        Answers wire = new Answers(failure(failure));

        expectFailure(new RetryingUpstream(wire, meters).call(get()), failure);

        assertThat(wire.calls).isEqualTo(1);
    }

    @Test
    void takesAReplyForAnAnswerWhateverItsStatus() {
        Answers wire = new Answers(status(503));

        StepVerifier.create(new RetryingUpstream(wire, meters).call(get()))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(wire.calls).isEqualTo(1);
    }

    @Test
    void doesNotRepeatWhatMayHaveHadAnEffect() {
        Answers wire = new Answers(failure(Failure.UNAVAILABLE));

        expectFailure(new RetryingUpstream(wire, meters).call(request(HttpMethod.POST, "e")), Failure.UNAVAILABLE);

        assertThat(wire.calls).isEqualTo(1);
    }

    @Test
    void doesNotDoubleTheLoadOfABackendThatIsDown() {
        Answers wire = new Answers(failure(Failure.UNAVAILABLE));
        RetryingUpstream retrying = new RetryingUpstream(wire, meters);

        for (int i = 0; i < 1_000; i++) {
            expectFailure(retrying.call(get()), Failure.UNAVAILABLE);
        }

        assertThat(wire.calls).isBetween(1_150, 1_250);
        assertThat(meters.counter(Metrics.UPSTREAM_RETRIES, Metrics.OUTCOME, "refused")
                        .count())
                .isGreaterThan(700);
    }

    @Test
    void refusesOneCallTooManyAtOnce() {
        BoundedUpstream bounded = new BoundedUpstream(new Answers(Mono.never()), meters, 2);
        Disposable first = bounded.call(get()).subscribe();
        bounded.call(get()).subscribe();
        assertThat(meters.get(Metrics.UPSTREAM_IN_FLIGHT).gauge().value()).isEqualTo(2);

        expectFailure(bounded.call(get()), Failure.BUSY);

        first.dispose();
        assertThat(meters.get(Metrics.UPSTREAM_IN_FLIGHT).gauge().value()).isEqualTo(1);
    }

    /** BlockHound raises an error in whoever waits. */
    @Test
    void countsTheRepliesOfManyEventLoopsWithoutAWait() {
        BreakingUpstream breaking = new BreakingUpstream(request -> status(200), meters);
        Scheduler loops = Schedulers.newParallel("loops", 8);

        Flux.range(0, 8)
                .flatMap(loop -> Flux.range(0, 5_000)
                        .concatMap(call -> breaking.call(get()))
                        .subscribeOn(loops))
                .as(replies -> StepVerifier.create(replies.count()))
                .expectNext(40_000L)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
        loops.dispose();
    }

    @Test
    void stopsAskingAnEndpointThatMostlyFails() {
        Answers wire = new Answers(status(500));
        BreakingUpstream breaking = new BreakingUpstream(wire, meters);

        repeat(20, () -> breaking.call(get()));

        expectFailure(breaking.call(get()), Failure.BUSY);
        assertThat(wire.calls).isEqualTo(20);
        assertThat(meters.get(Metrics.UPSTREAM_BREAKER)
                        .tag(Metrics.ENDPOINT, "endpoint")
                        .gauge()
                        .value())
                .isEqualTo(2);
    }

    @Test
    void goesOnAskingTheOthers() {
        BreakingUpstream breaking = new BreakingUpstream(new Answers(status(500)), meters);
        repeat(20, () -> breaking.call(get()));

        StepVerifier.create(breaking.call(request(HttpMethod.GET, "another")))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void countsTimeoutsAndLostConnectionsAsFailures() {
        BreakingUpstream breaking = new BreakingUpstream(new Answers(failure(Failure.TIMEOUT)), meters);

        repeat(20, () -> breaking.call(get()).onErrorComplete());

        expectFailure(breaking.call(get()), Failure.BUSY);
    }

    @Test
    void doesNotCountTheTimeoutsOfACallerInAHurry() {
        Answers wire = new Answers(failure(Failure.TIMEOUT));
        BreakingUpstream breaking = new BreakingUpstream(wire, meters);
        UpstreamRequest hurried = new UpstreamRequest(
                "e", HttpMethod.GET, "/e", new HttpHeaders(), Deadline.hurried(Duration.ofMillis(1)));

        for (int i = 0; i < 60; i++) {
            expectFailure(breaking.call(hurried), Failure.TIMEOUT);
        }

        assertThat(wire.calls).isEqualTo(60);
    }

    @Test
    void countsTheLostConnectionsOfACallerInAHurry() {
        BreakingUpstream breaking = new BreakingUpstream(new Answers(failure(Failure.UNAVAILABLE)), meters);
        UpstreamRequest hurried = new UpstreamRequest(
                "e", HttpMethod.GET, "/e", new HttpHeaders(), Deadline.hurried(Duration.ofMillis(1)));

        repeat(20, () -> breaking.call(hurried).onErrorComplete());

        expectFailure(breaking.call(hurried), Failure.BUSY);
    }

    @Test
    void doesNotCountRefusalsOfTheCallerNorCallsNotSent() {
        Answers refusing = new Answers(status(404));
        Answers full = new Answers(failure(Failure.BUSY));
        BreakingUpstream first = new BreakingUpstream(refusing, meters);
        BreakingUpstream second = new BreakingUpstream(full, new SimpleMeterRegistry());

        repeat(60, () -> first.call(get()));
        repeat(60, () -> second.call(get()).onErrorComplete());

        assertThat(refusing.calls).isEqualTo(60);
        assertThat(full.calls).isEqualTo(60);
    }

    @Test
    void doesNotCountWhatWasCancelled() {
        Answers wire = new Answers(Mono.never());
        BreakingUpstream breaking = new BreakingUpstream(wire, meters);

        for (int i = 0; i < 60; i++) {
            breaking.call(get()).subscribe().dispose();
        }

        assertThat(wire.calls).isEqualTo(60);
    }

    @Test
    void keepsAReplyWholeHoweverItIsAnnounced() {
        for (long announced : new long[] {-1, 0, 3, 20_000}) {
            ReplyBody body = new ReplyBody(announced);
            body.append(Unpooled.wrappedBuffer(new byte[10_000]));
            body.append(Unpooled.wrappedBuffer(new byte[10_000]));
            assertThat(body.toArray()).hasSize(20_000);
        }
    }

    @Test
    void refusesAReplyBeyondItsLimitBeforeItFillsTheHeap() {
        assertThatThrownBy(() -> new ReplyBody(ReplyBody.MAX_BYTES + 1L)).isInstanceOf(UpstreamException.class);
        ReplyBody body = new ReplyBody(-1);
        body.append(Unpooled.wrappedBuffer(new byte[ReplyBody.MAX_BYTES]));
        assertThatThrownBy(() -> body.append(Unpooled.wrappedBuffer(new byte[1])))
                .isInstanceOf(UpstreamException.class);
    }

    @Test
    void aDeadlineRunsOut() {
        long[] now = {0};
        Deadline deadline = Deadline.in(Duration.ofMillis(5), () -> now[0]);
        assertThat(deadline.remaining()).isEqualTo(Duration.ofMillis(5));

        now[0] = 7_000_000;

        assertThat(deadline.remaining()).isEqualTo(Duration.ZERO);
        assertThat(deadline.hasPassed()).isTrue();
    }

    private static void repeat(int times, Supplier<Mono<UpstreamReply>> call) {
        for (int i = 0; i < times; i++) {
            call.get().block();
        }
    }

    private static void expectFailure(Mono<UpstreamReply> call, Failure expected) {
        StepVerifier.create(call)
                .expectErrorSatisfies(failure ->
                        assertThat(((UpstreamException) failure).failure()).isEqualTo(expected))
                .verify();
    }
}
