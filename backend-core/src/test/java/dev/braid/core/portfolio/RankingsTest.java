package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.ProjectRankings;
import dev.braid.contracts.ProjectRankings.Ranking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankingsTest {

    private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

    @Test
    void theHighestScoreIsFirst() {
        assertThat(ranked(Criterion.COMPLETION, project("A", 10), project("B", 90), project("C", 50)))
                .containsExactly("1 B", "2 C", "3 A");
    }

    @Test
    void ofRiskTheLowestIs() {
        assertThat(ranked(Criterion.RISK_SCORE, project("A", 10), project("B", 90), project("C", 50)))
                .containsExactly("1 A", "2 C", "3 B");
    }

    @ParameterizedTest
    @EnumSource(Criterion.class)
    void whatNobodyKnowsIsLast(Criterion criterion) {
        assertThat(ranked(
                        criterion,
                        project("A", Priority.CRITICAL, 1, UNKNOWN),
                        project("B", 0),
                        project("C", Priority.LOW, 9, UNKNOWN)))
                .containsExactly("1 B", "2 A", "2 C");
    }

    @Test
    void equalScoresShareARankAndTheNextIsOneMore() {
        assertThat(ranked(
                        Criterion.VELOCITY,
                        project("A", 5),
                        project("B", 7),
                        project("C", 7),
                        project("D", 5),
                        project("E", 1)))
                .containsExactly("1 B", "1 C", "2 A", "2 D", "3 E");
    }

    @Test
    void amongEqualsTheMoreImportantComesFirstThenTheFirstInTheSprintThenTheKey() {
        OptionalDouble same = OptionalDouble.of(50);

        assertThat(ranked(
                        Criterion.COMPLETION,
                        project("E", Priority.LOW, 1, same),
                        project("D", Priority.HIGH, 0, same),
                        project("C", Priority.HIGH, 2, same),
                        project("B", Priority.HIGH, 1, same),
                        project("A", Priority.HIGH, 2, same)))
                .containsExactly("1 B", "1 A", "1 C", "1 D", "1 E");
    }

    @Test
    void theLimitCutsWhatIsShownAndNotWhatIsCounted() {
        ProjectRankings rankings =
                Rankings.of(Criterion.COMPLETION, List.of(project("A", 1), project("B", 2), project("C", 3)), 2);

        assertThat(rankings.rankings()).extracting(Ranking::projectKey).containsExactly("C", "B");
        assertThat(rankings.totalProjects()).isEqualTo(3);
        assertThat(rankings.criteria()).isEqualTo("completion");
        assertThat(Rankings.of(Criterion.VELOCITY, List.of(), 20).rankings()).isEmpty();
    }

    @Test
    void saysWhy() {
        assertThat(justification(Criterion.PRIORITY, project("A", Priority.HIGH, 2, OptionalDouble.of(75))))
                .isEqualTo("high priority, number 2 in the sprint");
        assertThat(justification(Criterion.PRIORITY, project("A", Priority.HIGH, 0, OptionalDouble.of(75))))
                .isEqualTo("high priority");
        assertThat(justification(Criterion.COMPLETION, project("A", 45))).isEqualTo("45.0 % of its work is done");
        assertThat(justification(Criterion.RISK_SCORE, project("A", 12.5)))
                .isEqualTo("risk score 12.5 of 100, lower is better");
        assertThat(justification(Criterion.VELOCITY, project("A", 2.125)))
                .isEqualTo("2.13 units completed for each working day");
        assertThat(justification(Criterion.CAPACITY_UTILIZATION, project("A", Priority.LOW, 1, UNKNOWN)))
                .isEqualTo("capacity utilization is unknown");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void areTheSameInWhateverOrderTheProjectsCome(long seed) {
        Random random = new Random(seed);
        List<Ranked> projects = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Priority priority = Priority.values()[random.nextInt(4)];
            OptionalDouble score = random.nextInt(6) == 0 ? UNKNOWN : OptionalDouble.of(random.nextInt(8));
            projects.add(project("P" + i, priority, random.nextInt(4), score));
        }
        Criterion criterion = Criterion.values()[random.nextInt(Criterion.values().length)];
        ProjectRankings expected = Rankings.of(criterion, projects, 100);

        Collections.shuffle(projects, random);

        assertThat(Rankings.of(criterion, projects, 100)).as("seed %s", seed).isEqualTo(expected);
        assertThat(expected.rankings().stream()
                        .mapToInt(Ranking::rank)
                        .distinct()
                        .toArray())
                .as("seed %s", seed)
                .isSorted()
                .startsWith(1)
                .hasSize(expected.rankings().get(59).rank());
    }

    private static List<String> ranked(Criterion criterion, Ranked... projects) {
        return Rankings.of(criterion, List.of(projects), 100).rankings().stream()
                .map(ranking -> ranking.rank() + " " + ranking.projectKey())
                .toList();
    }

    private static String justification(Criterion criterion, Ranked project) {
        return Rankings.of(criterion, List.of(project), 1).rankings().get(0).justification();
    }

    private static Ranked project(String key, double score) {
        return project(key, Priority.MEDIUM, 0, OptionalDouble.of(score));
    }

    /** @param place 0: nobody said */
    private static Ranked project(String key, Priority priority, int place, OptionalDouble score) {
        return new Ranked(
                key, "Project " + key, priority, place == 0 ? OptionalInt.empty() : OptionalInt.of(place), score);
    }
}
