package dev.braid.bff.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.upstream.Deadline;
import dev.braid.bff.upstream.Upstream;
import dev.braid.bff.upstream.UpstreamException;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.bff.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class FanoutTest {

    private static final Duration BUDGET = Duration.ofSeconds(3);

    private final Map<String, Mono<UpstreamReply>> replies = new ConcurrentHashMap<>();
    private final Map<String, UpstreamRequest> requests = new ConcurrentHashMap<>();
    private final Map<String, Boolean> cancelled = new ConcurrentHashMap<>();
    private final Upstream upstream = request -> {
        requests.put(request.endpoint(), request);
        return replies.get(request.endpoint()).doOnCancel(() -> cancelled.put(request.endpoint(), true));
    };
    private final Fanout fanout = new Fanout(upstream);

    private final Section<String> run = required("run");
    private final Section<String> metrics = optional("metrics");
    private final Section<String> equity = optional("equity");

    @Test
    void bringsEverySectionInTheOrderTheyAreNamedIn() {
        replies.put("run", Mono.just(reply(200, "r")).delayElement(Duration.ofMillis(30)));
        replies.put("metrics", Mono.just(reply(200, "m")));

        Gathered gathered = gather(run, metrics);

        assertThat(gathered.results()).extracting(SectionResult::name).containsExactly("run", "metrics");
        assertThat(gathered.content(run)).contains("r");
        assertThat(gathered.content(metrics)).contains("m");
        assertThat(gathered.isComplete()).isTrue();
    }

    @Test
    void hasNoContentForASectionNotAskedFor() {
        replies.put("run", Mono.just(reply(200, "r")));

        assertThat(gather(run).content(metrics)).isEmpty();
    }

    @Test
    void keepsCodeAndMessageOfTheBackendsError() {
        replies.put("run", Mono.just(reply(200, "r")));
        replies.put(
                "metrics",
                Mono.just(reply(
                        500, "{\"x\":[1],\"error\":{\"details\":{},\"code\":\"INTERNAL\",\"message\":\"no luck\"}}")));

        SectionResult<?> result = result(gather(run, metrics), "metrics");

        assertThat(result.status()).isEqualTo(SectionResult.Status.ERROR);
        assertThat(result.error()).isEqualTo(new SectionError("INTERNAL", "no luck"));
        assertThat(result.source()).isEqualTo(SectionResult.Source.ORIGIN);
    }

    @ParameterizedTest
    @CsvSource({
        "500,ERROR,UPSTREAM_UNAVAILABLE",
        "302,ERROR,UPSTREAM_UNAVAILABLE",
        "404,ERROR,UPSTREAM_UNAVAILABLE",
        "503,REJECTED,BUSY",
        "504,TIMEOUT,UPSTREAM_TIMEOUT"
    })
    void namesAnUnreadableErrorByItsStatus(int status, SectionResult.Status expected, String code) {
        for (String body :
                List.of("<html>", "", "[]", "{\"error\":null}", "{\"error\":{\"code\":7}}", "{\"error\":{")) {
            replies.put("metrics", Mono.just(reply(status, body)));

            SectionResult<?> result = result(gather(metrics), "metrics");

            assertThat(result.status()).isEqualTo(expected);
            assertThat(result.error())
                    .isEqualTo(new SectionError(code, "status: " + status + " (expected: 200 to 299)"));
        }
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE,ERROR", "TIMEOUT,TIMEOUT", "BUSY,REJECTED"})
    void saysWhyThereWasNoReply(UpstreamException.Failure failure, SectionResult.Status expected) {
        replies.put("metrics", Mono.error(new UpstreamException(failure, "no reply", null)));

        SectionResult<?> result = result(gather(metrics), "metrics");

        assertThat(result.status()).isEqualTo(expected);
        assertThat(result.error()).isEqualTo(new SectionError(failure.code().name(), "no reply"));
        assertThat(result.source()).isEqualTo(SectionResult.Source.NONE);
        assertThat(result.reply()).isNull();
    }

    @Test
    void countsAnUnreadableReplyAsUnavailable() {
        Section<String> unreadable = Section.optional("metrics", "metrics", "/metrics", new HttpHeaders(), reply -> {
            throw new UnreadableReply("metrics: missing (expected: an object)");
        });
        replies.put("metrics", Mono.just(reply(200, "{}")));

        SectionResult<?> result = result(gather(unreadable), "metrics");

        assertThat(result.status()).isEqualTo(SectionResult.Status.ERROR);
        assertThat(result.error())
                .isEqualTo(new SectionError("UPSTREAM_UNAVAILABLE", "metrics: missing (expected: an object)"));
    }

    @Test
    void hidesWhatFailedUnexpectedly() {
        replies.put("metrics", Mono.error(new IllegalStateException("secret")));

        SectionResult<?> result = result(gather(metrics), "metrics");

        assertThat(result.error()).isEqualTo(new SectionError("INTERNAL", "failed unexpectedly"));
    }

    @Test
    void countsACallWithoutReplyAsUnavailable() {
        replies.put("metrics", Mono.empty());

        assertThat(result(gather(metrics), "metrics").status()).isEqualTo(SectionResult.Status.ERROR);
    }

    @Test
    void cancelsLateCallsAndBringsTheOthers() {
        replies.put("run", Mono.just(reply(200, "r")));
        replies.put("metrics", Mono.never());

        StepVerifier.withVirtualTime(() -> fanout.gather(List.of(run, metrics), Deadline.in(BUDGET)))
                .expectSubscription()
                .thenAwait(BUDGET)
                .assertNext(gathered -> {
                    assertThat(gathered.content(run)).contains("r");
                    assertThat(result(gathered, "metrics").status()).isEqualTo(SectionResult.Status.TIMEOUT);
                    assertThat(result(gathered, "metrics").error())
                            .isEqualTo(new SectionError(
                                    "UPSTREAM_TIMEOUT", "reply: none (expected: one by the deadline)"));
                })
                .verifyComplete();
        assertThat(cancelled).containsOnlyKeys("metrics");
    }

    @Test
    void keepsTimeBackForPuttingTheAnswerTogether() {
        replies.put("run", Mono.just(reply(200, "r")));

        gather(run);

        assertThat(requests.get("run").deadline().remaining()).isLessThanOrEqualTo(BUDGET.minusMillis(50));
    }

    @Test
    void leavesItToTheCallToEndByItsDeadline() {
        Mono<UpstreamReply> late = Mono.error(new UpstreamException(UpstreamException.Failure.TIMEOUT, "late", null));

        StepVerifier.withVirtualTime(() -> {
                    replies.put("run", late.delaySubscription(BUDGET.minusMillis(50)));
                    return fanout.gather(List.of(run), Deadline.hurried(BUDGET));
                })
                .expectSubscription()
                .thenAwait(BUDGET)
                .assertNext(gathered -> assertThat(result(gathered, "run").error())
                        .isEqualTo(new SectionError("UPSTREAM_TIMEOUT", "late")))
                .verifyComplete();
        assertThat(requests.get("run").deadline().isHurried()).isTrue();
    }

    @Test
    void keepsBackATenthOfAShortDeadline() {
        replies.put("run", Mono.just(reply(200, "r")));

        fanout.gather(List.of(run), Deadline.in(Duration.ofMillis(200))).block();

        assertThat(requests.get("run").deadline().remaining()).isLessThanOrEqualTo(Duration.ofMillis(180));
    }

    /** The last section that is asked for; one that was not even asked would have nothing to cancel. */
    private Mono<UpstreamReply> onceEquityIsAskedForInVain(UpstreamReply reply) {
        Sinks.Empty<Void> asked = Sinks.empty();
        replies.put("equity", Mono.<UpstreamReply>never().doOnSubscribe(subscription -> asked.tryEmitEmpty()));
        return asked.asMono().thenReturn(reply);
    }

    @Test
    void cancelsTheOthersWhenARequiredSectionFails() {
        UpstreamReply unknown = reply(404, "{\"error\":{\"code\":\"RUN_NOT_FOUND\",\"message\":\"run x\"}}");
        replies.put("metrics", Mono.never());
        replies.put("run", onceEquityIsAskedForInVain(unknown));

        Gathered gathered = gather(run, metrics, equity);

        await().untilAsserted(() -> assertThat(cancelled).containsKeys("metrics", "equity"));
        assertThat(gathered.failedRequired()).map(SectionResult::name).contains("run");
        assertThat(result(gathered, "equity").status()).isEqualTo(SectionResult.Status.SKIPPED);
        assertThat(result(gathered, "equity").error())
                .isEqualTo(new SectionError("RUN_NOT_FOUND", "not waited for: run failed"));
    }

    @Test
    void goesOnWithoutASectionThatIsNotRequired() {
        replies.put("run", Mono.just(reply(200, "r")).delayElement(Duration.ofMillis(20)));
        replies.put("metrics", Mono.just(reply(500, "")));

        Gathered gathered = gather(run, metrics);

        assertThat(gathered.isComplete()).isFalse();
        assertThat(gathered.content(run)).contains("r");
        assertThat(gathered.failures()).extracting(SectionResult::name).containsExactly("metrics");
    }

    @Test
    void skipsTheOthersForAReasonFoundInOne() {
        SectionError notDone = new SectionError("RUN_NOT_DONE", "status: RUNNING (expected: DONE)");
        Section<String> running = run.skippingOthers(content -> Optional.of(notDone));
        replies.put("run", onceEquityIsAskedForInVain(reply(200, "r")));
        replies.put("metrics", Mono.just(reply(200, "m")));

        Gathered gathered = gather(running, metrics, equity);

        assertThat(gathered.isComplete()).isTrue();
        assertThat(gathered.content(running)).contains("r");
        assertThat(gathered.content(metrics)).isEmpty();
        assertThat(result(gathered, "metrics").error()).isEqualTo(notDone);
        assertThat(result(gathered, "equity").status()).isEqualTo(SectionResult.Status.SKIPPED);
        await().untilAsserted(() -> assertThat(cancelled).containsKey("equity"));
    }

    @Test
    void asksForNothingThatIsNotWanted() {
        replies.put("run", Mono.just(reply(200, "r")));
        Section<String> health = Section.unwanted("health");

        Gathered gathered = gather(run, health);

        SectionResult<?> result = result(gathered, "health");
        assertThat(result.status()).isEqualTo(SectionResult.Status.SKIPPED);
        assertThat(result.error()).isNull();
        assertThat(gathered.content(health)).isEmpty();
        assertThat(gathered.isComplete()).isTrue();
        assertThat(requests).containsOnlyKeys("run");
    }

    @Test
    void namesTheFirstOfSectionsThatAllFailed() {
        replies.put("run", Mono.just(reply(200, "r")));
        replies.put("metrics", Mono.just(reply(500, "")).delayElement(Duration.ofMillis(20)));
        replies.put("equity", Mono.just(reply(500, "")));

        Gathered gathered = gather(run, metrics, equity);

        assertThat(gathered.firstIfAllFailed(List.of(equity, metrics)))
                .map(SectionResult::name)
                .contains("metrics");
        assertThat(gathered.firstIfAllFailed(List.of(run, metrics))).isEmpty();
        assertThat(gathered.firstIfAllFailed(List.of())).isEmpty();
    }

    @Test
    void asksOnceForSectionsThatAskTheSame() {
        replies.put("run", Mono.just(reply(200, "r")).delayElement(Duration.ofMillis(20)));
        Section<String> again = alike("again", headers("Bearer t"));
        Section<Integer> length =
                Section.optional("length", "length", "/run", headers("Bearer t"), reply -> reply.body().length);

        Gathered gathered = gather(alike("run", headers("Bearer t")), again, length);

        assertThat(requests).containsOnlyKeys("run");
        assertThat(gathered.content(again)).contains("r");
        assertThat(gathered.content(length)).contains(1);
        assertThat(gathered.results())
                .extracting(SectionResult::source)
                .containsExactly(
                        SectionResult.Source.ORIGIN, SectionResult.Source.COALESCED, SectionResult.Source.COALESCED);
        assertThat(gathered.results())
                .allSatisfy(result -> assertThat(result.latency()).isEqualTo(Duration.ofMillis(5)));
    }

    @Test
    void asksForItselfWhatIsAskedWithOtherHeadersOrParameters() {
        for (String name : List.of("run", "other", "page")) {
            replies.put(name, Mono.just(reply(200, name)));
        }
        Section<String> page = Section.optional("page", "page", "/run?page=2", headers("Bearer t"), text());

        Gathered gathered = gather(alike("run", headers("Bearer t")), alike("other", headers("Bearer u")), page);

        assertThat(requests).containsOnlyKeys("run", "other", "page");
        assertThat(gathered.results()).extracting(SectionResult::source).containsOnly(SectionResult.Source.ORIGIN);
    }

    @Test
    void failsOnlyTheSectionThatCannotReadWhatTheyShare() {
        replies.put("u", Mono.just(reply(200, "r")));
        Section<String> run = alike("run", headers("Bearer t"));
        Section<String> unreadable = Section.optional("unreadable", "u", "/run", headers("Bearer t"), reply -> {
            throw new UnreadableReply("items: missing (expected: an array)");
        });
        Section<String> broken = Section.optional("broken", "b", "/run", headers("Bearer t"), reply -> {
            throw new IllegalStateException("secret");
        });

        Gathered gathered = gather(unreadable, broken, run);

        assertThat(gathered.failures()).extracting(SectionResult::name).containsExactly("unreadable", "broken");
        assertThat(result(gathered, "broken").error()).isEqualTo(new SectionError("INTERNAL", "failed unexpectedly"));
        assertThat(gathered.content(run)).contains("r");
    }

    @Test
    void failsEverySectionOfACallThatFails() {
        replies.put("run", Mono.just(reply(500, "")));
        Section<String> again = alike("again", headers("Bearer t"));

        assertThat(gather(alike("run", headers("Bearer t")), again).failures()).hasSize(2);

        replies.put("run", Mono.error(new UpstreamException(UpstreamException.Failure.BUSY, "busy", null)));

        assertThat(gather(alike("run", headers("Bearer t")), again).failures())
                .extracting(SectionResult::status)
                .containsExactly(SectionResult.Status.REJECTED, SectionResult.Status.REJECTED);
    }

    @Test
    void endsTheGatheringWhereARequiredSectionSharesACallThatFails() {
        replies.put("again", Mono.just(reply(404, "")));
        replies.put("equity", Mono.never());
        Section<String> required = Section.required("run", "run", "/run", headers("Bearer t"), text());

        Gathered gathered = gather(equity, alike("again", headers("Bearer t")), required);

        assertThat(gathered.failedRequired()).map(SectionResult::name).contains("run");
        await().untilAsserted(() -> assertThat(cancelled).containsKeys("equity"));
    }

    @Test
    void cancelsEveryCallWithItsSubscriber() {
        replies.put("run", Mono.never());
        replies.put("metrics", Mono.never());

        fanout.gather(List.of(run, metrics), Deadline.in(BUDGET)).subscribe().dispose();

        assertThat(cancelled).containsOnlyKeys("run", "metrics");
    }

    private Gathered gather(Section<?>... sections) {
        return fanout.gather(List.of(sections), Deadline.in(BUDGET)).block(BUDGET);
    }

    private static SectionResult<?> result(Gathered gathered, String name) {
        return gathered.results().stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Section<String> required(String name) {
        return Section.required(name, name, "/" + name, new HttpHeaders(), text());
    }

    private static Section<String> optional(String name) {
        return Section.optional(name, name, "/" + name, new HttpHeaders(), text());
    }

    /** Asks what every section of this kind asks, if the headers are the same. */
    private static Section<String> alike(String name, HttpHeaders headers) {
        return Section.optional(name, name, "/run", headers, text());
    }

    private static HttpHeaders headers(String credential) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.AUTHORIZATION, credential);
        return headers;
    }

    private static SectionReader<String> text() {
        Function<byte[], String> decode = body -> new String(body, StandardCharsets.UTF_8);
        return reply -> decode.apply(reply.body());
    }

    private static UpstreamReply reply(int status, String body) {
        return new UpstreamReply(
                status, new HttpHeaders(), body.getBytes(StandardCharsets.UTF_8), Duration.ofMillis(5));
    }
}
