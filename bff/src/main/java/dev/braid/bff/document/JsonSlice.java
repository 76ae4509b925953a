package dev.braid.bff.document;

import java.nio.charset.StandardCharsets;

/**
 * One JSON value as it stands in a reply.
 *
 * @param from its first byte in {@code bytes}
 * @param to the byte behind its last one
 * @param elements of an array; 0 for anything else
 */
public record JsonSlice(byte[] bytes, int from, int to, int elements) {

    /** The text of the value, quotes included where it is a string; for short values. */
    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
