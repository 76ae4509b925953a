package dev.braid.bff.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.Wire;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies on their way, and what happens when one side fails, stalls or leaves. */
class ProxyBodyIT {

    private static final int MEBIBYTE = 1 << 20;

    /** Far more than what the sockets and bff itself hold on the way. */
    private static final long STREAMED_BYTES =
            (long) (200 * MEBIBYTE * Math.max(0.2, Double.parseDouble(System.getProperty("braid.load.share", "0.2"))));

    /** Room for socket buffers (Linux grows them to 6 MiB a side) and bff's queues; no more than that may be on the way. */
    private static final long ON_THE_WAY_BYTES = 24L * MEBIBYTE;

    private static final String GET = "GET /thing HTTP/1.1\r\nHost: h.test\r\nConnection: close\r\n\r\n";

    /** Long enough for a machine that is busy, short enough to wait for it in a test. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static ScriptedBackend backend;
    private static RunningBff bff;

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedBackend.answering("");
        bff = RunningBff.before(backend.url(), "braid.proxy.patience=" + PATIENCE);
    }

    @AfterAll
    static void stop() throws IOException {
        bff.close();
        backend.close();
    }

    @Test
    void takesTheBodyOfARequestThatOffersToChangeToHttp2() throws Exception {
        for (String framing : List.of(
                "Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")) {
            AtomicReference<String> body = new AtomicReference<>();
            backend.plays((wire, self) -> {
                self.keepHeadOf(wire);
                body.set(wire.read(5));
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            });

            String answer = Wire.exchange(bff.port(), """
                    POST /thing HTTP/1.1\r
                    Host: h.test\r
                    Connection: Upgrade, HTTP2-Settings, close\r
                    Upgrade: h2c\r
                    HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r
                    """ + framing);

            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("ok");
            assertThat(body.get()).isIn("hello", "5\r\nhe");
        }
    }

    @Test
    void cutsTheClientOffWhereTheBackendCutsOffAKnownLength() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");

        String answer = Wire.exchange(bff.port(), GET);

        assertThat(answer).contains("Content-Length: 100").endsWith("\r\n\r\nonly this");
    }

    @Test
    void neverEndsChunksInGoodOrderThatTheBackendDidNot() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");

        String answer = Wire.exchange(bff.port(), GET);

        assertThat(answer).contains("4\r\npart\r\n").doesNotContain("\r\n0\r\n");
    }

    @Test
    void resetsAClientOfHttp10ThatCouldTakeAnEndForTheEnd() throws Exception {
        backend.answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");

        assertThatThrownBy(() -> Wire.exchange(bff.port(), "GET /thing HTTP/1.0\r\n\r\n"))
                .isInstanceOf(SocketException.class);
    }

    @Test
    void sendsAnUnsafeRequestOnceEvenIfItIsReset() throws Exception {
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.reset();
        });

        String answer = Wire.exchange(
                bff.port(), "POST /thing HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 502 ");
        assertThat(backend.connections()).isEqualTo(1);
    }

    @Test
    void answers502ToWhatIsNoHttp() throws Exception {
        backend.answers("SSH-2.0-OpenSSH_9.9\r\n\r\n");

        assertThat(Wire.exchange(bff.port(), GET)).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void asksAgainOnceWhereTheBackendWasJustClosingTheConnection() throws Exception {
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            // Keeps the connection until it is used again, and closes it at that very moment.
            wire.readHead();
        });

        assertThat(Wire.exchange(bff.port(), GET)).endsWith("ok");
        assertThat(Wire.exchange(bff.port(), GET)).endsWith("ok");

        assertThat(backend.connections()).isEqualTo(2);
    }

    @Test
    void answers504WhenTheHeadDoesNotCome() throws Exception {
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send("HTTP/1.1 200 OK\r\nX-Slow");
            wire.isEndedByOther();
        });

        assertThat(Wire.exchange(bff.port(), GET)).startsWith("HTTP/1.1 504 ").contains("UPSTREAM_TIMEOUT");
    }

    @Test
    void cutsOffAReplyInWhichNothingMovesAnyMore() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            if (wire.isEndedByOther()) {
                cancelled.countDown();
            }
        });

        assertThat(Wire.exchange(bff.port(), GET)).contains("4\r\npart\r\n").doesNotContain("\r\n0\r\n");
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotCutOffAClientThatIsSlowButAlive() throws Exception {
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            sendLarge(wire, STREAMED_BYTES);
        });
        try (Wire client = Wire.to(bff.port())) {
            client.send(GET).readHead();

            // Longer than the patience of the proxy, and everything on the way is full and nothing moves.
            await().pollDelay(PATIENCE.multipliedBy(2)).until(() -> true);

            assertThat(client.skipToEnd()).isEqualTo(STREAMED_BYTES);
        }
    }

    @Test
    void sendsHeadAndFirstEventAtOnce() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        CountDownLatch eventSeen = new CountDownLatch(1);
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            headSeen.await(5, TimeUnit.SECONDS);
            wire.send("9\r\ndata: 1\n\n\r\n");
            eventSeen.await(5, TimeUnit.SECONDS);
        });
        try (Wire client = Wire.to(bff.port())) {
            assertThat(client.send(GET).readHead()).contains("text/event-stream");
            headSeen.countDown();
            assertThat(client.read(14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
            eventSeen.countDown();
        }
    }

    @Test
    void streamsALargeReplyWithoutHoldingIt() throws Exception {
        AtomicLong sent = new AtomicLong();
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + STREAMED_BYTES + "\r\n\r\n");
            stream(wire, STREAMED_BYTES, sent);
        });
        try (Wire client = Wire.to(bff.port())) {
            client.send(GET).readHead();
            long held = whenItStops(sent);
            assertThat(held).isLessThan(ON_THE_WAY_BYTES);

            assertThat(client.skipToEnd()).isEqualTo(STREAMED_BYTES);
        }
    }

    @Test
    void takesAnUploadNoFasterThanTheBackendDoes() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<String> uploadHead = new CompletableFuture<>();
        AtomicLong received = new AtomicLong();
        backend.plays((wire, self) -> {
            uploadHead.complete(wire.readHead());
            go.await(20, TimeUnit.SECONDS);
            received.set(wire.read((int) STREAMED_BYTES).length());
            wire.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        });
        try (Wire client = Wire.to(bff.port())) {
            client.send("PUT /upload HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + STREAMED_BYTES
                    + "\r\n\r\n");
            CompletableFuture<Void> upload =
                    CompletableFuture.runAsync(() -> streamUnchecked(client, STREAMED_BYTES, sent));
            assertThat(uploadHead.get(5, TimeUnit.SECONDS))
                    .contains("Content-Length: " + STREAMED_BYTES)
                    .doesNotContain("chunked");

            assertThat(whenItStops(sent)).isLessThan(ON_THE_WAY_BYTES);
            go.countDown();

            upload.get(30, TimeUnit.SECONDS);
            assertThat(client.readHead()).startsWith("HTTP/1.1 201 ");
            assertThat(received.get()).isEqualTo(STREAMED_BYTES);
        }
    }

    @Test
    void passesChunksOfAnUploadOnAfterInvitingThem() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            body.complete(wire.readHead());
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        try (Wire client = Wire.to(bff.port())) {
            client.send("POST /upload HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue");
            client.send("3\r\nabc\r\n0\r\n\r\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(backend.nextHead())
                    .containsIgnoringCase("transfer-encoding: chunked\r\n")
                    .doesNotContain("Expect");
            assertThat(body.get(5, TimeUnit.SECONDS)).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
        }
    }

    @Test
    void cancelsTheBackendsReplyWhenTheClientLeaves() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        backend.plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            if (wire.isEndedByOther()) {
                cancelled.countDown();
            }
        });

        try (Wire client = Wire.to(bff.port())) {
            client.send(GET).readHead();
        }
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cancelsTheCallWhenTheClientLeavesBeforeAnyReply() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        backend.plays((wire, self) -> {
            wire.readHead();
            asked.countDown();
            if (wire.isEndedByOther()) {
                cancelled.countDown();
            }
        });

        try (Wire client = Wire.to(bff.port())) {
            client.send(GET);
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cutsTheBackendOffWhereTheClientCutsOffItsUpload() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cutOff = new CountDownLatch(1);
        AtomicBoolean endedInGoodOrder = new AtomicBoolean();
        backend.plays((wire, self) -> {
            wire.readHead();
            asked.countDown();
            endedInGoodOrder.set(wire.readToEnd().contains("0\r\n\r\n"));
            cutOff.countDown();
        });

        try (Wire client = Wire.to(bff.port())) {
            client.send("POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(cutOff.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(endedInGoodOrder).isFalse();
    }

    @Test
    void passesOnAReplyThatComesBeforeTheUploadHasEnded() throws Exception {
        backend.plays((wire, self) -> {
            wire.readHead();
            wire.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno!");
            wire.isEndedByOther();
        });
        try (Wire client = Wire.to(bff.port())) {
            client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nstart");

            assertThat(client.readHead()).startsWith("HTTP/1.1 413 Too Large\r\n");
            assertThat(client.read(3)).isEqualTo("no!");
        }
    }

    private static void sendLarge(Wire wire, long bytes) throws IOException {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
        stream(wire, bytes, new AtomicLong());
    }

    private static void stream(Wire wire, long bytes, AtomicLong sent) throws IOException {
        byte[] part = new byte[1 << 16];
        for (long left = bytes; left > 0; left -= part.length) {
            wire.send(left < part.length ? new byte[(int) left] : part);
            sent.addAndGet(Math.min(left, part.length));
        }
    }

    private static void streamUnchecked(Wire wire, long bytes, AtomicLong sent) {
        try {
            stream(wire, bytes, sent);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The count once it has not moved for a while: everything on the way is full. */
    private static long whenItStops(AtomicLong count) {
        AtomicLong last = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> last.getAndSet(count.get()) == count.get() && count.get() > 0);
        return last.get();
    }
}
