package dev.braid.bff.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text that is encoded once and written to any number of connections, as the same bytes. Safe for use by many event loops; reference
 * counted, and begins with one reference.
 *
 * <p>Not Netty's {@code TextWebSocketFrame}, whose header is encoded anew for each connection, and which only one of them can have.
 */
public final class Message extends AbstractReferenceCounted {

    /** RFC 6455 section 5.2: final fragment, text. */
    private static final int FINAL_TEXT = 0x81;

    private static final int SHORT_LENGTH = 125;
    private static final int MEDIUM_LENGTH = 0xFFFF;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;
    private static final int LONGEST_HEADER = 10;

    /**
     * What an answer to {@link #webSocketFrameAsking} carries; other pings carry nothing, as do pongs that nobody asked for (RFC 6455, section 5.5.3),
     * which some clients send to keep connections.
     */
    static final byte ASKING = 'r';

    /** RFC 6455, section 5.5.2, with one byte of payload. */
    private static final byte[] PING = {(byte) 0x89, 1, ASKING};

    private static final ByteBufAllocator MEMORY = PooledByteBufAllocator.DEFAULT;

    private final ByteBuf frame;
    /** Of the message; a ping stands behind it. */
    private final int bytes;

    private final int headerBytes;
    private final @Nullable String eventId;
    private @Nullable ByteBuf event;

    private Message(ByteBuf frame, int headerBytes, @Nullable String eventId) {
        this.frame = frame;
        this.bytes = frame.readableBytes() - PING.length;
        this.headerBytes = headerBytes;
        this.eventId = eventId;
    }

    /**
     * Copies the text.
     *
     * @param json UTF-8 without line breaks, from its reader index to its writer index, both left as they are
     * @param eventId what an event stream numbers it by; null: it is not to be resumed from
     */
    public static Message of(ByteBuf json, @Nullable String eventId) {
        int length = json.readableBytes();
        ByteBuf frame = MEMORY.directBuffer(LONGEST_HEADER + length + PING.length);
        writeHeader(frame, length);
        int headerBytes = frame.readableBytes();
        frame.writeBytes(json, json.readerIndex(), length).writeBytes(PING);
        return new Message(frame, headerBytes, eventId);
    }

    public static Message of(String json) {
        ByteBuf text = ByteBufUtil.writeUtf8(MEMORY, json);
        try {
            return of(text, null);
        } finally {
            text.release();
        }
    }

    /** The text; a view that lives as long as this message. */
    public ByteBuf json() {
        return frame.slice(headerBytes, bytes - headerBytes);
    }

    /** How many bytes it is on a WebSocket. */
    public int bytes() {
        return bytes;
    }

    /** The WebSocket frame, unmasked as those of servers are; one reference more, which the caller releases. */
    ByteBuf webSocketFrame() {
        return frame.retainedDuplicate().writerIndex(bytes);
    }

    /** The same with a ping behind it, whose answer says that the frame was read; one buffer, so that it is written at once. */
    ByteBuf webSocketFrameAsking() {
        return frame.retainedDuplicate();
    }

    /** The event of an event stream, as a chunk of an HTTP/1.1 body; one reference more, which the caller releases. */
    synchronized ByteBuf eventChunk() {
        if (event == null) {
            event = EventStreamChunk.of(json(), eventId);
        }
        return event.retainedDuplicate();
    }

    /** The event without the chunk around it; one reference more, which the caller releases. */
    ByteBuf event() {
        return EventStreamChunk.content(eventChunk());
    }

    @Override
    public Message retain() {
        super.retain();
        return this;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        frame.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        frame.release();
        if (event != null) {
            event.release();
        }
    }

    @Override
    public String toString() {
        return refCnt() == 0 ? "released" : json().toString(StandardCharsets.UTF_8);
    }

    private static void writeHeader(ByteBuf frame, int length) {
        frame.writeByte(FINAL_TEXT);
        if (length <= SHORT_LENGTH) {
            frame.writeByte(length);
        } else if (length <= MEDIUM_LENGTH) {
            frame.writeByte(MEDIUM).writeShort(length);
        } else {
            frame.writeByte(LONG).writeLong(length);
        }
    }
}
