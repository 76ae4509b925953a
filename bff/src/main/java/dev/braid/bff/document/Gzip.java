package dev.braid.bff.document;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** The compressed form of a content, completed by one of several endings without compressing the content again. */
final class Gzip {

    /*
     * A deflate stream is a sequence of blocks. A sync flush ends the last one on a byte, so that blocks of another deflater may
     * follow; those of the ending refer to nothing before them (RFC 1951 section 2, RFC 1952 section 2.3).
     */

    /** Smaller ones fit into one packet anyway; Zuul's threshold is 860, Apache's advice 1,000. */
    private static final int SMALLEST_CONTENT = 1_000;

    /** 1 is twice as fast and a tenth larger than the default 6 on rows of bars. */
    private static final int LEVEL = 1;

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final byte[] content;
    private final byte[] blocks;

    private Gzip(byte[] content, byte[] blocks) {
        this.content = content;
        this.blocks = blocks;
    }

    static Gzip of(byte[] content) {
        return new Gzip(content, content.length < SMALLEST_CONTENT ? new byte[0] : blocks(content, false));
    }

    /** Content and ending as one gzip member; empty where compressing does not pay. */
    byte[] endingWith(byte[] ending) {
        if (blocks.length == 0) {
            return new byte[0];
        }
        CRC32 checksum = new CRC32();
        checksum.update(content);
        checksum.update(ending);
        byte[] lastBlocks = blocks(ending, true);
        return ByteBuffer.allocate(HEADER.length + blocks.length + lastBlocks.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HEADER)
                .put(blocks)
                .put(lastBlocks)
                .putInt((int) checksum.getValue())
                .putInt(content.length + ending.length)
                .array();
    }

    private static byte[] blocks(byte[] bytes, boolean last) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            deflater.setInput(bytes);
            if (last) {
                deflater.finish();
            }
            return drained(deflater, last, bytes.length);
        } finally {
            deflater.end();
        }
    }

    private static byte[] drained(Deflater deflater, boolean last, int size) {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream(size / 4 + 64);
        byte[] buffer = new byte[16 * 1024];
        int flush = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, flush);
            blocks.write(buffer, 0, count);
        } while (last ? !deflater.finished() : count == buffer.length);
        return blocks.toByteArray();
    }
}
