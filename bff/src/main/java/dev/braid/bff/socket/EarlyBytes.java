package dev.braid.bff.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import reactor.netty.NettyPipeline;

/**
 * Drops what a client sends before it is told that the connection is a WebSocket, which RFC 6455, section 4.1 forbids it to. Reactor Netty
 * 1.3.6 would give it to the exchange that has just ended, where nobody releases it.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

    private EarlyBytes() {}

    /** Until the connection is taken over. */
    static void areDroppedFrom(Channel channel) {
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "braid.earlyBytes", new EarlyBytes());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            bytes.release();
            return;
        }
        context.fireChannelRead(message);
    }
}
