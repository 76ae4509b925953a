package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthProbeTest {

    private final VirtualLoops time = new VirtualLoops(1);
    private final VirtualLoops.Loop loop = time.loop();
    private final Random random = new Random(1);
    private boolean healthy;
    private int asked;
    private boolean failing;

    private final HealthProbe probe = new HealthProbe(
            answer -> {
                asked++;
                if (failing) {
                    throw new IllegalStateException("as the test wants it");
                }
                answer.accept(healthy);
            },
            time.loop(),
            random::nextDouble);

    @Test
    void asksOnlyWhileAnyoneWaits() {
        time.advance(Duration.ofSeconds(5));
        assertThat(asked).isZero();
        HealthProbe.Wait wait = probe.await(loop, false, () -> {});
        time.advance(Duration.ofMillis(2_500));
        assertThat(asked).isEqualTo(3);

        wait.cancel();
        time.advance(Duration.ofSeconds(5));

        assertThat(asked).isEqualTo(3);
        probe.await(loop, false, () -> {});
        time.advance(Duration.ofMillis(10));
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void wakesThoseWhoSawTheBackendGoAwayAFewAtATime() {
        List<Long> woken = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            probe.await(loop, false, () -> woken.add(time.now()));
        }
        time.advance(Duration.ofMillis(1_500));
        assertThat(woken).isEmpty();

        healthy = true;
        time.advance(Duration.ofMillis(3_000));

        assertThat(woken).hasSize(200);
        assertThat(Duration.ofNanos(woken.get(199) - woken.get(0)).toMillis()).isBetween(700L, 1_000L);
    }

    @Test
    void doesNotStormABackendThatWasNeverSeenAway() {
        healthy = true;
        List<String> woken = new ArrayList<>();
        probe.await(loop, false, () -> woken.add("unsure"));
        probe.await(loop, true, () -> woken.add("sure"));

        time.advance(Duration.ofSeconds(30));

        assertThat(woken).containsExactly("sure");
    }

    @Test
    void wakesWhomABackendRefusesThatHasJustComeBack() {
        List<Long> woken = new ArrayList<>();
        probe.await(loop, true, () -> {});
        time.advance(Duration.ofSeconds(3));
        healthy = true;
        time.advance(Duration.ofSeconds(2));

        for (int refused = 0; refused < 30; refused++) {
            probe.await(loop, false, () -> woken.add(time.now()));
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(woken).hasSizeBetween(10, 15);
    }

    @Test
    void asksOnAfterAQuestionThatFailed() {
        probe.await(loop, false, () -> {});
        failing = true;
        // A real loop would log it.
        assertThatThrownBy(() -> time.advance(Duration.ofMillis(100))).isInstanceOf(IllegalStateException.class);
        failing = false;

        time.advance(Duration.ofSeconds(3));

        assertThat(asked).isGreaterThanOrEqualTo(3);
    }

    @Test
    void wakesTheOthersWhereALoopHasEnded() {
        VirtualLoops.Loop ended = time.loop();
        List<String> woken = new ArrayList<>();
        probe.await(ended, true, () -> woken.add("ended"));
        probe.await(loop, true, () -> woken.add("other"));
        ended.end();

        healthy = true;
        time.advance(Duration.ofSeconds(2));

        assertThat(woken).containsExactly("other");
    }
}
