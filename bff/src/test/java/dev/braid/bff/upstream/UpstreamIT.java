package dev.braid.bff.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.bff.observe.Correlation;
import dev.braid.bff.upstream.UpstreamException.Failure;
import dev.braid.bff.wire.ScriptedBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The whole stack, against backends that fail on the wire. */
class UpstreamIT {

    private static final Duration PLENTY = Duration.ofSeconds(10);

    private static ScriptedBackend backend;
    private static RunningBff bff;

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedBackend.answering("");
        bff = RunningBff.before(backend.url());
    }

    @AfterAll
    static void stop() throws IOException {
        bff.close();
        backend.close();
    }

    @Test
    void bringsTheReplyWholeAndUntouched() throws Exception {
        backend.answers(
                "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nX-A: 1\r\nX-A: 2\r\n"
                        + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\u001f\u008bno\r\n1\r\n!\r\n0\r\n\r\n");

        UpstreamReply reply = call("/a%2Fb?c=|", PLENTY).block();

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.headers().get("X-A")).containsExactly("1", "2");
        assertThat(reply.body()).containsExactly(0x1f, 0x8b, 'n', 'o', '!');
        assertThat(backend.nextHead()).startsWith("GET /a%2Fb?c=| HTTP/1.1\r\n");
    }

    @Test
    void tellsTheBackendWhoAsksAndHowLongItHas() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        call("/thing", Duration.ofMillis(2_000))
                .contextWrite(context -> context.put(Correlation.KEY, "the-request-1"))
                .block();

        String head = backend.nextHead();
        assertThat(head)
                .contains("X-Correlation-ID: the-request-1\r\n", "Authorization: Bearer abc\r\n")
                .containsPattern("\r\ntraceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]\r\n")
                .containsPattern("\r\nBraid-Timeout: 1?[0-9]{3}\r\n");
    }

    @Test
    void isUnavailableWhenTheReplyIsCutOffTwice() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":");

        expectFailure(call("/thing", PLENTY), Failure.UNAVAILABLE);

        assertThat(backend.connections()).isEqualTo(2);
    }

    @Test
    void isUnavailableWhenTheReplyIsLargerThanAnyAnswer() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n{");

        expectFailure(call("/thing", PLENTY), Failure.UNAVAILABLE);
    }

    @Test
    void givesUpAtTheDeadlineAndTellsTheBackendSo() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
            if (wire.isEndedByOther()) {
                cancelled.countDown();
            }
        });

        expectFailure(call("/thing", Duration.ofSeconds(2)), Failure.TIMEOUT);

        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(backend.connections()).isEqualTo(1);
    }

    @Test
    void sendsNothingAfterTheDeadline() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        expectFailure(call("/thing", Duration.ZERO), Failure.TIMEOUT);

        assertThat(backend.connections()).isZero();
    }

    @Test
    void cancelsTheCallWhenItsSubscriberLeaves() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            if (wire.isEndedByOther()) {
                cancelled.countDown();
            }
        });

        Disposable subscriber = call("/thing", PLENTY).subscribe();
        backend.nextHead();

        subscriber.dispose();

        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void asksAgainWhereTheBackendWasJustClosingTheConnection() throws Exception {
        backend.plays((wire, self) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            wire.readHead();
        });

        assertThat(call("/thing", PLENTY).block().body()).hasSize(2);
        assertThat(call("/thing", PLENTY).block().body()).hasSize(2);

        assertThat(backend.connections()).isEqualTo(2);
    }

    private static Mono<UpstreamReply> call(String target, Duration budget) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.AUTHORIZATION, "Bearer abc");
        return Mono.defer(() -> bff.bean(Upstream.class)
                .call(new UpstreamRequest("thing", HttpMethod.GET, target, headers, Deadline.in(budget))));
    }

    private static void expectFailure(Mono<UpstreamReply> call, Failure expected) {
        StepVerifier.create(call)
                .expectErrorSatisfies(failure ->
                        assertThat(((UpstreamException) failure).failure()).isEqualTo(expected))
                .verify(Duration.ofSeconds(10));
    }
}
