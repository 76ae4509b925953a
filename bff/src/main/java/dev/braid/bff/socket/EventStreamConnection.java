package dev.braid.bff.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * The body of a reply that is an event stream (the HTML standard, section 9.2), after its head was sent. What the client sends
 * beside its request is not read by anyone.
 *
 * <p>Reactor Netty ends the reply when its head is out; that end is kept back, so that the exchange is over for it, and for whoever measures
 * requests, while the connection stays.
 */
final class EventStreamConnection extends TakenConnection {

    /** How events are put into the body. */
    enum Framing {
        /** HTTP/1.1: each a chunk. */
        CHUNKS,
        /** HTTP/1.0: as they are, until the connection ends. */
        NONE,
        /** HTTP/2: by the stream's own codec. */
        HTTP2
    }

    private static final ByteBuf COMMENT = constant(":\n\n");
    private static final ByteBuf COMMENT_CHUNK = constant("3\r\n:\n\n\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");

    /**
     * An {@code EventSource} knows no closing codes and comes back by itself, after as long as it was told: 24 days here. A reply that says so
     * for good, 204, would need to know it again.
     */
    private static final String STAY_AWAY = "retry:2147483647\n\n";

    private static final ByteBuf FOR_GOOD = constant(STAY_AWAY);
    private static final ByteBuf FOR_GOOD_CHUNK =
            constant(Integer.toHexString(STAY_AWAY.length()) + "\r\n" + STAY_AWAY + "\r\n");

    private final Framing framing;
    private boolean replyEnded;

    EventStreamConnection(SocketHandler handler, Framing framing) {
        super(handler);
        this.framing = framing;
    }

    @Override
    void send(Message message) {
        sendBytes(framing == Framing.CHUNKS ? message.eventChunk() : message.event());
    }

    @Override
    void sendPing() {
        sendBytes(framing == Framing.CHUNKS ? COMMENT_CHUNK.duplicate() : COMMENT.duplicate());
    }

    @Override
    void sayGoodbye(Closing why) {
        if (why.isForGood()) {
            sendBytes(framing == Framing.CHUNKS ? FOR_GOOD_CHUNK.duplicate() : FOR_GOOD.duplicate());
        }
        Object end = switch (framing) {
            case CHUNKS -> LAST_CHUNK.duplicate();
            case NONE -> Unpooled.EMPTY_BUFFER;
            case HTTP2 -> LastHttpContent.EMPTY_LAST_CONTENT;
        };
        context().writeAndFlush(end).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext through, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !replyEnded) {
            replyEnded = true;
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            return;
        }
        through.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext read, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext read) {
        // Nobody above reads anything.
    }

    private void sendBytes(ByteBuf bytes) {
        Object message = framing == Framing.HTTP2 ? new DefaultHttpContent(bytes) : bytes;
        context().write(message, context().voidPromise());
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
