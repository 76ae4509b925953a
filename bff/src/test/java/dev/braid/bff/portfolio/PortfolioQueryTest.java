package dev.braid.bff.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.braid.bff.web.ApiException;
import dev.braid.contracts.ErrorCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;

class PortfolioQueryTest {

    private static final String BOARD = "/api/v1/meta-boards/7/";

    @Test
    void asksForEverythingWithoutParameters() {
        PortfolioQuery query = query("");

        assertThat(query.portfolioTarget()).isEqualTo(BOARD + "project-portfolio");
        assertThat(query.target("health-summary")).isEqualTo(BOARD + "health-summary");
        assertThat(query.cacheKey()).matches("meta_board:7:portfolio:[0-9a-f]{16}");
    }

    @Test
    void filtersEverythingAlikeAndPagesTheProjectsAlone() {
        PortfolioQuery query = query(
                "sprint_id=41&project_keys=web&project_keys=Pay%26+up&project_keys=WEB&priority=low"
                        + "&priority=high&health_status=behind&min_completion_percentage=10.50&max_completion_percentage=090"
                        + "&include_completed=false&include_blocked=false&include_cached=false&sort=-risk_score&limit=20&offset=40");

        String beforeThePage =
                "health_status=behind&include_blocked=false&include_cached=false&include_completed=false";
        String completion = "&max_completion_percentage=90&min_completion_percentage=10.5";
        String rest = "&priority=high&priority=low&project_keys=PAY%26%20UP&project_keys=WEB";
        assertThat(query.target("project-forecasts"))
                .isEqualTo(BOARD + "project-forecasts?" + beforeThePage + completion + rest + "&sprint_id=41");
        assertThat(query.portfolioTarget())
                .isEqualTo(BOARD + "project-portfolio?" + beforeThePage + "&limit=20" + completion + "&offset=40" + rest
                        + "&sort=-risk_score&sprint_id=41");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=500",
                "offset=0",
                "include_completed=true",
                "include_blocked=true",
                "include_cached=true",
                "min_completion_percentage=0",
                "min_completion_percentage=0.00",
                "max_completion_percentage=100",
                "max_completion_percentage=100.0"
            })
    void leavesOutWhatIsTheDefault(String parameter) {
        assertThat(query(parameter)).isEqualTo(query(""));
        assertThat(query(parameter).portfolioTarget()).isEqualTo(BOARD + "project-portfolio");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isOneQueryInWhateverOrderAndCaseItIsSent(long seed) {
        Random random = new Random(seed);
        List<String> parameters = new ArrayList<>(List.of(
                "sprint_id=41",
                "project_keys=PAY",
                "project_keys=WEB",
                "priority=high",
                "priority=low",
                "health_status=blocked",
                "min_completion_percentage=10",
                "limit=20",
                "sort=completion"));
        PortfolioQuery expected = query(String.join("&", parameters));

        Collections.shuffle(parameters, random);
        parameters.replaceAll(parameter -> switch (parameter) {
            case "project_keys=PAY" ->
                random.nextBoolean() ? "project_keys=pay" : "project_keys=%50ay&project_keys=PaY";
            case "priority=high" -> random.nextBoolean() ? parameter : "priority=high&priority=high";
            case "min_completion_percentage=10" ->
                "min_completion_percentage=" + (random.nextBoolean() ? "10.0" : "010");
            default -> parameter;
        });

        PortfolioQuery sent = query(String.join("&", parameters));
        assertThat(sent).isEqualTo(expected);
        assertThat(sent.cacheKey()).isEqualTo(expected.cacheKey());
        assertThat(sent.portfolioTarget()).isEqualTo(expected.portfolioTarget());
    }

    @Test
    void hasAKeyOfItsOwnForWhateverMeansSomethingElse() {
        List<String> keys = List.of(
                        "",
                        "sprint_id=41",
                        "project_keys=PAY",
                        "project_keys=PAY&project_keys=WEB",
                        "project_keys=PAY,WEB",
                        "priority=high",
                        "health_status=at_risk",
                        "min_completion_percentage=10",
                        "max_completion_percentage=10",
                        "include_completed=false",
                        "include_blocked=false",
                        "sort=priority",
                        "sort=-priority",
                        "limit=20",
                        "offset=20")
                .stream()
                .map(parameters -> query(parameters).cacheKey())
                .toList();

        assertThat(keys).doesNotHaveDuplicates();
        assertThat(request("8", "").cacheKey()).startsWith("meta_board:8:portfolio:");
    }

    @Test
    void keepsWhatIsMadeOfNothingCachedForEveryone() {
        assertThat(query("include_cached=false").cacheKey()).isEqualTo(query("").cacheKey());
        assertThat(query("include_cached=false").includeCached()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sprint_id=0|sprint_id",
                "sprint_id=041|sprint_id",
                "sprint_id=-1|sprint_id",
                "sprint_id=1234567890123456789|sprint_id",
                "sprint_id=1&sprint_id=1|sprint_id",
                "project_keys=|project_keys",
                "project_keys=%20|project_keys",
                "project_keys=A%0AB|project_keys",
                "project_keys=PAY&project_keys=123456789012345678901234567890123456789012345678901|project_keys",
                "priority=urgent|priority",
                "priority=HIGH|priority",
                "priority=high,low|priority",
                "health_status=on_track&health_status=healthy|health_status",
                "min_completion_percentage=-1|min_completion_percentage",
                "min_completion_percentage=101&max_completion_percentage=50|min_completion_percentage",
                "min_completion_percentage=60&max_completion_percentage=40|max_completion_percentage,min_completion_percentage",
                "max_completion_percentage=100.000000001|max_completion_percentage",
                "max_completion_percentage=1e1|max_completion_percentage",
                "max_completion_percentage=NaN|max_completion_percentage",
                "include_completed=yes|include_completed",
                "include_blocked=|include_blocked",
                "include_cached=false&include_cached=false|include_cached",
                "sort=name|sort",
                "sort=--priority|sort",
                "sort=%2Bpriority|sort",
                "limit=0|limit",
                "limit=501|limit",
                "offset=-1|offset",
                "offset=2147483648|offset",
                "colour=red|colour",
                "board_id=7|board_id",
                "confidence_threshold=0.5|confidence_threshold",
                "sort=x&limit=0&priority=x&colour=red|colour,limit,priority,sort"
            })
    void namesEachBadParameter(String parameters, String names) {
        ApiException error = catchThrowableOfType(ApiException.class, () -> query(parameters));

        assertThat(error.code()).isEqualTo(ErrorCode.VALIDATION);
        assertThat(error.details()).containsOnlyKeys(names.split(","));
        assertThat(error.details().values())
                .allSatisfy(problem -> assertThat(problem.toString()).contains("(expected: "));
    }

    @Test
    void aCharacterOfAKeyIsACodePoint() {
        String longest = "project_keys=" + "%F0%9F%98%80".repeat(50);

        assertThat(query(longest).portfolioTarget()).isEqualTo(BOARD + "project-portfolio?" + longest);
        assertThat(catchThrowableOfType(ApiException.class, () -> query(longest + "a"))
                        .details())
                .containsOnlyKeys("project_keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "07", "-7", "+7", "7.0", "seven", "7;x=1", "%20", "1234567890123456789", "..", "7%2F8"})
    void namesABoardThatIsNone(String board) {
        ApiException error = catchThrowableOfType(ApiException.class, () -> request(board, "limit=0"));

        assertThat(error.details()).containsOnlyKeys("board_id", "limit");
    }

    @Test
    void knowsABoardByItsNumberHoweverThatIsWritten() {
        assertThat(request("%37", "")).isEqualTo(query(""));
    }

    private static PortfolioQuery query(String parameters) {
        return request("7", parameters);
    }

    private static PortfolioQuery request(String board, String parameters) {
        URI url = URI.create("http://braid.test/api/v1/meta-boards/" + board + "/complete?" + parameters);
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.method(HttpMethod.GET, url));
        return PortfolioQuery.of(ServerRequest.create(exchange, List.<HttpMessageReader<?>>of()));
    }
}
