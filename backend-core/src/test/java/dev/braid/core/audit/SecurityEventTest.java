package dev.braid.core.audit;

import static dev.braid.core.audit.SecurityEvent.Category.AUTHENTICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityEventTest {

    @Test
    void whatHappensIsDoneByTheCurrentCallerUnlessSaidOtherwise() {
        Caller caller = new Caller("u1", Caller.Kind.USER, Set.of());
        SecurityEvent event =
                CurrentCaller.callAs(caller, () -> SecurityEvent.success(AUTHENTICATION, "login.succeeded"));

        assertThat(event.actor()).isEqualTo("u1");
        assertThat(event.by("u2").actor()).isEqualTo("u2");
        assertThat(SecurityEvent.failure(AUTHENTICATION, "login.failed").actor())
                .isEmpty();
    }

    @Test
    void textsOfStrangersAreCutAndMadeStorable() {
        SecurityEvent event = SecurityEvent.failure(AUTHENTICATION, "login.failed")
                .about("a\0b\uD800c" + "\uD83D\uDE00".repeat(300))
                .with("reason", "x".repeat(2_000));

        assertThat(event.subject()).startsWith("a\uFFFDb\uFFFDc\uD83D\uDE00").endsWith("\uD83D\uDE00");
        assertThat(event.subject().codePointCount(0, event.subject().length())).isEqualTo(255);
        assertThat(event.details()).isEqualTo(Map.of("reason", "x".repeat(1_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Login",
                "login.",
                ".failed",
                "login failed",
                "a2345678901234567890123456789012345678901234567890123456789012345"
            })
    void aTypeHasOneForm(String type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityEvent.success(AUTHENTICATION, type))
                .withMessageContaining("type: " + type + " (expected: ");
    }

    @Test
    void aDetailHasANameOfOneForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SecurityEvent.success(AUTHENTICATION, "login.failed").with("User Agent", "x"))
                .withMessageContaining("detail: User Agent");
    }
}
