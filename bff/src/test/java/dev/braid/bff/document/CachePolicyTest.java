package dev.braid.bff.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachePolicyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "public, max-age=60                      | -                         | public, max-age=60",
                "public, max-age=60                      | public, max-age=30        | public, max-age=30",
                "public, max-age=60                      | private, max-age=90       | private, max-age=60",
                "private, max-age=86400, immutable       | private, max-age=5        | private, max-age=5",
                "public, max-age=60                      | no-store                  | no-store",
                "public, max-age=60                      | public, no-cache          | public, no-cache",
                "public, max-age=60                      | max-age=60                | max-age=60",
                "public, max-age=60                      | ''                        | no-cache",
                "PUBLIC , Max-Age=60                     | -                         | public, max-age=60",
                "max-age=soon                            | -                         | max-age=0",
                "private=\"x\", no-cache=\"y\"           | -                         | private, no-cache",
                "public, max-age=60, max-age=10          | -                         | public, max-age=10",
            })
    void isTheStrictest(String first, String second, String combined) {
        List<CachePolicy> policies = Stream.of(first, second)
                .filter(policy -> policy != null)
                .map(policy -> CachePolicy.of(List.of(policy)))
                .toList();

        assertThat(CachePolicy.strictest(policies).header()).isEqualTo(combined);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public, max-age=60 | private, max-age=60 | true",
                "max-age=60         | private, max-age=60 | false",
                "''                 | private, no-cache   | false",
                "public, no-store   | no-store            | false"
            })
    void isPrivateForACallerWithACredential(String policy, String asPrivate, boolean shared) {
        CachePolicy combined = CachePolicy.of(List.of(policy));

        assertThat(combined.asPrivate().header()).isEqualTo(asPrivate);
        assertThat(combined.isPublic()).isEqualTo(shared);
    }
}
