package dev.braid.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrategyTest {

    @Test
    void isWrittenAsIdAndParameters() {
        assertThat(Strategy.of("gradual", Map.of("percentage", "25"))).hasToString("gradual:percentage=25");
        assertThat(Strategy.of("username", Map.of())).hasToString("username");
        assertThat(Strategy.parse("release-date:date=2030-01-01;time=10:00:00").parameters())
                .containsEntry("date", "2030-01-01")
                .containsEntry("time", "10:00:00");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isReadBackAsItWasWritten(long seed) {
        Random random = new Random(seed);
        Map<String, String> parameters = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parameters.put("p" + random.nextInt(9), text(random, "ab=:,/ é\n\"\\"));
        }
        Strategy strategy = Strategy.of("s" + text(random, "aZ09._-"), parameters);

        assertThat(Strategy.parse(strategy.toString())).isEqualTo(strategy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "two words",
                ":a=b",
                "gradual:",
                "gradual:percentage",
                "gradual:=25",
                "g:a=1;a=2",
                "g:a=1;"
            })
    void refusesWhatItWouldNotWrite(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Strategy.parse(text))
                .withMessageContaining("expected:");
    }

    @Test
    void refusesAParameterThatCouldNotBeReadBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> Strategy.of("username", Map.of("users", "a;b")));
    }

    private static String text(Random random, String alphabet) {
        return random.ints(random.nextInt(12), 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                .reduce("", String::concat);
    }
}
