package dev.braid.bff.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An event of an event stream (the HTML standard, section 9.2) as one chunk of a body (RFC 9112 section 7.1), as it is on the network. */
final class EventStreamChunk {

    private static final byte[] DATA = ascii("data:");
    private static final byte[] END_OF_EVENT = ascii("\n\n");
    private static final byte[] END_OF_CHUNK = ascii("\r\n");

    private EventStreamChunk() {}

    static ByteBuf of(ByteBuf json, @Nullable String id) {
        byte[] numbered = id == null ? new byte[0] : ascii("id:" + id + "\n");
        int length = numbered.length + DATA.length + json.readableBytes() + END_OF_EVENT.length;
        byte[] size = ascii(Integer.toHexString(length));
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(size.length + length + 2 * END_OF_CHUNK.length);
        return chunk.writeBytes(size)
                .writeBytes(END_OF_CHUNK)
                .writeBytes(numbered)
                .writeBytes(DATA)
                .writeBytes(json, json.readerIndex(), json.readableBytes())
                .writeBytes(END_OF_EVENT)
                .writeBytes(END_OF_CHUNK);
    }

    /** Narrows the chunk to what is in it. */
    static ByteBuf content(ByteBuf chunk) {
        int start = chunk.bytesBefore((byte) '\n') + 1;
        return chunk.skipBytes(start).writerIndex(chunk.writerIndex() - END_OF_CHUNK.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
