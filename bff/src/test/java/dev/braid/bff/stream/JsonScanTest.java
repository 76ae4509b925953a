package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonScanTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String ALPHABET = "{}[]\",:\\ntfu0129-+.eE é\u0001/";

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takesWhatJacksonTakes(long seed) {
        Random random = new Random(seed);
        for (int text = 0; text < 50; text++) {
            compare(seed, random);
        }
    }

    private static void compare(long seed, Random random) {
        StringBuilder text = new StringBuilder(Frames.text(random, random.nextInt(1000), List.of(1L, 2L), 3));
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, other);
                case 1 -> text.insert(at, other);
                default -> text.deleteCharAt(at);
            }
        }
        Map<String, String> members = new TreeMap<>();

        boolean taken = JsonScan.object(
                buffer(text.toString()),
                (json, nameFrom, nameTo, from, to) -> members.put(
                        json.toString(nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8),
                        json.toString(from, to - from, StandardCharsets.UTF_8)));

        JsonNode expected = jackson(text.toString());
        assertThat(taken).as("seed %d: %s", seed, text).isEqualTo(expected != null && expected.isObject());
        if (taken && text.indexOf("\\u") < 0) {
            members.forEach((name, value) -> {
                if (!name.contains("\\")) {
                    assertThat(JSON.readTree(value))
                            .as("seed %d: %s", seed, name)
                            .isEqualTo(expected.get(name));
                }
            });
        }
    }

    private static JsonNode jackson(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[]",
                "1",
                "\"t\"",
                "{}{}",
                "{} x",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":+1}",
                "{\"a\":-}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":\"\\"
            })
    void refusesWhatIsNotOneObject(String text) {
        assertThat(JsonScan.object(buffer(text), (json, nameFrom, nameTo, from, to) -> {}))
                .isFalse();
    }

    @Test
    void refusesWhatNestsTooDeeply() {
        String deep = "{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";

        assertThat(JsonScan.object(buffer(deep), (json, nameFrom, nameTo, from, to) -> {}))
                .isFalse();
    }

    @Test
    void readsWholeNumbersOnly() {
        assertThat(number("0")).isZero();
        assertThat(number("999999999999999999")).isEqualTo(999_999_999_999_999_999L);
        for (String other : List.of("", "-1", "1.0", "1e3", "9999999999999999999", "\"1\"")) {
            assertThat(number(other)).as(other).isEqualTo(-1);
        }
    }

    private static long number(String text) {
        ByteBuf buffer = buffer(text);
        return JsonScan.wholeNumber(buffer, 0, buffer.writerIndex());
    }
}
