package dev.braid.core.identity;

import dev.braid.core.access.DataFolder;
import dev.braid.core.access.UnusableSetting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.core.env.Environment;

/**
 * {@code BRAID_MASTER_KEY}, or where authentication is off and it is absent, one that is made once and kept in the data folder. A
 * command uses the one that the service of its folder made.
 */
final class MasterKey {

    private static final int BYTES = 32;

    private MasterKey() {}

    /** Keys in base64, separated by commas: the first encrypts, each decrypts. */
    static String of(Environment environment, AuthSettings auth) {
        String given = environment.getProperty("braid.master.key", "");
        if (!given.isBlank()) {
            return given;
        }
        Path file = DataFolder.of(environment).resolve("master-key");
        boolean isCommand = environment.getProperty("braid.command", Boolean.class, false);
        if (auth.on() && !(isCommand && Files.exists(file))) {
            throw new UnusableSetting(
                    "BRAID_MASTER_KEY: missing (expected: 32 random bytes in base64, as of: openssl rand -base64 32)");
        }
        return ofFile(file);
    }

    private static String ofFile(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, random(), StandardOpenOption.WRITE);
            }
            return Files.readString(file).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(file + ": no master key (expected: a file that can be made there)", failed);
        }
    }

    private static String random() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
