package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.stream.Admission.Verdict;
import dev.braid.bff.upstream.UpstreamException;
import dev.braid.bff.upstream.UpstreamException.Failure;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.bff.upstream.UpstreamRequest;
import dev.braid.bff.web.Caller;
import dev.braid.contracts.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class AdmissionTest {

    private static final Caller ALICE = Caller.of(Offer.bearer("alice"));

    private final List<UpstreamRequest> asked = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "QUEUED,true,false",
        "RUNNING,true,false",
        "DONE,false,false",
        "ERROR,false,true",
        "CANCELLED,false,true"
    })
    void tellsWhetherTheRunIsUnderWayOrCameToNothing(String status, boolean underWay, boolean cameToNothing) {
        Verdict verdict = verdict(reply(200, "{\"run_id\":\"r\",\"status\":\"" + status + "\"}"));

        assertThat(verdict).isEqualTo(new Verdict.Admitted(underWay, cameToNothing));
        assertThat(asked.get(0).target()).isEqualTo("/backtests/r");
        assertThat(asked.get(0).headers().getFirst("Authorization")).isEqualTo("Bearer alice");
    }

    @ParameterizedTest
    @CsvSource({"403,FORBIDDEN,4503", "404,RUN_NOT_FOUND,4504"})
    void refusesWhomTheBackendRefuses(int status, ErrorCode code, int closing) {
        Verdict.Refused refused = (Verdict.Refused) verdict(reply(status, "{}"));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.closing().code()).isEqualTo(closing);
    }

    @Test
    void asksForAnotherCredentialWhereThisOneProvesNothing() {
        assertThat(verdict(reply(401, "{}"))).isEqualTo(new Verdict.Unproven());
    }

    @ParameterizedTest
    @CsvSource({"500,{}", "200,no JSON", "200,{\"status\":7}"})
    void asksAgainWhileThereIsNoAnswer(int status, String body) {
        List<Mono<UpstreamReply>> answers = List.of(
                Mono.error(new UpstreamException(Failure.UNAVAILABLE, "refused", null)),
                Mono.just(reply(status, body)),
                Mono.just(reply(200, "{\"status\":\"DONE\"}")));
        Admission admission = new Admission(request -> {
            asked.add(request);
            return answers.get(Math.min(asked.size(), answers.size()) - 1);
        });

        StepVerifier.withVirtualTime(() -> admission.of("/backtests/r", ALICE))
                .thenAwait(Duration.ofSeconds(30))
                .expectNext(new Verdict.Admitted(false, false))
                .verifyComplete();
    }

    @Test
    void sendsAwayWhomNobodyCanVouchFor() {
        Admission admission =
                new Admission(request -> Mono.error(new UpstreamException(Failure.TIMEOUT, "silent", null)));

        StepVerifier.withVirtualTime(() -> admission.of("/backtests/r", ALICE))
                .thenAwait(Duration.ofMinutes(2))
                .assertNext(verdict -> {
                    assertThat(((Verdict.Refused) verdict).code()).isEqualTo(ErrorCode.BUSY);
                    assertThat(((Verdict.Refused) verdict).closing().code()).isEqualTo(1013);
                })
                .verifyComplete();
    }

    @Test
    void asksOnceForACrowdOfOneCallerAndOnceForEachOther() {
        Sinks.One<UpstreamReply> answer = Sinks.one();
        Admission admission = new Admission(request -> {
            asked.add(request);
            return answer.asMono();
        });
        Caller bob = Caller.of(Offer.bearer("bob"));

        List<Mono<Verdict>> crowd = List.of(
                admission.of("/backtests/r", ALICE).cache(),
                admission.of("/backtests/r", ALICE).cache(),
                admission.of("/backtests/r", bob).cache(),
                admission.of("/backtests/other", ALICE).cache());
        crowd.forEach(Mono::subscribe);
        answer.tryEmitValue(reply(200, "{\"status\":\"DONE\"}"));

        assertThat(crowd)
                .allSatisfy(verdict -> assertThat(verdict.block()).isEqualTo(new Verdict.Admitted(false, false)));
        assertThat(asked).hasSize(3);
    }

    @Test
    void goesOnForOthersWhenOneOfThemLeaves() {
        Sinks.One<UpstreamReply> answer = Sinks.one();
        Admission admission = new Admission(request -> answer.asMono());
        admission.of("/backtests/r", ALICE).subscribe().dispose();
        Mono<Verdict> stays = admission.of("/backtests/r", ALICE).cache();
        stays.subscribe();

        answer.tryEmitValue(reply(200, "{\"status\":\"RUNNING\"}"));

        assertThat(stays.block()).isEqualTo(new Verdict.Admitted(true, false));
    }

    private Verdict verdict(UpstreamReply reply) {
        Admission admission = new Admission(request -> {
            asked.add(request);
            return Mono.just(reply);
        });
        return admission.of("/backtests/r", ALICE).block();
    }

    private static UpstreamReply reply(int status, String body) {
        return new UpstreamReply(status, new HttpHeaders(), body.getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }
}
