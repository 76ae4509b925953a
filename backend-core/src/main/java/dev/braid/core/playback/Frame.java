package dev.braid.core.playback;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state after some rows: {@code {"t":"frame","i","ts","ohlc":{o,h,l,c,v}|null,"orders":[…],"equity","dropped"}}.
 *
 * @param first row that it stands for
 * @param i last row that it stands for, whose instant and equity it shows
 * @param bar the minutes of its rows taken together; null: none of them has one
 * @param orders of its rows, as JSON separated by commas
 * @param dropped how many frames it stands for beside itself
 */
record Frame(int first, int i, long millis, @Nullable MinuteBar bar, String orders, double equity, int dropped) {

    /** One frame in place of both, if a client does not take them in time: the newer state, and every order. */
    Frame merged(Frame newer) {
        Frame both = i + 1 == newer.first ? followedBy(newer) : newer.withEarlier(orders);
        return new Frame(
                both.first, both.i, both.millis, both.bar, both.orders, both.equity, dropped + 1 + newer.dropped);
    }

    /** One frame of the rows of both. */
    Frame followedBy(Frame next) {
        return new Frame(
                first,
                next.i,
                next.millis,
                MinuteBar.merged(bar, next.bar),
                joined(orders, next.orders),
                next.equity,
                0);
    }

    private Frame withEarlier(String earlier) {
        return new Frame(first, i, millis, bar, joined(earlier, orders), equity, dropped);
    }

    private static String joined(String orders, String more) {
        if (orders.isEmpty() || more.isEmpty()) {
            return orders + more;
        }
        return orders + ',' + more;
    }

    String json() {
        StringBuilder json = new StringBuilder(200 + orders.length());
        json.append("{\"t\":\"frame\",\"i\":")
                .append(i)
                .append(",\"ts\":\"")
                .append(Instant.ofEpochMilli(millis))
                .append("\",\"ohlc\":");
        if (bar == null) {
            json.append("null");
        } else {
            bar.writeTo(json);
        }
        return json.append(",\"orders\":[")
                .append(orders)
                .append("],\"equity\":")
                .append(equity)
                .append(",\"dropped\":")
                .append(dropped)
                .append('}')
                .toString();
    }
}
