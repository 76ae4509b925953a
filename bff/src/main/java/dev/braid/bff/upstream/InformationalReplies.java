package dev.braid.bff.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.NettyPipeline;

/**
 * Drops replies that only announce another one (RFC 9110 section 15.2). Reactor Netty knows 100 alone and takes any other of them,
 * such as 103 Early Hints, for the final reply.
 */
final class InformationalReplies extends ChannelInboundHandlerAdapter {

    private boolean dropping;

    static void dropFrom(ChannelPipeline pipeline) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "informationalReplies", new InformationalReplies());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse reply) {
            dropping = announcesAnother(reply);
        }
        if (!dropping) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            dropping = false;
            context.read();
        }
    }

    /** 101 does not: what follows it is no HTTP. */
    private static boolean announcesAnother(HttpResponse reply) {
        return reply.decoderResult().isSuccess()
                && reply.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && reply.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }
}
