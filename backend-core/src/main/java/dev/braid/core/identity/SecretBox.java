package dev.braid.core.identity;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import dev.braid.core.access.UnusableSetting;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what the database must not know, with AES-256-GCM. What was sealed for one place (table, column and row) does not open in
 * another.
 */
final class SecretBox {

    private static final String VERSION = "v1:";
    private static final int KEY_BYTES = 32;

    /** That of AES-GCM in NIST SP 800-38D, sections 8.2 and 5.2.1.2. */
    private static final int IV_BYTES = 12;

    private static final int TAG_BYTES = 16;

    private final Aead first;
    private final Aead each;

    private SecretBox(Aead first, Aead each) {
        this.first = first;
        this.each = each;
    }

    /** @param masterKeys in base64, separated by commas: the first encrypts, each decrypts */
    static SecretBox of(String masterKeys) {
        List<String> keys =
                Arrays.stream(masterKeys.split(",", -1)).map(String::strip).toList();
        try {
            AeadConfig.register();
            return new SecretBox(aead(keys.subList(0, 1)), aead(keys));
        } catch (GeneralSecurityException failed) {
            throw new UnusableSetting("BRAID_MASTER_KEY: not usable (expected: 32 bytes in base64)", failed);
        }
    }

    /** @param place {@code signing_keys.private_jwk:<kid>} */
    String seal(String secret, String place) {
        try {
            byte[] sealed =
                    first.encrypt(secret.getBytes(StandardCharsets.UTF_8), place.getBytes(StandardCharsets.UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(place + ": not encrypted", failed);
        }
    }

    /** @throws IllegalStateException if it was not sealed for this place with one of the keys */
    String open(String sealed, String place) {
        try {
            return open(each, sealed, place);
        } catch (GeneralSecurityException | IllegalArgumentException failed) {
            throw new IllegalStateException(
                    place + ": does not open (expected: sealed with a key of BRAID_MASTER_KEY)", failed);
        }
    }

    /** The same secret sealed with the first key, if it was sealed with another one. */
    Optional<String> resealed(String sealed, String place) {
        try {
            open(first, sealed, place);
            return Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException sealedWithAnotherKey) {
            return Optional.of(seal(open(sealed, place), place));
        }
    }

    private static String open(Aead aead, String sealed, String place) throws GeneralSecurityException {
        if (!sealed.startsWith(VERSION)) {
            throw new IllegalStateException(place + ": not encrypted here (expected: " + VERSION + "…)");
        }
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(VERSION.length()));
        return new String(aead.decrypt(bytes, place.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static Aead aead(List<String> masterKeys) throws GeneralSecurityException {
        KeysetHandle.Builder keys = KeysetHandle.newBuilder();
        for (String masterKey : masterKeys) {
            KeysetHandle.Builder.Entry entry =
                    KeysetHandle.importKey(key(masterKey)).withRandomId();
            keys.addEntry(keys.size() == 0 ? entry.makePrimary() : entry);
        }
        return keys.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static AesGcmKey key(String base64) throws GeneralSecurityException {
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(KEY_BYTES)
                .setIvSizeBytes(IV_BYTES)
                .setTagSizeBytes(TAG_BYTES)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        return AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(decoded(base64), InsecureSecretKeyAccess.get()))
                .build();
    }

    private static byte[] decoded(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            if (key.length == KEY_BYTES) {
                return key;
            }
            Arrays.fill(key, (byte) 0);
        } catch (IllegalArgumentException notBase64) {
            throw wrongKey(notBase64);
        }
        throw wrongKey(null);
    }

    private static UnusableSetting wrongKey(@Nullable Throwable cause) {
        String message = "BRAID_MASTER_KEY: unreadable (expected: 32 bytes in base64)";
        return cause == null ? new UnusableSetting(message) : new UnusableSetting(message, cause);
    }
}
