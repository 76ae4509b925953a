package dev.braid.bff.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may wait for all viewers together, beside what they share: each may have a mebibyte of orders, and thousands who stall at once
 * would have all memory. Whoever would take more than is left is to come back. Safe for use by many threads.
 */
final class WaitingBytes {

    /** What 64 viewers may have who have the most that one may; a quarter of a heap of 256 MiB. */
    static final long MOST = 64L * 1024 * 1024;

    private final AtomicLong left;

    WaitingBytes() {
        this(MOST);
    }

    WaitingBytes(long most) {
        left = new AtomicLong(most);
    }

    /** @return false: there is not so much left, and nothing was taken */
    boolean take(long bytes) {
        long before = left.get();
        while (before >= bytes) {
            if (left.compareAndSet(before, before - bytes)) {
                return true;
            }
            before = left.get();
        }
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
