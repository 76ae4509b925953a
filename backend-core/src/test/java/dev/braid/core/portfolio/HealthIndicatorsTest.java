package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.HealthIndicator;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthIndicatorsTest {

    private static final int COMPLETION = 0;
    private static final int RISK = 1;
    private static final int VELOCITY = 2;
    private static final int SCOPE = 3;
    private static final int CAPACITY = 4;
    private static final int BLOCKED = 5;

    private static final Velocity HUNDRED = new Velocity(List.of(100.0, 100.0, 100.0));

    @Test
    void areSix() {
        assertThat(HealthIndicators.of(numbers(TestCounts.points(45, 0), 60, 30, 12, 100, HUNDRED)))
                .extracting(HealthIndicator::metricName)
                .containsExactly(
                        "Overall Completion", "Portfolio Risk", "Velocity", "Scope Change", "Capacity", "Blocked work");
    }

    @Test
    void saysInWordsWhatTheNumbersMean() {
        List<HealthIndicator> indicators =
                HealthIndicators.of(numbers(TestCounts.points(45, 0), 60, 30, 12, 100, HUNDRED));

        assertThat(indicators.get(COMPLETION))
                .isEqualTo(new HealthIndicator(
                        "Overall Completion",
                        45.0,
                        60.0,
                        "warning",
                        "unknown",
                        "45.0 % of the work is done; 60.0 % of the working days are over"));
        assertThat(indicators.get(VELOCITY))
                .isEqualTo(new HealthIndicator(
                        "Velocity",
                        45.0,
                        60.0,
                        "warning",
                        "unknown",
                        "units completed so far; the last sprints brought 100.0 on average"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, good",
        "40, 50, good",
        "40, 50.04, good",
        "40, 50.1, warning",
        "40, 60, warning",
        "40, 60.1, critical",
        "100, 100, good",
        "90, 10, good"
    })
    void completionIsJudgedByTheClock(double completed, double elapsed, String status) {
        HealthIndicator completion =
                of(COMPLETION, numbers(TestCounts.points(completed, 0), elapsed, 0, 0, 100, HUNDRED));

        assertThat(completion.status()).isEqualTo(status);
        assertThat(completion.targetValue()).isEqualTo(Rounding.oneDecimal(elapsed));
    }

    @ParameterizedTest
    @CsvSource({"0, good", "25, good", "25.1, warning", "50, warning", "50.1, critical", "100, critical"})
    void riskIsJudgedByItsMean(double risk, String status) {
        HealthIndicator indicator = of(RISK, numbers(TestCounts.points(0, 0), 0, risk, 0, 100, HUNDRED));

        assertThat(indicator.status()).isEqualTo(status);
        assertThat(indicator.targetValue()).isEqualTo(25);
    }

    @ParameterizedTest
    @CsvSource({
        // completed of 100, elapsed, status: the mean of the last sprints is 100
        "0, 10, good",
        "40, 50, good",
        "39.9, 50, warning",
        "30, 50, warning",
        "29.9, 50, critical",
        "90, 50, good"
    })
    void velocityIsJudgedByWhatTheLastSprintsBrought(double completed, double elapsed, String status) {
        assertThat(of(VELOCITY, numbers(TestCounts.points(completed, 0), elapsed, 0, 0, 100, HUNDRED))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"-50, good", "0, good", "10, good", "10.1, warning", "25, warning", "25.1, critical"})
    void scopeIsJudgedByItsNetChange(double change, String status) {
        assertThat(of(SCOPE, numbers(TestCounts.points(0, 0), 0, 0, change, 100, HUNDRED))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "0, warning",
        "69.9, warning",
        "70, good",
        "110, good",
        "110.1, warning",
        "130, warning",
        "130.1, critical"
    })
    void capacityIsGoodInBetween(double utilization, String status) {
        assertThat(of(CAPACITY, numbers(TestCounts.points(0, 0), 0, 0, 0, utilization, HUNDRED))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, good",
        "50, 2.5, good",
        "50, 2.6, warning",
        "50, 7.5, warning",
        "50, 7.6, critical",
        "100, 0, good"
    })
    void blockedWorkIsAShareOfWhatRemains(double completed, double blocked, String status) {
        assertThat(of(BLOCKED, numbers(TestCounts.points(completed, blocked), 50, 0, 0, 100, HUNDRED))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void whatNobodyKnowsIsUnknown() {
        PortfolioNumbers nothing = new PortfolioNumbers(
                PortfolioTotals.of(List.of()),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Velocity(List.of()),
                ScopeChange.NONE,
                new Capacity(OptionalDouble.empty(), 0),
                PastNumbers.NONE);

        assertThat(HealthIndicators.of(nothing)).allSatisfy(indicator -> {
            assertThat(indicator.status()).as("%s", indicator).isEqualTo("unknown");
            assertThat(indicator.trend()).as("%s", indicator).isEqualTo("unknown");
        });
    }

    @Test
    void sprintsThatBroughtNothingAreNoMeasure() {
        Velocity nothing = new Velocity(List.of(0.0, 0.0, 0.0));

        HealthIndicator velocity = of(VELOCITY, numbers(TestCounts.points(0, 0), 50, 0, 0, 100, nothing));

        assertThat(velocity.status()).isEqualTo("unknown");
        assertThat(velocity.targetValue()).isNull();
    }

    @Test
    void trendsAreThoseOfTheSprintsBefore() {
        PastNumbers past = new PastNumbers(
                List.of(50.0, 80.0), List.of(20.0, 40.0), List.of(5.0, 5.0), List.of(150.0, 100.0), List.of(9.0, 3.0));
        PortfolioNumbers numbers = new PortfolioNumbers(
                PortfolioTotals.of(List.of(TestCounts.points(50, 0))),
                OptionalDouble.of(50),
                OptionalDouble.of(10),
                new Velocity(List.of(9.0, 9.0, 9.0, 6.0, 6.0, 6.0)),
                ScopeChange.NONE,
                new Capacity(OptionalDouble.empty(), 0),
                past);

        assertThat(HealthIndicators.of(numbers))
                .extracting(HealthIndicator::trend)
                .containsExactly("improving", "declining", "declining", "stable", "improving", "improving");
    }

    @Test
    void aPortfolioIsNotDoneWhileAnyOfItRemains() {
        ProjectCounts large = new ProjectCounts(10, 10, 0, 0, 10, 100_000, 100_000, 0, 0, 0, 0);
        ProjectCounts small = new ProjectCounts(1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
        PortfolioTotals totals = PortfolioTotals.of(List.of(large, small));

        assertThat(totals.completionPercentage().orElseThrow()).isLessThan(100);
        assertThat(PortfolioTotals.of(List.of(large)).completionPercentage()).hasValue(100);
        assertThat(PortfolioTotals.of(List.of(ProjectCounts.NONE)).completionPercentage())
                .isEmpty();
        assertThat(of(COMPLETION, numbers(totals, 100, 0, 0, 100, HUNDRED)).currentValue())
                .isEqualTo(99.9);
    }

    private static HealthIndicator of(int which, PortfolioNumbers numbers) {
        return HealthIndicators.of(numbers).get(which);
    }

    private static PortfolioNumbers numbers(
            ProjectCounts counts, double elapsed, double risk, double scope, double utilization, Velocity velocity) {
        return numbers(PortfolioTotals.of(List.of(counts)), elapsed, risk, scope, utilization, velocity);
    }

    private static PortfolioNumbers numbers(
            PortfolioTotals totals, double elapsed, double risk, double scope, double utilization, Velocity velocity) {
        return new PortfolioNumbers(
                totals,
                OptionalDouble.of(elapsed),
                OptionalDouble.of(risk),
                velocity,
                new ScopeChange(1, Math.max(0, scope), Math.max(0, -scope), 100),
                new Capacity(OptionalDouble.of(100), utilization),
                PastNumbers.NONE);
    }
}
