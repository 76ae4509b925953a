package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class VelocityRowTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void comesBackAsItWasKept() {
        VelocityRow row = row("9.5", 3L, "20", "5", "1");

        VelocityRow back = VelocityRow.stored(row.key(), JSON.valueToTree(row.result()));

        assertThat(back.saysTheSameAs(row)).isTrue();
        assertThat(back.key()).isEqualTo("velocity:apache:43:8");
        assertThat(back.projectKey()).isEqualTo("APACHE-43");
        assertThat(row("9.5", null, "20", "5", "1").saysTheSameAs(row)).isFalse();
    }

    @Test
    void anotherLengthIsAnotherPlace() {
        assertThat(row("0", 3L, "20", "5", "1").isLaidLike(row("14", 4L, "1", "1", "1")))
                .isTrue();
        assertThat(row("13", 3L, "20", "5", "1").isLaidLike(row("14", 3L, "20", "5", "1")))
                .isFalse();
    }

    @Test
    void nobodyHasLessThanNothingToDo() {
        assertThat(row("9", 3L, "20", "5", "1").scope()).isEqualByComparingTo("24");
        assertThat(row("9", 3L, "2", "5", "10").scope()).isZero();
    }

    private static VelocityRow row(String days, @Nullable Long people, String committed, String added, String removed) {
        return new VelocityRow(
                "apache",
                "43",
                "8",
                1,
                new BigDecimal(days),
                people,
                new BigDecimal(committed),
                new BigDecimal(added),
                new BigDecimal(removed),
                new BigDecimal("17.50"));
    }
}
