package dev.braid.bff.socket;

/**
 * What may come in on a connection. Beyond it the connection is closed: 1009 for what is too large, 1003 for what is not text.
 *
 * @param largestMessage bytes of a whole message, in however many fragments it comes
 * @param binary whether binary messages are taken, and given to {@link SocketHandler#binary}
 */
public record SocketLimits(int largestMessage, boolean binary) {

    /** Of what browsers send; also the default of Reactor Netty and of Centrifugo. */
    private static final int LARGEST_MESSAGE = 64 * 1024;

    public SocketLimits {
        if (largestMessage < 1) {
            throw new IllegalArgumentException("largestMessage: " + largestMessage + " (expected: > 0)");
        }
    }

    /** Text of at most 64 KiB, and nothing binary. */
    public static SocketLimits text() {
        return text(LARGEST_MESSAGE);
    }

    public static SocketLimits text(int largestMessage) {
        return new SocketLimits(largestMessage, false);
    }
}
