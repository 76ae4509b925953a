package dev.braid.bff.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket (RFC 6455) above Netty's frame codec: whole messages, pings answered, the close handshake from either side. What breaks the
 * protocol is answered with a close frame that says so, and ends the connection.
 *
 * <p>A server's messages go out below the frame encoder, as they were encoded once; a client's have to be masked, each on its own.
 */
final class WebSocketConnection extends TakenConnection {

    /** RFC 6455, section 7.4.1: a close frame came without a code. */
    private static final int NO_CODE = 1005;

    /** Null for a client, whose messages the encoder has to mask. */
    private final @Nullable ChannelHandlerContext belowEncoder;

    private final SocketLimits limits;
    private @Nullable ByteBuf unansweredPing;
    private boolean answered;

    private WebSocketConnection(
            SocketHandler handler, SocketLimits limits, @Nullable ChannelHandlerContext belowEncoder) {
        super(handler);
        this.limits = limits;
        this.belowEncoder = belowEncoder;
    }

    /** @param encoder that of the frames, whose place in the pipeline is where messages go out */
    static WebSocketConnection ofServer(SocketHandler handler, SocketLimits limits, ChannelHandlerContext encoder) {
        return new WebSocketConnection(handler, limits, encoder);
    }

    static WebSocketConnection ofClient(SocketHandler handler, SocketLimits limits) {
        return new WebSocketConnection(handler, limits, null);
    }

    @Override
    void send(Message message) {
        if (belowEncoder == null) {
            context()
                    .write(
                            new TextWebSocketFrame(message.json().retain()),
                            context().voidPromise());
            return;
        }
        belowEncoder.write(message.webSocketFrame(), belowEncoder.voidPromise());
    }

    @Override
    void sendAsking(Message message) {
        if (belowEncoder == null) {
            send(message);
            return;
        }
        belowEncoder.write(message.webSocketFrameAsking(), belowEncoder.voidPromise());
    }

    /** Sends a binary message with the next flush, and takes the reference over. */
    void sendBinary(ByteBuf message) {
        if (isClosing()) {
            message.release();
            return;
        }
        context().write(new BinaryWebSocketFrame(message), context().voidPromise());
    }

    /** Whether what comes in is read; what is not read waits in the network, and no end of the connection is noticed. */
    void reading(boolean reading) {
        channel().config().setAutoRead(reading);
    }

    @Override
    void sendPing() {
        context().write(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), context().voidPromise());
    }

    /** The other side answers with a close frame of its own, and then the connection ends. */
    @Override
    void sayGoodbye(Closing why) {
        context().writeAndFlush(new CloseWebSocketFrame(why.code(), why.reason()));
    }

    @Override
    public void channelRead(ChannelHandlerContext read, Object message) {
        try {
            if (message instanceof CloseWebSocketFrame close) {
                closeFrame(close);
            } else if (!isClosing()) {
                frame(message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext read) {
        if (answered) {
            answered = false;
            flush();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException violation) {
            violated(violation.closeStatus());
        } else if (cause instanceof TooLongFrameException) {
            violated(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        } else {
            super.exceptionCaught(failed, cause);
        }
    }

    @Override
    void resume() {
        ByteBuf ping = unansweredPing;
        if (ping != null) {
            unansweredPing = null;
            context().writeAndFlush(new PongWebSocketFrame(ping), context().voidPromise());
        }
    }

    @Override
    void forget() {
        ReferenceCountUtil.release(unansweredPing);
        unansweredPing = null;
    }

    private void frame(Object frame) {
        if (frame instanceof TextWebSocketFrame text) {
            handler().text(this, text.content());
        } else if (frame instanceof PingWebSocketFrame ping) {
            answer(ping.content());
        } else if (frame instanceof PongWebSocketFrame pong) {
            pong(pong.content());
        } else if (frame instanceof BinaryWebSocketFrame binary) {
            binary(binary.content());
        }
    }

    private void pong(ByteBuf payload) {
        if (payload.readableBytes() == 1 && payload.getByte(payload.readerIndex()) == Message.ASKING) {
            handler().hasRead(this);
            return;
        }
        handler().pong(this);
    }

    private void binary(ByteBuf message) {
        if (limits.binary()) {
            handler().binary(this, message);
            return;
        }
        close(new Closing(WebSocketCloseStatus.INVALID_MESSAGE_TYPE.code(), "binary message (expected: text)"));
    }

    /** Of pings that come faster than their answers go out only the newest is answered (RFC 6455, section 5.5.3). */
    private void answer(ByteBuf ping) {
        if (channel().isWritable()) {
            context().write(new PongWebSocketFrame(ping.retain()), context().voidPromise());
            answered = true;
            return;
        }
        forget();
        unansweredPing = ping.retain();
    }

    private void closeFrame(CloseWebSocketFrame close) {
        int code = close.statusCode();
        if (isClosing(code == -1 ? NO_CODE : code)) {
            channel().close();
            return;
        }
        context()
                .writeAndFlush(code == -1 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, ""))
                .addListener(ChannelFutureListener.CLOSE);
    }

    /** Nothing that comes after it can be read. */
    private void violated(WebSocketCloseStatus status) {
        if (isClosing(status.code())) {
            channel().close();
            return;
        }
        context().pipeline().remove(WebSocketFrameDecoder.class);
        context()
                .writeAndFlush(new CloseWebSocketFrame(status.code(), status.reasonText()))
                .addListener((ChannelFuture sent) -> endOfSending(sent.channel()));
    }

    /**
     * Closed with something unread, a connection is reset, and the other side may lose the close frame: so it is told that nothing more
     * comes, and has the time of the farewell to end the connection itself.
     */
    private static void endOfSending(Channel channel) {
        if (channel instanceof DuplexChannel tcp && channel.pipeline().get(SslHandler.class) == null) {
            tcp.shutdownOutput();
            return;
        }
        channel.close();
    }
}
