package dev.braid.bff.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.changes.Frame.Event;
import dev.braid.bff.changes.Frame.Greeting;
import dev.braid.bff.changes.Frame.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    private static Frame frame(String text) {
        return Frame.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAGreeting() {
        assertThat(frame(TellingBackend.greeting(41))).isEqualTo(new Greeting(41, "service:bff"));
    }

    @Test
    void readsAnEventWithItsTags() {
        assertThat(frame(TellingBackend.event(42, "run:a", "runs:b")))
                .isEqualTo(new Event(42, Optional.of(Set.of("run:a", "runs:b"))));
    }

    @Test
    void tellsNoTagsFromTagsThatAreNotSaid() {
        assertThat(frame(TellingBackend.event(1))).isEqualTo(new Event(1, Optional.of(Set.of())));
        assertThat(frame("{\"event_type\":\"x\",\"seq\":1}")).isEqualTo(new Event(1, Optional.empty()));
        assertThat(frame("{\"event_type\":\"x\",\"seq\":1,\"tags\":null}")).isEqualTo(new Event(1, Optional.empty()));
    }

    @Test
    void readsAnEventOfAKindThatIsNotKnown() {
        assertThat(frame("{\"event_type\":\"moon_rose\",\"seq\":1,\"tags\":[\"moon\",\"moon\"],\"more\":{}}"))
                .isEqualTo(new Event(1, Optional.of(Set.of("moon"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "\"text\"",
                "{}",
                "{\"event_type\":\"x\"}",
                "{\"event_type\":\"x\",\"seq\":\"1\"}",
                "{\"event_type\":\"x\",\"seq\":1.5}",
                "{\"event_type\":\"x\",\"seq\":1e300}",
                "{\"event_type\":\"x\",\"seq\":99999999999999999999}",
                "{\"event_type\":1,\"seq\":1}",
                "{\"event_type\":\"connection_ack\"}",
                "{\"event_type\":\"x\",\"seq\":1,\"tags\":\"run:a\"}",
                "{\"event_type\":\"x\",\"seq\":1,\"tags\":{\"a\":\"run:a\"}}",
                "{\"event_type\":\"x\",\"seq\":1,\"tags\":[1]}",
                "{\"event_type\":\"x\",\"seq\":1,\"tags\":[\"\"]}",
                "{\"event_type\":\"x\",\"seq\":1,\"tags\":[]} {}"
            })
    void takesNothingElseForAFrame(String text) {
        assertThat(frame(text)).isEqualTo(new Unreadable());
    }

    @Test
    void takesATagThatNoAnswerCanCarryForUnreadable() {
        assertThat(frame(TellingBackend.event(1, "x".repeat(200)))).isInstanceOf(Event.class);
        assertThat(frame(TellingBackend.event(1, "x".repeat(201)))).isEqualTo(new Unreadable());
    }

    @Test
    void survivesWhatIsNestedDeeply() {
        assertThat(frame("[".repeat(100_000))).isEqualTo(new Unreadable());
    }
}
