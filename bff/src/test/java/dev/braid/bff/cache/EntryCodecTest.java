package dev.braid.bff.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.cache.EntryCodec.Envelope;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class EntryCodecTest {

    private static final Envelope ENVELOPE = new Envelope(
            new Entry(
                    new CachedDocument(new byte[] {1, 2, 3}, new byte[] {-1}, Map.of("etag", "W/\"größe\"")),
                    true,
                    Instant.ofEpochMilli(1_772_000_000_123L),
                    Duration.ofMillis(59_999),
                    Duration.ofMinutes(10),
                    Set.of("symbol:A", "*")),
            Map.of("symbol:A", "g1", "*", "g2"));

    @Test
    void readsWhatItWrote() {
        Envelope read = EntryCodec.decode(EntryCodec.encode(ENVELOPE)).orElseThrow();

        assertThat(read).usingRecursiveComparison().isEqualTo(ENVELOPE);
    }

    @Test
    void readsNothingFromAnotherVersion() {
        byte[] encoded = EntryCodec.encode(ENVELOPE);
        encoded[1]++;

        assertThat(EntryCodec.decode(encoded)).isEmpty();
    }

    @Test
    void readsNothingFromWhatIsCutOff() {
        byte[] encoded = EntryCodec.encode(ENVELOPE);

        for (int length = 0; length < encoded.length; length++) {
            assertThat(EntryCodec.decode(Arrays.copyOf(encoded, length)))
                    .as("first %d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void readsNothingFromWhatIsDamaged() {
        byte[] encoded = EntryCodec.encode(ENVELOPE);

        for (int i = 0; i < encoded.length * 8; i++) {
            byte[] damaged = encoded.clone();
            damaged[i / 8] ^= (byte) (1 << i % 8);
            assertThat(EntryCodec.decode(damaged)).as("bit %d", i).isEmpty();
        }
    }

    @Test
    void neverFailsOnAnyContentWithARightChecksum() {
        Random random = new Random(20261120);
        byte[] encoded = EntryCodec.encode(ENVELOPE);
        for (int i = 0; i < 20_000; i++) {
            byte[] forged = encoded.clone();
            for (int change = 0; change < 3; change++) {
                forged[6 + random.nextInt(forged.length - 6)] = (byte) random.nextInt();
            }
            CRC32C checksum = new CRC32C();
            checksum.update(forged, 6, forged.length - 6);
            ByteBuffer.wrap(forged).putInt(2, (int) checksum.getValue());

            EntryCodec.decode(forged);
        }
    }
}
