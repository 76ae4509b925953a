package dev.braid.load.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a WebSocket (RFC 6455), as little of it as a viewer needs: messages come whole and are handed on in an array that is used
 * again for the next one.
 *
 * <p>Not Netty's client handlers, which cost more for each message than what is measured.
 */
final class ViewerSocket extends ByteToMessageDecoder {

    interface Listener {

        void opened(Channel channel);

        void message(Channel channel, byte[] message, int length);

        /** Exactly once, also if it was never opened. */
        void closed(int code, String reason);
    }

    static final int NO_CLOSE_FRAME = 1006;

    private static final int FINAL = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MASKED = 0x80;
    private static final int SHORT = 125;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;
    private static final String SWITCHING = "HTTP/1.1 101";

    private final URI target;
    private final @Nullable String subprotocol;
    private final Listener listener;
    private final byte[] scratch;
    private boolean open;
    private boolean closed;

    /** @param scratch as large as the longest message; it may serve all sockets of an event loop */
    ViewerSocket(URI target, @Nullable String subprotocol, Listener listener, byte[] scratch) {
        this.target = target;
        this.subprotocol = subprotocol;
        this.listener = listener;
        this.scratch = scratch;
    }

    static void send(Channel channel, String text) {
        channel.writeAndFlush(frame(channel, TEXT, text.getBytes(StandardCharsets.UTF_8)), channel.voidPromise());
    }

    static void close(Channel channel) {
        channel.writeAndFlush(frame(channel, CLOSE, new byte[] {0x3, (byte) 0xE8}))
                .addListener(written -> channel.close());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String request = "GET " + target.getRawPath() + query + " HTTP/1.1\r\nHost: " + target.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
                + (subprotocol == null ? "" : "\r\nSec-WebSocket-Protocol: " + subprotocol) + "\r\n\r\n";
        context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), request), context.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended(NO_CLOSE_FRAME, open ? "cut" : "refused");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        ended(NO_CLOSE_FRAME, failure.toString());
        context.close();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (!open && !closed) {
            finishHandshake(context, in);
        } else if (closed) {
            in.skipBytes(in.readableBytes());
        } else {
            readFrame(context, in);
        }
    }

    private void finishHandshake(ChannelHandlerContext context, ByteBuf in) {
        String head = in.toString(StandardCharsets.US_ASCII);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        if (!head.startsWith(SWITCHING)) {
            ended(NO_CLOSE_FRAME, head.substring(0, head.indexOf("\r\n")));
            context.close();
            return;
        }
        in.skipBytes(end + 4);
        open = true;
        listener.opened(context.channel());
    }

    private void readFrame(ChannelHandlerContext context, ByteBuf in) {
        int start = in.readerIndex();
        int available = in.readableBytes();
        if (available < 2) {
            return;
        }
        int opcode = in.getUnsignedByte(start);
        int header = 2;
        long length = in.getUnsignedByte(start + 1);
        if (length == MEDIUM && available >= 4) {
            header = 4;
            length = in.getUnsignedShort(start + 2);
        } else if (length == LONG && available >= 10) {
            header = 10;
            length = in.getLong(start + 2);
        } else if (length > SHORT) {
            return;
        }
        if (length > scratch.length) {
            throw new IllegalStateException("message: " + length + " bytes (expected: at most " + scratch.length + ")");
        }
        if (available < header + length) {
            return;
        }
        in.getBytes(start + header, scratch, 0, (int) length);
        in.skipBytes(header + (int) length);
        take(context, opcode, (int) length);
    }

    private void take(ChannelHandlerContext context, int opcode, int length) {
        switch (opcode) {
            case FINAL | TEXT -> listener.message(context.channel(), scratch, length);
            case FINAL | PING -> {
                byte[] echoed = Arrays.copyOf(scratch, length);
                context.writeAndFlush(frame(context.channel(), PONG, echoed), context.voidPromise());
            }
            case FINAL | PONG -> {}
            case FINAL | CLOSE -> {
                int code = length < 2 ? 1005 : (scratch[0] & 0xFF) << 8 | scratch[1] & 0xFF;
                ended(code, length < 2 ? "" : new String(scratch, 2, length - 2, StandardCharsets.UTF_8));
                close(context.channel());
            }
            default ->
                throw new IllegalStateException(
                        "first byte of a frame: " + opcode + " (expected: a whole text message)");
        }
    }

    private void ended(int code, String reason) {
        if (!closed) {
            closed = true;
            listener.closed(code, reason);
        }
    }

    /** A client's frames are masked; with a mask of zeros the bytes stay as they are. */
    private static ByteBuf frame(Channel channel, int opcode, byte[] payload) {
        ByteBuf frame = channel.alloc().buffer(8 + payload.length).writeByte(FINAL | opcode);
        if (payload.length <= SHORT) {
            frame.writeByte(MASKED | payload.length);
        } else {
            frame.writeByte(MASKED | MEDIUM).writeShort(payload.length);
        }
        return frame.writeInt(0).writeBytes(payload);
    }
}
