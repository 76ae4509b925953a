package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BarsJsonTest {

    /** The generator's and the encoder's buffers together. */
    private static final long BUFFERED_BYTES = 20_000;

    @Test
    void rowsLeaveAsTheyCome() {
        long[] written = {0};
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int b) {
                written[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                written[0] += length;
            }
        };
        BarsJson json = BarsJson.begin(counting, "ZZAA", false);
        int bytesOfARow =
                "{\"t\":\"2024-01-02T14:30:00Z\",\"o\":1.5,\"h\":2.5,\"l\":0.5,\"c\":1.5,\"v\":100},".length();

        for (int row = 1; row <= 100_000; row++) {
            json.bar(1_704_205_800L + row * 60L, 1.5, 2.5, 0.5, 1.5, 100, 1);
            assertThat(written[0]).isGreaterThan((long) row * bytesOfARow - BUFFERED_BYTES);
        }
    }

    @Test
    void documentThatWasNotEndedIsNotWhole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        BarsJson.begin(out, "ZZAA", false).bar(0, 1, 1, 1, 1, 1, 1);

        assertThat(out.toString()).doesNotEndWith("}");
    }

    @Test
    void unknownTradesAreNull() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BarsJson json = BarsJson.begin(out, "ZZAA", true);
        json.bar(0, 1, 1, 1, 1, 1, BarSink.UNKNOWN_TRADES);
        json.bar(60, 1, 1, 1, 1, 1, 7);
        json.end(new Stride(5, 2));

        JsonNode document = new JsonMapper().readTree(out.toByteArray());

        assertThat(document.at("/bars/0/n").isNull()).isTrue();
        assertThat(document.at("/bars/1/n").asInt()).isEqualTo(7);
        assertThat(document.at("/meta/stride_minutes").asInt()).isEqualTo(5);
    }

    @Test
    void timesAreWrittenAsTheJdkWritesThem() {
        long seed = 20_240_920;
        Random random = new Random(seed);
        UtcText text = new UtcText();

        for (int i = 0; i < 10_000; i++) {
            long second = random.nextLong(Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() + 30_000_000_000L)
                    - 30_000_000_000L;
            assertThat(new String(text.of(second)))
                    .as("seed %s", seed)
                    .isEqualTo(Instant.ofEpochSecond(second).toString());
        }
    }
}
