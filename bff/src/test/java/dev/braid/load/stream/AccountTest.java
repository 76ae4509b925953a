package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AccountTest {

    private final Account account = new Account(true);
    private final FrameScan scan = new FrameScan();

    @Test
    void findsNothingWrongWithEveryFrame() {
        for (long row = 7; row <= 42; row++) {
            frame(account, row, 0, row % 10 == 0 ? new long[] {row / 10} : new long[0]);
        }

        assertThat(account.made()).isEqualTo(36);
        assertThat(account.frames()).isEqualTo(36);
        assertNothingWrong(account);
    }

    @Test
    void takesAFrameForThoseThatItSaysWereDropped() {
        frame(account, 8, 0);

        frame(account, 21, 12, 1, 2);

        assertThat(account.dropped()).isEqualTo(12);
        assertNothingWrong(account);
    }

    @Test
    void countsFramesThatNobodySaysWereDropped() {
        frame(account, 1, 0);

        frame(account, 5, 1);

        assertThat(account.missing()).isEqualTo(2);
    }

    @Test
    void countsOrdersThatWereDroppedWithTheirFrames() {
        frame(account, 8, 0);

        frame(account, 35, 26, 3);

        assertThat(account.ordersMissing()).isEqualTo(2);
        assertThat(account.missing()).isZero();
    }

    @Test
    void countsAnOrderThatDoesNotComeEvenIfNoneComesAfterIt() {
        frame(account, 8, 0);

        frame(account, 11, 2);

        assertThat(account.ordersMissing()).isEqualTo(1);
    }

    @Test
    void countsWhatComesTwice() {
        frame(account, 10, 0, 1);

        frame(account, 10, 0, 1);
        frame(account, 11, 0, 1);

        assertThat(account.doubled()).isEqualTo(1);
        assertThat(account.ordersDoubled()).isEqualTo(2);
        assertThat(account.ordersMissing()).isZero();
    }

    @Test
    void comparesTheFirstFrameThatCountsWithTheOneBefore() {
        frame(account, 5, 0);
        account.begin();

        frame(account, 8, 0);

        assertThat(account.missing()).isEqualTo(2);
        assertThat(account.made()).isEqualTo(1);
    }

    @Test
    void missesNoRowsWhereAFrameMayStandForSeveral() {
        Account steps = new Account(false);
        frame(steps, 8, 0);

        frame(steps, 21, 0, 1, 2);

        assertNothingWrong(steps);
    }

    private static void assertNothingWrong(Account account) {
        assertThat(account.missing()).isZero();
        assertThat(account.doubled()).isZero();
        assertThat(account.ordersMissing()).isZero();
        assertThat(account.ordersDoubled()).isZero();
    }

    private void frame(Account account, long row, long dropped, long... orders) {
        String listed = Arrays.stream(orders)
                .mapToObj(order -> "{\"order_id\":\"o" + order + "\"}")
                .collect(Collectors.joining(","));
        byte[] frame = ("{\"t\":\"frame\",\"i\":" + row + ",\"ts\":\"2026-01-05T14:30:00.500000Z\",\"orders\":["
                        + listed + "],\"dropped\":" + dropped + "}")
                .getBytes(StandardCharsets.US_ASCII);
        scan.scan(frame, frame.length);
        account.accept(scan);
    }
}
