package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer still has to get: never more than one frame. It is the newest, with the orders of all frames it replaced before its
 * own, and counted in {@code dropped} are those frames and whatever they stood for. So nothing is stale, and no order is lost.
 *
 * <p>For one event loop. Whoever is done with it empties it.
 */
final class FrameSlot {

    /** All orders of a hundred frames at the greatest speed. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final byte[] NONE = new byte[0];
    private static final int FIRST_BYTES = 256;

    private final WaitingBytes all;
    private final int mostBytes;
    private @Nullable Frame newest;
    private byte[] orders = NONE;
    private int bytes;
    /** How many frames were made of the one that is there, beside those that the backend had made of it. */
    private long replaced;

    FrameSlot(WaitingBytes all) {
        this(all, MOST_BYTES);
    }

    /** @param mostBytes of orders of frames that were replaced */
    FrameSlot(WaitingBytes all, int mostBytes) {
        this.all = all;
        this.mostBytes = mostBytes;
    }

    /**
     * Puts a frame in place of the one that is here; the caller's reference stays the caller's.
     *
     * @return false: the orders would have become more than are kept, here or for all, and the slot is as it was
     */
    boolean offer(Frame frame) {
        if (newest != null && !replace(newest)) {
            return false;
        }
        newest = frame.retain();
        return true;
    }

    private boolean replace(Frame old) {
        if (old.hasOrders()) {
            int length = old.orders().length();
            int needed = bytes == 0 ? length : bytes + 1 + length;
            if (needed > mostBytes || !hasRoom(needed)) {
                return false;
            }
            append(old, needed);
        }
        replaced += 1 + old.dropped();
        old.release();
        return true;
    }

    private boolean hasRoom(int needed) {
        if (needed <= orders.length) {
            return true;
        }
        // Doubled, so that a long wait copies little; but one viewer has no more of what all may take than its share.
        int length = Math.min(mostBytes, Math.max(FIRST_BYTES, Math.max(needed, orders.length * 2)));
        if (!all.take(length - orders.length)) {
            return false;
        }
        orders = Arrays.copyOf(orders, length);
        return true;
    }

    private void append(Frame old, int needed) {
        int at = bytes;
        if (bytes > 0) {
            orders[at++] = ',';
        }
        old.message()
                .json()
                .getBytes(old.orders().from(), orders, at, old.orders().length());
        bytes = needed;
    }

    boolean isEmpty() {
        return newest == null;
    }

    /** Takes what is there; null: nothing. The caller releases it. */
    @Nullable Message poll() {
        Frame frame = newest;
        if (frame == null) {
            return null;
        }
        Message message = replaced == 0 ? frame.message().retain() : merged(frame);
        clear();
        return message;
    }

    private Message merged(Frame frame) {
        return frame.standingFor(Unpooled.wrappedBuffer(orders, 0, bytes), replaced);
    }

    /** When the frame that is there came. */
    long arrived() {
        return newest == null ? 0 : newest.arrived();
    }

    long row() {
        return newest == null ? -1 : newest.i();
    }

    void clear() {
        if (newest != null) {
            newest.release();
            newest = null;
        }
        all.giveBack(orders.length);
        orders = NONE;
        bytes = 0;
        replaced = 0;
    }
}
