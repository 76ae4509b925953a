package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.access.UnusableSetting;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {

    private static final String OLD = key((byte) 1);
    private static final String NEW = key((byte) 2);

    @Test
    void opensWhatItHasSealedForThisPlaceOnly() {
        SecretBox box = SecretBox.of(OLD);

        String sealed = box.seal("secret", "table.column:1");

        assertThat(sealed).startsWith("v1:").doesNotContain("secret");
        assertThat(box.open(sealed, "table.column:1")).isEqualTo("secret");
        assertThatThrownBy(() -> box.open(sealed, "table.column:2"))
                .hasMessage("table.column:2: does not open (expected: sealed with a key of BRAID_MASTER_KEY)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "v1:", "v1:AAAA", "v1:not base64", "v2:AAAA"})
    void doesNotOpenWhatWasNotSealed(String sealed) {
        assertThatThrownBy(() -> SecretBox.of(OLD).open(sealed, "place")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOldKeyOpensAndTheFirstOneSealsAnew() {
        String sealedBefore = SecretBox.of(OLD).seal("secret", "place");
        SecretBox both = SecretBox.of(NEW + ", " + OLD);

        String resealed = both.resealed(sealedBefore, "place").orElseThrow();

        assertThat(both.open(sealedBefore, "place")).isEqualTo("secret");
        assertThat(SecretBox.of(NEW).open(resealed, "place")).isEqualTo("secret");
        assertThat(both.resealed(resealed, "place")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "short", "AAAA", "!!!"})
    void anUnusableMasterKeyIsNamedWithoutShowingIt(String key) {
        assertThatThrownBy(() -> SecretBox.of(key))
                .isInstanceOf(UnusableSetting.class)
                .hasMessage("BRAID_MASTER_KEY: unreadable (expected: 32 bytes in base64)");
    }

    private static String key(byte filling) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, filling);
        return Base64.getEncoder().encodeToString(key);
    }
}
