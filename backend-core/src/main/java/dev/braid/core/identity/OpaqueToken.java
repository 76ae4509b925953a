package dev.braid.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** A secret that says nothing by itself: a refresh token, a token to reset a password. The database knows only its hash. */
record OpaqueToken(String text) {

    /** Bits that nobody guesses, and that need no slow hash therefore. */
    private static final int BYTES = 256 / Byte.SIZE;

    private static final SecureRandom RANDOM = new SecureRandom();

    static OpaqueToken random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new OpaqueToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "OpaqueToken[…]";
    }
}
