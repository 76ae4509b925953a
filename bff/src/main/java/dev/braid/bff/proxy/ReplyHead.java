package dev.braid.bff.proxy;

import dev.braid.bff.observe.Correlation;
import dev.braid.bff.web.CrossOrigin;
import dev.braid.bff.web.HttpDate;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;

/** Status and header section of a reply, on their way to the client. */
final class ReplyHead {

    private ReplyHead() {}

    static void write(HttpClientResponse head, Passage passage) {
        HttpServerResponse reply = passage.response();
        reply.status(head.status());
        HttpHeaders from = head.responseHeaders();
        HttpHeaders to = reply.responseHeaders();
        EndToEnd.copy(from, to, name -> Correlation.FIELDS.contains(name) || isAboutOrigins(name, passage));
        to.add(HttpHeaderNames.VIA, Via.of(head.version()));
        if (!from.contains(HttpHeaderNames.DATE)) {
            // RFC 9110 section 6.6.1: whoever passes on a reply without a date adds one.
            to.set(HttpHeaderNames.DATE, HttpDate.now());
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

    /** To a page, bff has said itself who may read the reply; the backend believes that it is asked by another one. */
    private static boolean isAboutOrigins(String name, Passage passage) {
        return name.startsWith(CrossOrigin.FIELDS)
                && passage.request().requestHeaders().contains(HttpHeaderNames.ORIGIN);
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
