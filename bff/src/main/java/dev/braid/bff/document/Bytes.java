package dev.braid.bff.document;

import java.util.Arrays;

/** Joins what is sent as one. */
final class Bytes {

    private Bytes() {}

    static byte[] joined(byte[] beginning, byte[] ending) {
        byte[] joined = Arrays.copyOf(beginning, beginning.length + ending.length);
        System.arraycopy(ending, 0, joined, beginning.length, ending.length);
        return joined;
    }
}
