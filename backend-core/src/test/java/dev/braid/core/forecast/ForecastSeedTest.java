package dev.braid.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ForecastSeedTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    // The answers are those of: printf '7|PAY|12|2026-11-20|1' | sha256sum

    @Test
    void isTheBeginningOfTheHash() {
        assertThat(ForecastSeed.of("7", "PAY", "12", DAY, 1)).isEqualTo(0x5290b3e3e0960c0bL);
        assertThat(ForecastSeed.of("7", "BÜRO", "12", DAY.plusDays(1), 1)).isEqualTo(0x94725c179686e735L);
    }

    @Test
    void isAnotherForWhateverDiffers() {
        assertThat(new long[] {
                    ForecastSeed.of("7", "PAY", "12", DAY, 1),
                    ForecastSeed.of("8", "PAY", "12", DAY, 1),
                    ForecastSeed.of("7", "WEB", "12", DAY, 1),
                    ForecastSeed.of("7", "PAY", "13", DAY, 1),
                    ForecastSeed.of("7", "PAY", "12", DAY.plusDays(1), 1),
                    ForecastSeed.of("7", "PAY", "12", DAY, 2)
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void isWrittenInSixteenDigits() {
        assertThat(ForecastSeed.hex(0x5290b3e3e0960c0bL)).isEqualTo("5290b3e3e0960c0b");
        assertThat(ForecastSeed.hex(-1)).isEqualTo("ffffffffffffffff");
        assertThat(ForecastSeed.hex(42)).isEqualTo("000000000000002a");
    }
}
