package dev.braid.bff.socket;

import java.nio.charset.StandardCharsets;

/**
 * Why a connection is closed.
 *
 * @param code RFC 6455 section 7.4; 4000 to 4499, as 1012 and 1013: come back, 4500 to 4999: do not
 * @param reason at most 123 bytes of UTF-8 (RFC 6455 section 5.5)
 */
public record Closing(int code, String reason) {

    private static final int LONGEST_REASON = 123;
    private static final int FIRST_FINAL = 4500;
    private static final int LAST_FINAL = 4999;

    public Closing {
        int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "reason: " + bytes + " bytes (expected: at most " + LONGEST_REASON + ")");
        }
    }

    boolean isForGood() {
        return isForGood(code);
    }

    /** Whether whoever is told this code is not to come back. */
    public static boolean isForGood(int code) {
        return code >= FIRST_FINAL && code <= LAST_FINAL;
    }
}
