package dev.braid.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    @Test
    void membersAreSortedAndNothingStandsBetweenThem() {
        assertThat(CanonicalJson.object(Map.of("b", "1", "a_b", "null", "a", "\"x\"")))
                .isEqualTo("{\"a\":\"x\",\"a_b\":null,\"b\":1}");
        assertThat(CanonicalJson.object(Map.of())).isEqualTo("{}");
    }

    @Test
    void onlyWhatMustBeEscapedIs() {
        assertThat(CanonicalJson.text("\"\\/\b\f\n\r\t\u0001\u001f\u007f é € \uD83D\uDE00"))
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f é € \uD83D\uDE00\"");
        assertThat(CanonicalJson.text(null)).isEqualTo("null");
    }
}
