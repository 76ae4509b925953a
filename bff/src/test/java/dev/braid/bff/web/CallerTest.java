package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class CallerTest {

    @Test
    void isAnonymousWithoutACredential() {
        assertThat(caller().scope()).isEqualTo(Caller.ANONYMOUS);
        assertThat(caller().authenticated()).isFalse();
        assertThat(caller("X-Api-Key", "k").scope()).isEqualTo(Caller.ANONYMOUS);
    }

    @Test
    void isNamedByAHashOfItsCredential() {
        Caller caller = caller("Authorization", "Bearer secret");

        assertThat(caller.scope())
                .matches("[0-9a-f]{64}")
                .isEqualTo(caller("authorization", "Bearer secret").scope());
        assertThat(caller.authenticated()).isTrue();
        assertThat(caller.credentials().getFirst("Authorization")).isEqualTo("Bearer secret");
        assertThat(caller.toString()).doesNotContain("secret");
    }

    @Test
    void isAnotherWithAnyOtherCredential() {
        assertThat(new String[] {
                    caller("Authorization", "a").scope(),
                    caller("Cookie", "a").scope(),
                    caller("Authorization", "a", "Cookie", "a").scope(),
                    caller("Authorization", "a", "Authorization", "b").scope(),
                    caller("Authorization", "ab").scope(),
                    caller("Authorization", "").scope(),
                    caller().scope()
                })
                .doesNotHaveDuplicates();
    }

    private static Caller caller(String... fields) {
        HttpHeaders headers = new HttpHeaders();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return Caller.of(headers);
    }
}
