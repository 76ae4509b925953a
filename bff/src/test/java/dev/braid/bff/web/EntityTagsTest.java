package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class EntityTagsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"\"abc\"", "W/\"abc\"", "*", " * ", "\"x\", W/\"abc\"", "\"a,b\",\"abc\"", "W/\"\",\"abc\""})
    void findsTheTagByWeakComparison(String field) {
        assertThat(EntityTags.noneMatchFails(ifNoneMatch(field), "W/\"abc\"")).isTrue();
        assertThat(EntityTags.noneMatchFails(ifNoneMatch(field), "\"abc\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abcd\"", "abc", "\"*\"", "\"ABC\"", "", "\"ab\"c\"", "W/abc"})
    void doesNotFindAnother(String field) {
        assertThat(EntityTags.noneMatchFails(ifNoneMatch(field), "W/\"abc\"")).isFalse();
    }

    @Test
    void looksIntoEveryField() {
        HttpHeaders headers = ifNoneMatch("\"x\"");
        headers.add(HttpHeaders.IF_NONE_MATCH, "\"abc\"");

        assertThat(EntityTags.noneMatchFails(headers, "\"abc\"")).isTrue();
        assertThat(EntityTags.noneMatchFails(new HttpHeaders(), "\"abc\"")).isFalse();
    }

    @Test
    void refusesToCompareWithWhatIsNoTag() {
        assertThatIllegalArgumentException().isThrownBy(() -> EntityTags.noneMatchFails(ifNoneMatch("\"x\""), "abc"));
    }

    private static HttpHeaders ifNoneMatch(String field) {
        HttpHeaders headers = new HttpHeaders();
        headers.add(HttpHeaders.IF_NONE_MATCH, field);
        return headers;
    }
}
