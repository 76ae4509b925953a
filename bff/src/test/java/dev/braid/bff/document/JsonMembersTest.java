package dev.braid.bff.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.bff.fanout.UnreadableReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMembersTest {

    @Test
    void findsMembersWhereTheyStand() {
        JsonMembers members = read(" { \"a\" : [1, {\"x\":[2,3]}, \"ü\"] , \"b\":{\"é\":1},\"n\" : 12 ,\"t\":\"x\"}\n");

        assertThat(members.array("a").text()).isEqualTo("[1, {\"x\":[2,3]}, \"ü\"]");
        assertThat(members.array("a").elements()).isEqualTo(3);
        assertThat(members.object("b").text()).isEqualTo("{\"é\":1}");
        assertThat(members.number("n")).contains(12L);
        assertThat(members.text("t")).contains("x");
        assertThat(members.whole().text()).startsWith("{ \"a\"").endsWith("}");
    }

    @Test
    void saysWhatIsMissingOrOfAnotherType() {
        JsonMembers members = read("{\"a\":[],\"n\":1.5,\"t\":\"a\\\"b\",\"z\":null}");

        assertThat(members.number("n")).isEmpty();
        assertThat(members.number("x")).isEmpty();
        assertThat(members.text("t")).isEmpty();
        assertThat(members.text("z")).isEmpty();
        assertThatExceptionOfType(UnreadableReply.class)
                .isThrownBy(() -> members.object("a"))
                .withMessage("a: another type (expected: an object)");
        assertThatExceptionOfType(UnreadableReply.class)
                .isThrownBy(() -> members.array("x"))
                .withMessage("x: missing (expected: an array)");
    }

    @Test
    void looksIntoAMemberThatIsAnObject() {
        JsonMembers members = read(" {\"é\":1,\"a\" : {\"b\":[2,3], \"c\":{\"d\":\"x\"} } ,\"n\":null,\"l\":[]}");

        JsonMembers inner = members.within("a").orElseThrow();

        assertThat(inner.whole().text()).isEqualTo("{\"b\":[2,3], \"c\":{\"d\":\"x\"} }");
        assertThat(inner.array("b").text()).isEqualTo("[2,3]");
        assertThat(inner.within("c").flatMap(innermost -> innermost.text("d"))).contains("x");
        assertThat(inner.within("d")).isEmpty();
        assertThat(members.within("n")).isEmpty();
        assertThat(members.within("l")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "{",
                "{}{}",
                "{} x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":{\"b\":[1,2}}",
                "{\"a\":\"x}",
                "{\"a\":tru}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":\"\t\"}",
                "{'a':1}",
                "{\"a\":1 /* no */}"
            })
    void refusesWhatIsNotOneObject(String body) {
        assertThatExceptionOfType(UnreadableReply.class).isThrownBy(() -> read(body));
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void cutsEveryValueOutExactly(long seed) {
        Random random = new Random(seed);
        List<String> values = new ArrayList<>();
        StringBuilder body = new StringBuilder(space(random) + "{");
        for (int member = 0; member < random.nextInt(6); member++) {
            values.add(value(random, 0));
            body.append(member == 0 ? "" : ",")
                    .append(space(random) + "\"m" + member + "\"" + space(random) + ":" + space(random))
                    .append(values.get(member) + space(random));
        }
        body.append("}").append(space(random));

        JsonMembers members = read(body.toString());

        assertThat(members.whole().text()).isEqualTo(body.toString().strip());
        for (int member = 0; member < values.size(); member++) {
            assertThat(members.member("m" + member).orElseThrow().text()).isEqualTo(values.get(member));
        }
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth > 3 ? 4 : 6);
        return switch (kind) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> Double.toString(random.nextGaussian());
            case 2 -> List.of("null", "true", "false", "-0", "1e5", "\"\"").get(random.nextInt(6));
            case 3 -> "\"" + "é€😀x\\\"\\\\\\u00e9".substring(0, 2 * random.nextInt(3)) + " ]}\"";
            case 4 ->
                "[" + value(random, depth + 1) + space(random) + "," + space(random) + value(random, depth + 1) + "]";
            default -> "{" + space(random) + "\"k\"" + space(random) + ":" + value(random, depth + 1) + "}";
        };
    }

    private static String space(Random random) {
        return List.of("", "", " ", "\n\t ", "\r\n").get(random.nextInt(5));
    }

    private static JsonMembers read(String body) {
        return JsonMembers.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
