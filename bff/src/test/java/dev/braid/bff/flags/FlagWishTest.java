package dev.braid.bff.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.bff.web.ApiException;
import dev.braid.contracts.ErrorCode;
import dev.braid.flags.ActivationStrategies;
import dev.braid.flags.Strategy;
import dev.braid.flags.store.FlagChange.NewStrategy;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagWishTest {

    private static final String GOOD = "{\"state\":\"off\",\"strategy\":\"gradual:percentage=25\",\"reason\":\"slow\"}";

    @Test
    void saysWhatTheFlagIsToBe() {
        FlagWish wish = parse(GOOD);

        assertThat(wish.on()).isFalse();
        assertThat(wish.reason()).isEqualTo("slow");
        assertThat(wish.strategy()).contains(new NewStrategy(Strategy.parse("gradual:percentage=25")));
    }

    @Test
    void tellsAStrategyThatIsToGoFromOneThatIsNotMentioned() {
        assertThat(parse("{\"state\":\"on\",\"strategy\":null,\"reason\":\"all\"}")
                        .strategy())
                .contains(new NewStrategy(null));
        assertThat(parse("{\"state\":\"on\",\"reason\":\"all\"}").strategy()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"state\":\"on\",}", "{} {}", "{\"state\":\"on\",\"state\":\"off\",\"reason\":\"x\"}"})
    void doesNotReadWhatIsNoJsonOrAmbiguous(String body) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> parse(body))
                .extracting(ApiException::code)
                .isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                        | body",
                "null                                                      | body",
                "\"on\"                                                    | body",
                "{\"reason\":\"x\"}                                        | state",
                "{\"state\":\"ON\",\"reason\":\"x\"}                       | state",
                "{\"state\":true,\"reason\":\"x\"}                         | state",
                "{\"state\":\"on\"}                                        | reason",
                "{\"state\":\"on\",\"reason\":\" \"}                       | reason",
                "{\"state\":\"on\",\"reason\":null}                        | reason",
                "{\"state\":\"on\",\"reason\":7}                           | reason",
                "{\"state\":\"on\",\"reason\":\"x\",\"actor\":\"me\"}      | actor",
                "{\"state\":\"on\",\"reason\":\"x\",\"strategy\":\"script\"}  | strategy",
                "{\"state\":\"on\",\"reason\":\"x\",\"strategy\":\"a b\"}  | strategy",
                "{\"state\":\"on\",\"reason\":\"x\",\"strategy\":[]}       | strategy"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> parse(body))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.VALIDATION);
                    assertThat(refusal.details()).containsOnlyKeys(field);
                });
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> parse("{\"status\":\"on\"}"))
                .satisfies(refusal -> assertThat(refusal.details()).containsOnlyKeys("state", "reason", "status"));
    }

    @Test
    void refusesAReasonTooLongForALine() {
        assertThat(parse("{\"state\":\"on\",\"reason\":\"" + "x".repeat(500) + "\"}")
                        .reason())
                .hasSize(500);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> parse("{\"state\":\"on\",\"reason\":\"" + "x".repeat(501) + "\"}"));
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersEveryDamagedBodyWithAnErrorOfTheContract(long seed) {
        Random random = new Random(seed);
        byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= random.nextInt(4); i++) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        try {
            FlagWish.parse(body, new ActivationStrategies());
        } catch (ApiException refusal) {
            assertThat(refusal.code()).isIn(ErrorCode.BAD_REQUEST, ErrorCode.VALIDATION);
        }
    }

    private static FlagWish parse(String body) {
        return FlagWish.parse(body.getBytes(StandardCharsets.UTF_8), new ActivationStrategies());
    }
}
