package dev.braid.bff.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {

    @ParameterizedTest
    @ValueSource(ints = {1_000, 16_383, 16_384, 100_000, 1_000_000})
    void compressesTheContentOnceForSeveralEndings(int size) throws IOException {
        byte[] content = "abcdefgh".repeat(size / 8 + 1).getBytes(StandardCharsets.UTF_8);
        Gzip gzip = Gzip.of(content);

        for (String ending : new String[] {"", "}", "abcdefgh".repeat(50)}) {
            byte[] compressed = gzip.endingWith(ending.getBytes(StandardCharsets.UTF_8));

            assertThat(decompressed(compressed)).isEqualTo(new String(content, StandardCharsets.UTF_8) + ending);
            assertThat(compressed.length).isLessThan(content.length / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 16_384, 300_000})
    void survivesWhatCannotBeCompressed(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);

        byte[] compressed = Gzip.of(content).endingWith(new byte[] {1, 2, 3});

        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                .startsWith(content)
                .endsWith(1, 2, 3)
                .hasSize(size + 3);
    }

    @Test
    void leavesShortContentAlone() {
        assertThat(Gzip.of(new byte[999]).endingWith(new byte[1])).isEmpty();
    }

    private static String decompressed(byte[] bytes) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
