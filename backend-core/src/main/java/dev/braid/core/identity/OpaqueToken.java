package dev.braid.core.identity;

import dev.braid.core.web.Sha256;
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
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return "OpaqueToken[…]";
    }
}
