package dev.braid.core.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Which program made a run: SHA-256 over the classes that decide its outcome. */
final class EngineCode {
    static final String HASH = hash(
            List.of(BacktestEngine.class, SmaCrossover.class, Costs.class, MetricFormulas.class, RoundTrips.class));

    private EngineCode() {}

    private static String hash(List<Class<?>> classes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Class<?> type : classes) {
                digest.update(bytes(type));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256: absent (expected: in every JDK)", missing);
        }
    }

    private static byte[] bytes(Class<?> type) {
        try (InputStream stream = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            if (stream == null) {
                throw new IllegalStateException(type + ": no class file (expected: beside its package)");
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
