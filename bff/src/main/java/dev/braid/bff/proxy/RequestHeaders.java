package dev.braid.bff.proxy;

import dev.braid.bff.web.RawTarget;
import dev.braid.bff.web.TrustedProxies;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;
import reactor.netty.http.server.HttpServerRequest;

/** What of a client's header section goes to the backend, and what bff says there about the client. */
final class RequestHeaders {

    /**
     * Written anew below: the backend's own name, the span. And Expect, because bff itself tells the client to go on as soon as the
     * backend's connection takes the body.
     */
    private static final Set<String> REPLACED =
            Set.of("host", "traceparent", "tracestate", "expect", RawTarget.HEADER.toLowerCase(Locale.ROOT));

    private RequestHeaders() {}

    static HttpHeaders toBackend(HttpServerRequest request, String authority, TrustedProxies trusted) {
        HttpHeaders from = request.requestHeaders();
        HttpHeaders to =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        to.set(HttpHeaderNames.HOST, authority);
        EndToEnd.copy(from, to, name -> REPLACED.contains(name) || Forwarded.isOne(name));
        frame(from, to);
        Forwarded.say(request, to, trusted);
        to.add(HttpHeaderNames.VIA, Via.of(request.version()));
        return to;
    }

    /** RFC 9112 section 6.3: a body whose length is not known goes on in chunks, as it came. */
    private static void frame(HttpHeaders from, HttpHeaders to) {
        if (from.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            to.remove(HttpHeaderNames.CONTENT_LENGTH);
            to.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }
}
