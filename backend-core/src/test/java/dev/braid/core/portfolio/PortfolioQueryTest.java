package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.QueryParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class PortfolioQueryTest {

    private static final long SPRINT = 7;

    private record Project(
            String projectKey,
            Priority priority,
            OptionalInt projectPriority,
            Health health,
            double completion,
            double riskScore,
            OptionalDouble velocity,
            OptionalDouble capacityUtilization)
            implements ProjectView {}

    @Test
    void everythingHasADefault() {
        PortfolioQuery query = query();

        assertThat(query)
                .isEqualTo(new PortfolioQuery(
                        new PortfolioFilter(null, Set.of(), Set.of(), Set.of(), 0, 100, true, true, true),
                        PortfolioQuery.Sort.DEFAULT,
                        500,
                        0));
        assertThat(Stream.of(Health.values())).allMatch(health -> query.filter().lets(project("A", health, 50)));
    }

    @Test
    void listsAreGivenOnceOrOften() {
        PortfolioFilter filter = query(
                        "project_keys=web",
                        "project_keys=Pay",
                        "project_keys=WEB",
                        "priority=low",
                        "priority=critical",
                        "health_status=behind",
                        "sprint_id=12")
                .filter();

        assertThat(filter.projectKeys()).containsExactly("PAY", "WEB");
        assertThat(filter.priorities()).containsExactly(Priority.CRITICAL, Priority.LOW);
        assertThat(filter.healths()).containsExactly(Health.BEHIND);
        assertThat(filter.sprintId()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sprint_id=0",
                "sprint_id=-1",
                "sprint_id=+1",
                "sprint_id=1.0",
                "sprint_id=99999999999999999999",
                "sprint_id=",
                "project_keys=",
                "project_keys=  ",
                "project_keys=a\u0000b",
                "project_keys=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "priority=urgent",
                "priority=LOW",
                "priority=",
                "health_status=fine",
                "min_completion_percentage=-1",
                "min_completion_percentage=100.1",
                "min_completion_percentage=NaN",
                "min_completion_percentage=Infinity",
                "min_completion_percentage=1e1",
                "min_completion_percentage=0x1p3",
                "min_completion_percentage=5f",
                "min_completion_percentage= 5",
                "max_completion_percentage=101",
                "max_completion_percentage=",
                "include_completed=yes",
                "include_blocked=1",
                "include_cached=TRUE",
                "sort=name",
                "sort=--priority",
                "sort=",
                "sort=Priority",
                "limit=0",
                "limit=501",
                "offset=-1",
                "colour=red"
            })
    void whatIsMalformedIsRefusedByName(String parameter) {
        ApiException refused = refused(parameter);

        assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION);
        assertThat(refused.details()).containsOnlyKeys(parameter.substring(0, parameter.indexOf('=')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sprint_id",
                "min_completion_percentage",
                "max_completion_percentage",
                "include_completed",
                "limit"
            })
    void whatIsNotAListIsGivenOnce(String name) {
        String value = name.startsWith("include") ? "true" : "10";

        assertThat(refused(name + "=" + value, name + "=" + value).details())
                .containsEntry(name, "given 2 times (expected: once)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "min_completion_percentage=60&max_completion_percentage=40|min_completion_percentage,max_completion_percentage",
                "include_blocked=false&health_status=blocked|include_blocked,health_status",
                "include_completed=false&min_completion_percentage=100|include_completed,min_completion_percentage",
                "health_status=behind&min_completion_percentage=100|health_status,min_completion_percentage"
            })
    void contradictionsAreRefusedAndBothSidesNamed(String parameters, String names) {
        assertThat(refused(parameters.split("&")).details()).containsOnlyKeys(names.split(","));
    }

    @Test
    void whatOnlySoundsLikeAContradictionIsNone() {
        query("include_blocked=false", "health_status=blocked", "health_status=behind");
        query("min_completion_percentage=40", "max_completion_percentage=40");
        query("min_completion_percentage=100", "health_status=on_track", "health_status=behind");
        query("min_completion_percentage=99.9", "include_completed=false");
    }

    @Test
    void twoHundredKeysAreEnough() {
        String[] most =
                IntStream.range(0, 200).mapToObj(i -> "project_keys=P" + i).toArray(String[]::new);
        String[] more =
                IntStream.range(0, 201).mapToObj(i -> "project_keys=P" + i).toArray(String[]::new);

        assertThat(query(most).filter().projectKeys()).hasSize(200);
        assertThat(refused(more).details()).containsEntry("project_keys", "201 keys (expected: at most 200)");
    }

    @Test
    void aCharacterOfAKeyIsACodePoint() {
        String longest = "\uD83D\uDE00".repeat(50);

        assertThat(query("project_keys=" + longest).filter().projectKeys()).containsExactly(longest);
        assertThat(refused("project_keys=" + longest + "a").details()).containsOnlyKeys("project_keys");
    }

    @Test
    void whatIsLongIsNotRepeatedWhole() {
        String problem = String.valueOf(refused("project_keys=" + "\uD83D\uDE00".repeat(2_000))
                .details()
                .get("project_keys"));

        assertThat(problem).isEqualTo("\uD83D\uDE00".repeat(60) + "… (expected: 1..50 characters that are not blank)");
    }

    @Test
    void letsThroughWhatIsAskedFor() {
        Project project = project("Web", Health.AT_RISK, 45.04);

        assertThat(query("project_keys=WEB").filter().lets(project)).isTrue();
        assertThat(query("project_keys=PAY").filter().lets(project)).isFalse();
        assertThat(query("priority=medium", "priority=low").filter().lets(project))
                .isTrue();
        assertThat(query("priority=low").filter().lets(project)).isFalse();
        assertThat(query("health_status=at_risk").filter().lets(project)).isTrue();
        assertThat(query("health_status=behind").filter().lets(project)).isFalse();
        assertThat(query("include_blocked=false").filter().lets(project)).isTrue();
        assertThat(query("include_completed=false").filter().lets(project)).isTrue();
        assertThat(query("include_blocked=false").filter().lets(project("A", Health.BLOCKED, 10)))
                .isFalse();
        assertThat(query("include_completed=false").filter().lets(project("A", Health.ON_TRACK, 100)))
                .isFalse();
    }

    @Test
    void completionIsComparedAsItIsShown() {
        assertThat(query("max_completion_percentage=45").filter().lets(project("A", Health.ON_TRACK, 45.04)))
                .isTrue();
        assertThat(query("max_completion_percentage=45").filter().lets(project("A", Health.ON_TRACK, 45.05)))
                .isFalse();
        assertThat(query("min_completion_percentage=45").filter().lets(project("A", Health.ON_TRACK, 44.95)))
                .isTrue();
        assertThat(query("min_completion_percentage=100").filter().lets(project("A", Health.ON_TRACK, 99.99)))
                .isFalse();
        assertThat(query("max_completion_percentage=99.9").filter().lets(project("A", Health.ON_TRACK, 99.99)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, B A D C",
                "-priority, B A D C",
                "priority, C A B D",
                "completion, C B A D",
                "-completion, D A B C",
                "risk_score, B D C A",
                "-risk_score, A B D C",
                "velocity, B C A D",
                "-velocity, C B A D",
                "capacity_utilization, C A B D",
                "-capacity_utilization, A C B D",
                "project_key, A B C D",
                "-project_key, D C B A"
            })
    void ordersByOneThingWithTheUnknownLastInBothDirections(String sort, String keys) {
        List<Project> projects = List.of(
                new Project("D", Priority.HIGH, OptionalInt.empty(), Health.ON_TRACK, 90, 20, none(), none()),
                new Project("A", Priority.HIGH, OptionalInt.of(2), Health.ON_TRACK, 50, 80, none(), some(110)),
                new Project("C", Priority.LOW, OptionalInt.of(1), Health.ON_TRACK, 10, 20, some(5), some(60)),
                new Project("B", Priority.HIGH, OptionalInt.of(1), Health.ON_TRACK, 20, 20, some(2), none()));
        PortfolioQuery query = sort == null ? query() : query("sort=" + sort);

        assertThat(projects.stream().sorted(query.order()).map(Project::projectKey))
                .containsExactly(keys.split(" "));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void hashDoesNotDependOnTheOrderOfParameters(long seed) {
        Random random = new Random(seed);
        List<String> parameters = new ArrayList<>(List.of(
                "project_keys=web",
                "project_keys=PAY",
                "project_keys=Ops",
                "priority=low",
                "priority=high",
                "health_status=behind",
                "health_status=on_track",
                "min_completion_percentage=10",
                "max_completion_percentage=90.50",
                "sort=-velocity",
                "limit=10",
                "include_blocked=false"));
        String expected = hash(parameters);

        Collections.shuffle(parameters, random);
        parameters.replaceAll(parameter -> parameter.equals("project_keys=web") ? "project_keys=WEB" : parameter);
        parameters.replaceAll(parameter -> parameter.endsWith("90.50") ? "max_completion_percentage=90.5" : parameter);

        assertThat(hash(parameters)).as("seed %s", seed).isEqualTo(expected).matches("[0-9a-f]{16}");
    }

    @Test
    void hashFillsDefaultsIn() {
        assertThat(query(
                                "sort=-priority",
                                "limit=500",
                                "offset=0",
                                "min_completion_percentage=0",
                                "max_completion_percentage=100.0",
                                "include_completed=true",
                                "include_blocked=true",
                                "include_cached=false",
                                "sprint_id=7")
                        .filterHash(SPRINT))
                .isEqualTo(query().filterHash(SPRINT));
    }

    @Test
    void hashTellsApartWhatChangesTheReply() {
        Stream<String> hashes = Stream.of(
                        query(),
                        query("project_keys=A"),
                        query("project_keys=B"),
                        query("project_keys=A", "project_keys=B"),
                        query("project_keys=A,B"),
                        query("priority=low"),
                        query("health_status=behind"),
                        query("min_completion_percentage=1"),
                        query("max_completion_percentage=99"),
                        query("include_completed=false"),
                        query("include_blocked=false"),
                        query("sort=priority"),
                        query("sort=completion"),
                        query("limit=1"),
                        query("offset=1"))
                .map(query -> query.filterHash(SPRINT));

        assertThat(Stream.concat(hashes, Stream.of(query().filterHash(8)))).doesNotHaveDuplicates();
    }

    @Test
    void filterIsReadBesideTheParametersOfOtherEndpoints() {
        QueryParameters parameters = QueryParameters.of(request("priority=low", "simulations=2000"));
        PortfolioFilter filter = PortfolioFilter.of(parameters);
        int simulations = parameters
                .optional("simulations", QueryParameters.integer(1_000, 50_000))
                .orElse(10_000);
        parameters.verify();

        assertThat(filter.hash(SPRINT, Map.of("simulations", simulations)))
                .isNotEqualTo(filter.hash(SPRINT, Map.of("simulations", 10_000)));
    }

    private static OptionalDouble none() {
        return OptionalDouble.empty();
    }

    private static OptionalDouble some(double value) {
        return OptionalDouble.of(value);
    }

    private static Project project(String key, Health health, double completion) {
        return new Project(key, Priority.MEDIUM, OptionalInt.empty(), health, completion, 0, none(), none());
    }

    private static String hash(List<String> parameters) {
        return query(parameters.toArray(String[]::new)).filterHash(SPRINT);
    }

    private static ApiException refused(String... parameters) {
        return catchThrowableOfType(ApiException.class, () -> query(parameters));
    }

    private static PortfolioQuery query(String... parameters) {
        QueryParameters query = QueryParameters.of(request(parameters));
        PortfolioQuery asked = PortfolioQuery.of(query);
        query.verify();
        return asked;
    }

    private static MockHttpServletRequest request(String... parameters) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        Arrays.stream(parameters)
                .map(parameter -> parameter.split("=", 2))
                .forEach(parameter -> request.addParameter(parameter[0], parameter[1]));
        return request;
    }
}
