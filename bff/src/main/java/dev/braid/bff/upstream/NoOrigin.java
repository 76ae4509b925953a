package dev.braid.bff.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import reactor.netty.NettyPipeline;

/**
 * Takes away the Origin that Netty invents for an upgrade. It says which page asks (RFC 6455 section 1.6), and here none does; to a backend
 * behind something that ends TLS it would be a foreign one.
 */
public final class NoOrigin extends ChannelOutboundHandlerAdapter {

    private NoOrigin() {}

    public static void in(ChannelPipeline pipeline) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "noOrigin", new NoOrigin());
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request) {
            request.headers().remove(HttpHeaderNames.ORIGIN);
            context.pipeline().remove(this);
        }
        context.write(message, promise);
    }
}
