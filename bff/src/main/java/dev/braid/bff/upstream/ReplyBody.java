package dev.braid.bff.upstream;

import dev.braid.bff.upstream.UpstreamException.Failure;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The bytes of a reply as they come in. Not thread-safe. */
final class ReplyBody {

    /**
     * Eight times the largest section there is, a year of minute bars (98,000 rows, 8 MB): what is larger is not the answer to
     * what bff asks, and a few of it would fill the heap.
     */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int INITIAL_BYTES = 8 * 1024;

    private byte[] bytes;
    private int size;

    /** @param expected the announced length, negative when there is none; a claim, so no more than the limit is believed */
    ReplyBody(long expected) {
        requireAllowed(expected);
        this.bytes = new byte[expected < 0 ? INITIAL_BYTES : (int) expected];
    }

    /** Copies what is readable; the buffer stays its owner's. */
    void append(ByteBuf part) {
        int length = part.readableBytes();
        requireAllowed((long) size + length);
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(2L * bytes.length, (long) size + length)));
        }
        part.readBytes(bytes, size, length);
        size += length;
    }

    byte[] toArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private static void requireAllowed(long length) {
        if (length > MAX_BYTES) {
            String message = "reply: " + length + " bytes or more (expected: <= " + MAX_BYTES + ")";
            throw new UpstreamException(Failure.UNAVAILABLE, message, null);
        }
    }
}
