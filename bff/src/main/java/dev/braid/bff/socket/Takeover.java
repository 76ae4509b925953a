package dev.braid.bff.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import java.util.ArrayList;
import java.util.List;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.AbortedException;

/**
 * Takes a connection over that Reactor Netty has made ready: handlers of HTTP are taken away, ours put before Reactor's own, which from
 * then on sees nothing but the connection's end.
 */
final class Takeover {

    /** Two frames of about 250 bytes, each with the 96 that Netty counts for an entry; what is larger goes one by one. */
    private static final WriteBufferWaterMark TWO_FRAMES = new WriteBufferWaterMark(512, 1024);

    /**
     * What Linux takes of a connection beyond what the other side lets it send: without this bound it would be all of the send buffer, 100 frames and more
     * of the past, where somebody does not read (tcp(7), TCP_NOTSENT_LOWAT). Other systems have the send buffer alone.
     */
    private static final long UNSENT_BYTES = 1024;

    private static final String CONNECTION = "braid.socket";

    private final Channel channel;
    private final ChannelPipeline pipeline;

    private Takeover(Channel channel) {
        this.channel = channel;
        this.pipeline = channel.pipeline();
    }

    /**
     * To be called on the connection's loop.
     *
     * @param sendBuffer bytes that the system keeps for the other side
     * @throws AbortedException if the connection has ended; its handlers may be gone, and nobody would hear of the end
     */
    static Takeover of(Channel channel, int sendBuffer) {
        if (!channel.isActive()) {
            throw AbortedException.beforeSend();
        }
        channel.config().setWriteBufferWaterMark(TWO_FRAMES);
        channel.config().setOption(ChannelOption.SO_SNDBUF, sendBuffer);
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
        return new Takeover(channel);
    }

    /** After the handshake as a server. */
    void webSocket(SocketLimits limits, SocketHandler handler) {
        ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
        open(limits, true, WebSocketConnection.ofServer(handler, limits, encoder));
    }

    /** After the handshake as a client. */
    void clientWebSocket(SocketLimits limits, SocketHandler handler) {
        open(limits, false, WebSocketConnection.ofClient(handler, limits));
    }

    private void open(SocketLimits limits, boolean masked, WebSocketConnection connection) {
        // Reactor Netty's own allows bits of extensions, of which none was agreed on.
        WebSocketDecoderConfig strict = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(masked)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .maxFramePayloadLength(limits.largestMessage())
                .build();
        String decoder = pipeline.context(WebSocketFrameDecoder.class).name();
        pipeline.replace(decoder, decoder, new WebSocket13FrameDecoder(strict));
        removeAbove(decoder);
        last("braid.utf8", new Utf8FrameValidator(false));
        last("braid.messages", new WebSocketFrameAggregator(limits.largestMessage()));
        last(CONNECTION, connection);
        connection.open();
    }

    /** When the head of the reply has been sent. */
    void eventStream(EventStreamConnection.Framing framing, SocketHandler handler) {
        EventStreamConnection connection = new EventStreamConnection(handler, framing);
        last(CONNECTION, connection);
        if (framing != EventStreamConnection.Framing.HTTP2) {
            String codec = pipeline.context(HttpServerCodec.class).name();
            removeAbove(codec);
            pipeline.remove(codec);
        }
        connection.open();
    }

    private void last(String name, ChannelHandler handler) {
        pipeline.addBefore(NettyPipeline.ReactiveBridge, name, handler);
    }

    /** What stands above the frame codec spoke HTTP; but for what counts the connections. */
    private void removeAbove(String decoder) {
        List<String> above = new ArrayList<>();
        boolean reached = false;
        for (String name : pipeline.names()) {
            ChannelHandler handler = pipeline.get(name);
            if (reached && handler != null && !isKept(name, handler)) {
                above.add(name);
            }
            reached |= name.equals(decoder);
        }
        above.forEach(pipeline::remove);
    }

    /** A client's frame encoder stands above its decoder, a server's below it. */
    private static boolean isKept(String name, ChannelHandler handler) {
        return handler instanceof WebSocketFrameEncoder
                || name.equals(NettyPipeline.ReactiveBridge)
                || name.equals(NettyPipeline.HttpMetricsHandler)
                || name.equals(CONNECTION);
    }
}
