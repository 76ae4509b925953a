package dev.braid.load.stream;

/**
 * What one viewer got, row by row: which frames are missing that nobody said were dropped, and which orders did not come or came twice. Counts
 * from the first frame after {@link #begin}.
 */
final class Account {

    private static final long NONE = -1;

    private final boolean everyRow;
    private long firstRow = NONE;
    private long lastRow = NONE;
    private long nextOrder = NONE;
    private long frames;
    private long dropped;
    private long missing;
    private long doubled;
    private long ordersMissing;
    private long ordersDoubled;

    /** @param everyRow whether each row has a frame; else a frame may stand for some, and only orders can be missing */
    Account(boolean everyRow) {
        this.everyRow = everyRow;
    }

    /** Forgets what was counted; what comes next is still compared with what came before. */
    void begin() {
        firstRow = NONE;
        frames = 0;
        dropped = 0;
        missing = 0;
        doubled = 0;
        ordersMissing = 0;
        ordersDoubled = 0;
    }

    void accept(FrameScan frame) {
        frames++;
        if (firstRow == NONE) {
            firstRow = frame.row();
        }
        acceptRow(frame);
        acceptOrders(frame);
    }

    /** The last one; -1: none yet. */
    long row() {
        return lastRow;
    }

    /** How many frames were made for this viewer while it counted, whether they came or not. */
    long made() {
        return firstRow == NONE ? 0 : lastRow - firstRow + 1;
    }

    long frames() {
        return frames;
    }

    /** Frames that others stand for, as these say. */
    long dropped() {
        return dropped;
    }

    /** Frames that neither came nor were said to be dropped. */
    long missing() {
        return missing;
    }

    long doubled() {
        return doubled;
    }

    long ordersMissing() {
        return ordersMissing;
    }

    long ordersDoubled() {
        return ordersDoubled;
    }

    @Override
    public String toString() {
        return "rows " + firstRow + " to " + lastRow + ", frames " + frames + ", dropped " + dropped + ", missing "
                + missing + ", doubled " + doubled + ", orders missing " + ordersMissing + ", orders doubled "
                + ordersDoubled;
    }

    private void acceptRow(FrameScan frame) {
        if (lastRow != NONE && frame.row() <= lastRow) {
            doubled++;
            return;
        }
        // What was dropped before the first frame was not made for this viewer.
        if (lastRow != NONE) {
            dropped += frame.dropped();
            missing += everyRow ? Math.max(0, frame.row() - lastRow - 1 - frame.dropped()) : 0;
        }
        lastRow = frame.row();
    }

    private void acceptOrders(FrameScan frame) {
        for (int index = 0; index < frame.orderCount(); index++) {
            acceptOrder(frame.order(index));
        }
        long due = SourceFrame.ordersBefore(lastRow + 1);
        if (nextOrder != NONE) {
            ordersMissing += Math.max(0, due - nextOrder);
        }
        nextOrder = Math.max(nextOrder, due);
    }

    private void acceptOrder(long order) {
        if (nextOrder == NONE) {
            nextOrder = order;
        }
        if (order < nextOrder) {
            ordersDoubled++;
            return;
        }
        ordersMissing += order - nextOrder;
        nextOrder = order + 1;
    }
}
