package dev.braid.core.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    private final EntityTag tag = new EntityTag("\"abc\"");

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"x\",W/\"abc\" , \"y\"", "*", " * "})
    void listThatHoldsTheTagMatches(String list) {
        assertThat(tag.isIn(list)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "\"abcd\"", "\"ab\", \"c\"", "\"*\"", "\"a,\"abc"})
    void otherListsDoNot(String list) {
        assertThat(tag.isIn(list)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "W/\"abc\"", "\"x\", W/\"abc\"", "*"})
    void weakTagIsComparedWithoutItsWeakness(String list) {
        EntityTag weak = new EntityTag("W/\"abc\"");

        assertThat(weak.isIn(list)).isTrue();
        assertThat(weak.isIn("W/\"W/abc\", \"ab\"")).isFalse();
    }

    @Test
    void weakTagIsOfTheSameParts() {
        assertThat(EntityTag.weak("ab", "c").value())
                .isEqualTo("W/" + EntityTag.of("ab", "c").value());
    }

    @Test
    void tagTellsItsPartsApart() {
        assertThat(EntityTag.of("ab", "c")).isNotEqualTo(EntityTag.of("a", "bc"));
        assertThat(EntityTag.of("ab", "c")).isEqualTo(EntityTag.of("ab", "c"));
    }
}
