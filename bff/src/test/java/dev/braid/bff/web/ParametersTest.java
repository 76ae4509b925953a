package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.braid.contracts.ErrorCode;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.web.util.UriComponentsBuilder;

class ParametersTest {

    private static final Pattern SYMBOL = Pattern.compile("[A-Z]{1,5}");

    @Test
    void readsWhatIsThereAndFallsBackWhereNothingIs() {
        Parameters parameters = query("symbol=ABC&points=500&deep=false&mode=b");

        assertThat(parameters.required("symbol", SYMBOL)).isEqualTo("ABC");
        assertThat(parameters.integer("points", 100, 1000, 200)).isEqualTo(500);
        assertThat(parameters.integer("more", 100, 1000, 200)).isEqualTo(200);
        assertThat(parameters.bool("deep", true)).isFalse();
        assertThat(parameters.bool("wide", true)).isTrue();
        assertThat(parameters.choice("mode", Map.of("a", 1, "b", 2))).contains(2);
        assertThat(parameters.text("note", SYMBOL)).isEmpty();
        parameters.verify();
    }

    @Test
    void namesAllProblemsAtOnce() {
        Parameters parameters = query("points=99&deep=yes&mode=c&twice=A&twice=A&odd=1&note=abc&half=+5");

        parameters.required("symbol", SYMBOL);
        parameters.integer("points", 100, 1000, 200);
        parameters.bool("deep", true);
        parameters.choice("mode", Map.of("a", 1));
        parameters.text("twice", SYMBOL);
        parameters.text("note", SYMBOL);
        parameters.integer("half", 0, 10, 1);
        parameters.problem("from", "after to (expected: before)");
        ApiException error = catchThrowableOfType(ApiException.class, parameters::verify);

        assertThat(error.code()).isEqualTo(ErrorCode.VALIDATION);
        assertThat(error.details())
                .containsEntry("points", "99 (expected: 100..1000)")
                .containsEntry("deep", "yes (expected: true or false)")
                .containsEntry("twice", "given 2 times (expected: once)")
                .containsOnlyKeys("symbol", "points", "deep", "mode", "twice", "odd", "note", "half", "from");
        assertThat(parameters.isSound("symbol")).isFalse();
    }

    @Test
    void readsEveryValueOfAList() {
        Parameters parameters = query("mode=b&size=3&mode=a&mode=b&size=x&size=y&size");

        assertThat(parameters.choices("mode", Map.of("a", 1, "b", 2))).containsExactly(2, 1, 2);
        assertThat(parameters.list("size", Integer::valueOf)).containsExactly(3);
        assertThat(parameters.list("none", Integer::valueOf)).isEmpty();
        ApiException error = catchThrowableOfType(ApiException.class, parameters::verify);

        assertThat(error.details()).containsOnlyKeys("size");
        assertThat(error.details().get("size")).asString().contains("\"x\"");
    }

    @Test
    void refusesNumbersThatOnlyLookRight() {
        for (String number :
                new String[] {"", "1e3", "+500", "500 ", "99999999999999999999", "\u0665\u0660\u0660", "0x1F4"}) {
            Parameters parameters = Parameters.of(UriComponentsBuilder.newInstance()
                    .queryParam("points", number)
                    .build()
                    .getQueryParams());
            parameters.integer("points", 100, 1000, 200);
            assertThat(parameters.isSound("points")).as(number).isFalse();
        }
    }

    private static Parameters query(String query) {
        return Parameters.of(
                UriComponentsBuilder.fromUriString("/?" + query).build().getQueryParams());
    }
}
