package dev.braid.core.forecast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;

/** The seed of a forecast: the same all day and on every instance, another for each project. */
public final class ForecastSeed {

    private ForecastSeed() {}

    /** The first eight bytes, big-endian, of the SHA-256 of {@code board|project|sprint|asOf|modelVersion}, the date as 2026-11-20. */
    public static long of(String board, String project, String sprint, LocalDate asOf, int modelVersion) {
        String name = String.join("|", board, project, sprint, asOf.toString(), Integer.toString(modelVersion));
        return ByteBuffer.wrap(sha256(name)).getLong();
    }

    /** Sixteen digits, lower case. */
    public static String hex(long seed) {
        return HexFormat.of().toHexDigits(seed);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: absent (expected: in every Java)", e);
        }
    }
}
