package dev.braid.bff.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Answers a request with a body in the protocol it came in, though it offers another: a client's offer may be ignored (RFC 9110,
 * section 7.8). Whoever takes it up has to read the whole body first, and Reactor Netty answers 413 instead. The JDK's client makes
 * this offer with its first request, whatever that is.
 */
final class DeclinedUpgrade extends ChannelInboundHandlerAdapter {

    /** RFC 7540, section 3.2.1. */
    private static final String HTTP2_SETTINGS = "HTTP2-Settings";

    private DeclinedUpgrade() {}

    static void addTo(ChannelPipeline pipeline) {
        ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
        if (codec != null) {
            pipeline.addAfter(codec.name(), "declinedUpgrade", new DeclinedUpgrade());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && hasBody(request)) {
            decline(request.headers());
        }
        context.fireChannelRead(message);
    }

    private static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || !"0".equals(request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0"));
    }

    /** Only the way to HTTP/2: what else is offered is not Reactor Netty's to take up. */
    private static void decline(HttpHeaders headers) {
        if (headers.containsValue(HttpHeaderNames.UPGRADE, "h2c", true)) {
            headers.remove(HttpHeaderNames.UPGRADE);
            headers.remove(HTTP2_SETTINGS);
        }
    }
}
