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

    @Test
    void tagTellsItsPartsApart() {
        assertThat(EntityTag.of("ab", "c")).isNotEqualTo(EntityTag.of("a", "bc"));
        assertThat(EntityTag.of("ab", "c")).isEqualTo(EntityTag.of("ab", "c"));
    }
}
