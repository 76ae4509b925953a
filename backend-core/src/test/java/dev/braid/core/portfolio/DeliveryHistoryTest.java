package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.portfolio.DeliveryHistory.Quality;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryHistoryTest {

    @ParameterizedTest
    @CsvSource({
        "20, 40, OK, 20, 100",
        "40, 40, OK, 40, 100",
        "8, 40, OK, 8, 40",
        "7, 40, LOW, 7, 21",
        "5, 40, LOW, 5, 15",
        "4, 10, BORROWED, 10, 20",
        "0, 40, BORROWED, 40, 40",
        "4, 4, NONE, 4, 0",
        "0, 0, NONE, 0, 0"
    })
    void restsOnTheProjectAndElseOnItsBoard(int own, int board, Quality quality, int samples, double confidence) {
        DeliveryHistory history = new DeliveryHistory(sprints(own, 3), sprints(board, 5));

        assertThat(history.quality()).isEqualTo(quality);
        assertThat(history.samples()).hasSize(samples);
        assertThat(history.confidence()).isEqualTo(confidence);
    }

    private static List<Double> sprints(int count, double delivered) {
        return Collections.nCopies(count, delivered);
    }
}
