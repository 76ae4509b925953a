package dev.braid.bff.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Stands in a key for what is too long for one. */
public final class KeyHash {

    private KeyHash() {}

    /** SHA-256 of the text in UTF-8, as 64 hex digits. */
    public static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java platform)", everyPlatformHasIt);
        }
    }
}
