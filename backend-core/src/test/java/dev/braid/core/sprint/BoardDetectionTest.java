package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardDetectionTest {

    @ParameterizedTest
    @CsvSource({
        "'',        0,",
        "'',        3,",
        "'9',       0, single_project",
        "'9',       3, single_project",
        "'8 2',     0, multi_project",
        "'8 2',     1, multi_project",
        "'8 2',     2, meta_board",
        "'79 21',   0, meta_board",
        "'80 10 10',0, multi_project",
        "'1 1 1',   0, meta_board"
    })
    void aBoardIsWhatItsIssuesAre(String counts, int mapped, @Nullable String type) {
        Map<String, Long> issues = new LinkedHashMap<>();
        for (String count : counts.isEmpty() ? new String[0] : counts.split(" ")) {
            issues.put("P" + issues.size(), Long.valueOf(count));
        }

        assertThat(BoardDetection.typeOf(issues, mapped)).isEqualTo(type);
    }
}
