package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.sprint.WorkUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectCountsTest {

    @ParameterizedTest
    @CsvSource({
        "100, 79, ISSUES",
        "100, 80, STORY_POINTS",
        "5, 4, STORY_POINTS",
        "9, 7, ISSUES",
        "1, 1, STORY_POINTS",
        "1, 0, ISSUES",
        "0, 0, ISSUES"
    })
    void pointsCountWhereFourOfFiveIssuesAreEstimated(int total, int estimated, WorkUnit unit) {
        assertThat(new ProjectCounts(total, 0, 0, 0, estimated, 3.0 * estimated, 0, 0, 0, 0, 0).unit())
                .isEqualTo(unit);
    }

    @Test
    void issuesCountWhereAllEstimatesAreZero() {
        ProjectCounts spikes = new ProjectCounts(4, 1, 0, 0, 4, 0, 0, 0, 0, 0, 0);

        assertThat(spikes.unit()).isEqualTo(WorkUnit.ISSUES);
        assertThat(spikes.completionPercentage()).isEqualTo(25);
    }

    @Test
    void countsInItsUnit() {
        ProjectCounts points = new ProjectCounts(10, 4, 3, 2, 9, 50, 20.5, 12, 8, 1, 1);
        ProjectCounts issues = new ProjectCounts(10, 4, 3, 2, 7, 50, 20.5, 12, 8, 1, 1);

        assertThat(points.total()).isEqualTo(50);
        assertThat(points.completed()).isEqualTo(20.5);
        assertThat(points.blocked()).isEqualTo(8);
        assertThat(points.remaining()).isEqualTo(29.5);
        assertThat(points.completionPercentage()).isEqualTo(41);
        assertThat(points.unestimatedIssues()).isEqualTo(1);
        assertThat(points.openIssues()).isEqualTo(6);

        assertThat(issues.total()).isEqualTo(10);
        assertThat(issues.completed()).isEqualTo(4);
        assertThat(issues.blocked()).isEqualTo(2);
        assertThat(issues.remaining()).isEqualTo(6);
        assertThat(issues.completionPercentage()).isEqualTo(40);
    }

    @Test
    void nothingIsNeitherDoneNorUnderWay() {
        assertThat(ProjectCounts.NONE.done()).isFalse();
        assertThat(ProjectCounts.NONE.completionPercentage()).isZero();
        assertThat(ProjectCounts.NONE.remaining()).isZero();
    }

    @Test
    void whatOnlyAddingUpLeftIsNotLeft() {
        double sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += 0.1;
        }
        ProjectCounts done = new ProjectCounts(10, 10, 0, 0, 10, 1, sum, 0, 0, 0, 0);

        assertThat(sum).isNotEqualTo(1);
        assertThat(done.done()).isTrue();
        assertThat(done.completionPercentage()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isAHundredPercentOnlyIfAllIsDone(long seed) {
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 2_000; i++) {
            ProjectCounts counts = TestCounts.any(random);
            String which = "seed %d, %s".formatted(seed, counts);
            double completion = counts.completionPercentage();

            assertThat(completion).as(which).isBetween(0.0, 100.0);
            assertThat(completion == 100).as(which).isEqualTo(counts.done());
            assertThat(Rounding.percentage(completion, counts.done()) == 100)
                    .as(which)
                    .isEqualTo(counts.done());
            assertThat(counts.done()).as(which).isEqualTo(counts.total() > 0 && counts.completed() == counts.total());
            assertThat(counts.remaining()).as(which).isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void theLastHundredthOfABillionPointsIsStillToBeDone() {
        ProjectCounts almost = new ProjectCounts(2, 1, 0, 0, 2, 1e9, 1e9 - 0.01, 0, 0, 0, 0);

        assertThat(almost.done()).isFalse();
        assertThat(almost.completionPercentage()).isLessThan(100);
    }
}
