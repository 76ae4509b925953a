package dev.braid.core.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.braid.contracts.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {

    @Test
    void everyProblemIsNamedAtOnce() {
        QueryParameters query = QueryParameters.of(Map.of(
                "limit", new String[] {"0"}, "flag", new String[] {"true", "false"}, "other", new String[] {"x"}));
        query.required("symbol", text -> text);
        query.optional("flag", QueryParameters::flag);
        Paging.of(query);

        ApiException refused = catchThrowableOfType(ApiException.class, query::verify);

        assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION);
        assertThat(refused.details())
                .containsEntry("symbol", "missing")
                .containsEntry("limit", "0 (expected: 1..500)")
                .containsEntry("flag", "given 2 times (expected: once)")
                .containsEntry("other", "unknown (expected: one of symbol, flag, limit, offset)");
    }

    @Test
    void pagingHasDefaults() {
        QueryParameters query = QueryParameters.of(Map.of());

        assertThat(Paging.of(query)).isEqualTo(new Paging(20, 0));
        query.verify();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "501", "abc", "9999999999", "1.0", " 5"})
    void limitOutOfBoundsIsRefused(String limit) {
        QueryParameters query = QueryParameters.of(Map.of("limit", new String[] {limit}));
        Paging.of(query);

        assertThat(catchThrowableOfType(ApiException.class, query::verify).details())
                .containsOnlyKeys("limit");
    }

    @Test
    void repeatableParameterKeepsEveryValueOnce() {
        QueryParameters query = QueryParameters.of(Map.of("key", new String[] {"a", "b", "a"}));

        assertThat(query.repeatable("key", text -> text)).containsExactly("a", "b");
        query.verify();
    }
}
