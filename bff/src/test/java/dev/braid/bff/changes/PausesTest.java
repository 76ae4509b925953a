package dev.braid.bff.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.changes.Ending.Kind;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {

    private static final Ending LOST = new Ending(Kind.LOST, "lost");
    private static final Ending DRAINED = new Ending(Kind.DRAINED, "drained");

    private static final ChangesSettings SETTINGS = new ChangesSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(35),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(32),
            Duration.ofMinutes(2));

    private double random = 1;
    private final Pauses pauses = new Pauses(SETTINGS, () -> random);

    private long seconds(Ending ending) {
        return pauses.after(ending, Duration.ZERO).orElseThrow().toSeconds();
    }

    @Test
    void doublesWithEachFailureUpToTheLongest() {
        assertThat(IntStream.range(0, 40).mapToObj(attempt -> seconds(LOST)).toList())
                .startsWith(1L, 2L, 4L, 8L, 16L, 32L, 32L)
                .endsWith(32L);
    }

    @Test
    void isARandomHalfToAllOfIt() {
        random = 0;

        assertThat(pauses.after(LOST, Duration.ZERO)).contains(Duration.ofMillis(500));
    }

    @Test
    void beginsAnewAfterAConnectionThatLasted() {
        seconds(LOST);
        seconds(LOST);

        assertThat(pauses.after(LOST, Duration.ofSeconds(29))).contains(Duration.ofSeconds(4));
        assertThat(pauses.after(LOST, Duration.ofSeconds(30))).contains(Duration.ofSeconds(1));
    }

    @Test
    void comesBackAtOnceToABackendThatDrains() {
        random = 0.01;

        assertThat(pauses.after(DRAINED, Duration.ofHours(1))).contains(Duration.ofMillis(10));
        assertThat(pauses.after(DRAINED, Duration.ofHours(1))).contains(Duration.ofMillis(10));
    }

    @Test
    void doesNotComeBackAtOnceToABackendThatDrainsAgainAndAgain() {
        seconds(DRAINED);

        assertThat(seconds(DRAINED)).isEqualTo(2);
        assertThat(seconds(DRAINED)).isEqualTo(4);
    }

    @Test
    void isLongForATokenThatIsRefused() {
        assertThat(seconds(new Ending(Kind.REFUSED, "refused"))).isEqualTo(120);
    }

    @Test
    void isForEverWhereTheBackendAsksForIt() {
        assertThat(pauses.after(new Ending(Kind.FINAL, "final"), Duration.ZERO)).isEmpty();
    }
}
