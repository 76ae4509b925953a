package dev.braid.bff.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** The weak entity tag of a document: two documents of one format have the same one exactly when all but their metadata is equal. */
final class EntityTag {

    /** 128 bits of SHA-256: no two documents meet by chance, and no one can make them meet. */
    private static final int BYTES = 16;

    private EntityTag() {}

    static String weak(byte[] content, String format) {
        MessageDigest digest = KeyHash.sha256();
        digest.update(format.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        byte[] hash = Arrays.copyOf(digest.digest(content), BYTES);
        return "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + "\"";
    }
}
