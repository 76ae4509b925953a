package dev.braid.bff.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;

/** Status and header section of a reply, on their way to the client. */
final class ReplyHead {

    /** bff has said them already, and the backend only repeats what it was told. */
    private static final Set<String> ALREADY_SAID = Set.of("x-correlation-id", "traceparent", "tracestate");

    private ReplyHead() {}

    static void write(HttpClientResponse head, Passage passage) {
        HttpServerResponse reply = passage.response();
        reply.status(head.status());
        HttpHeaders from = head.responseHeaders();
        HttpHeaders to = reply.responseHeaders();
        Set<String> leftOut = HopByHop.namesIn(from);
        leftOut.addAll(ALREADY_SAID);
        HopByHop.copyOthers(from, to, leftOut);
        to.add(HttpHeaderNames.VIA, Via.of(head.version()));
        if (!from.contains(HttpHeaderNames.DATE)) {
            // RFC 9110 section 6.6.1: whoever passes on a reply without a date adds one.
            to.set(
                    HttpHeaderNames.DATE,
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        }
        frame(from, passage);
    }

    /** Whether nothing follows the head: RFC 9112 section 6.3, points 1 and 6. */
    static boolean endsTheReply(HttpClientResponse head, Passage passage) {
        int status = head.status().code();
        return passage.request().method().equals(HttpMethod.HEAD)
                || status == 204
                || status == 304
                || "0".equals(head.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH));
    }

    private static void frame(HttpHeaders from, Passage passage) {
        if (from.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            passage.response().chunkedTransfer(false);
            return;
        }
        boolean headOfChunks = from.contains(HttpHeaderNames.TRANSFER_ENCODING);
        if (passage.request().method().equals(HttpMethod.HEAD) && !headOfChunks) {
            passage.response().chunkedTransfer(false);
        }
        if (passage.isOfHttp10()) {
            // Chunks are unknown to it: the end of such a reply is the end of its connection.
            passage.response().chunkedTransfer(false).keepAlive(false);
        }
    }
}
