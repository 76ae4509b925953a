package dev.braid.bff.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.braid.bff.web.ApiException;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;

class ChartQueryTest {

    private static final String DATES = "&from_date=2024-09-20&to_date=2024-12-31";

    @Test
    void readsDates() {
        ChartQuery query = query("symbol=BRK.B&timeframe=1M" + DATES);

        assertThat(query.targetPoints()).isEqualTo(10_000);
        assertThat(query.format()).isEqualTo(ChartQuery.Format.ROWS);
        assertThat(query.target()).isEqualTo("/bars/minute?symbol=BRK.B&from=2024-09-20&to=2024-12-31&rth_only=true");
    }

    @Test
    void readsInstantsInOneForm() {
        ChartQuery query = query(
                "symbol=A&timeframe=1H&from=2024-09-20T13:30:00.000Z&to=2024-09-20T12:00:00-04:00&rth_only=false");

        assertThat(query.target())
                .isEqualTo("/bars/hour?symbol=A&from=2024-09-20T13:30:00Z&to=2024-09-20T16:00:00Z&rth_only=false");
    }

    @Test
    void asksForAllDaysWithoutARange() {
        assertThat(query("symbol=A&timeframe=1D").target()).isEqualTo("/bars/daily?symbol=A&rth_only=true");
        assertThat(query("symbol=A&timeframe=1D&from_date=2024-01-01").target())
                .isEqualTo("/bars/daily?symbol=A&from=2024-01-01&rth_only=true");
    }

    @Test
    void countsRowsItselfWhereItDecimates() {
        assertThat(query("symbol=A&timeframe=1M_DECIMATED" + DATES).target()).startsWith("/bars/minute?");
    }

    @Test
    void hasOneKeyWhateverTheOrderOfParameters() {
        assertThat(query("symbol=A&timeframe=1M" + DATES + "&target_points=500").cacheKey())
                .isEqualTo(query("target_points=500&to_date=2024-12-31&timeframe=1M&from_date=2024-09-20&symbol=A")
                        .cacheKey())
                .startsWith("chart:A:1M:2024-09-20:2024-12-31:500:");
    }

    @ParameterizedTest
    @CsvSource({"rth_only=false", "format=columns", "target_points=9999"})
    void hasAnotherKeyForOtherBytes(String parameter) {
        String parameters = "symbol=A&timeframe=1M" + DATES;

        assertThat(query(parameters + "&" + parameter).cacheKey())
                .isNotEqualTo(query(parameters).cacheKey());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeframe=1M&from_date=2024-01-01&to_date=2024-01-02                          | symbol",
                "symbol=&timeframe=1D                                                          | symbol",
                "symbol=aapl&timeframe=1D                                                      | symbol",
                "symbol=ABCDEFGHIJKLMNOP&timeframe=1D                                          | symbol",
                "symbol=A&symbol=A&timeframe=1D                                                | symbol",
                "symbol=A                                                                      | timeframe",
                "symbol=A&timeframe=5M                                                         | timeframe",
                "symbol=A&timeframe=1d                                                         | timeframe",
                "symbol=A&timeframe=1D&timeframe=1H                                            | timeframe",
                "symbol=A&timeframe=1M                                                         | from_date,to_date",
                "symbol=A&timeframe=1M&from_date=2024-01-01                                    | to_date",
                "symbol=A&timeframe=1H&to=2024-01-01T00:00:00Z                                 | from",
                "symbol=A&timeframe=1D&from_date=2024-01-02&to_date=2024-01-01                 | to_date",
                "symbol=A&timeframe=1D&from=2024-01-02T00:00:00Z&to=2024-01-01T00:00:00Z       | to",
                "symbol=A&timeframe=1D&from_date=2024-02-30                                    | from_date",
                "symbol=A&timeframe=1D&from_date=01/02/2024                                    | from_date",
                "symbol=A&timeframe=1D&from_date=2024-01-01T00:00:00Z                          | from_date",
                "symbol=A&timeframe=1D&from_date=%2B12024-01-01                                | from_date",
                "symbol=A&timeframe=1D&from=2024-01-01                                         | from",
                "symbol=A&timeframe=1D&from=2024-01-01T00:00:00                                | from",
                "symbol=A&timeframe=1D&from=2024-01-01T25:00:00Z                               | from",
                "symbol=A&timeframe=1D&from_date=2024-01-01&to=2024-01-02T00:00:00Z            | from_date,to",
                "symbol=A&timeframe=1D&target_points=99                                        | target_points",
                "symbol=A&timeframe=1D&target_points=50001                                     | target_points",
                "symbol=A&timeframe=1D&target_points=1e3                                       | target_points",
                "symbol=A&timeframe=1D&rth_only=yes                                            | rth_only",
                "symbol=A&timeframe=1D&format=csv                                              | format",
                "symbol=A&timeframe=1D&limit=5                                                 | limit",
                "symbol=a&timeframe=x&format=y&rth_only=z&target_points=w&from=v&u=t           | format,from,rth_only,symbol,target_points,timeframe,u"
            })
    void namesEachBadParameter(String parameters, String names) {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> query(parameters));

        assertThat(refusal.details()).containsOnlyKeys(names.split(","));
        assertThat(refusal.details().values())
                .allSatisfy(problem -> assertThat(problem.toString()).contains("expected"));
    }

    @Test
    void takesAnEmptyRange() {
        assertThat(query("symbol=A&timeframe=1D&from=2024-01-02T00:00:00Z&to=2024-01-02T00:00:00Z")
                        .range()
                        .from())
                .contains("2024-01-02T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "to_date=2026-01-20,PT5M",
        "to_date=2026-02-01,PT5M",
        "from_date=2026-01-01,PT5M",
        "to_date=2026-01-19,PT1H",
        "to_date=2026-01-13,PT1H",
        "to_date=2026-01-12,PT24H",
        // Half-open: the last session date is the one before midnight in New York.
        "to=2026-01-20T05:00:00Z,PT1H",
        "to=2026-01-20T05:00:01Z,PT5M"
    })
    void livesAsLongAsItsBarsStay(String range, Duration timeToLive) {
        assertThat(query("symbol=A&timeframe=1D&" + range).timeToLive(LocalDate.parse("2026-01-20")))
                .isEqualTo(timeToLive);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeframe=1D&symbol=A                                              | /bars/daily?symbol=A",
                "timeframe=1H&symbol=A&from=x&to=y                                  | /bars/hour?symbol=A&from=x&to=y",
                "symbol=A%20b&timeframe=1M&from_date=1&to_date=2&rth_only=q         | /bars/minute?symbol=A%20b&from=1&to=2&rth_only=q",
                "timeframe=1M&target_points=7&format=columns&limit=9&symbol=A&symbol | /bars/minute?symbol=A&symbol",
                "timeframe=1M_DECIMATED&target_points=7                             | /bars/minute_decimated?target=7",
                "symbol=\"{^}%zz&timeframe=1D&%zz=1                                | /bars/daily?symbol=\"{^}%zz",
                "timeframe=1D                                                       | /bars/daily"
            })
    void passesParametersThroughAsTheyWereSent(String parameters, String target) {
        assertThat(passThrough(parameters)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({"symbol=A", "timeframe=", "timeframe=1d"})
    void cannotPassThroughWithoutATimeframe(String parameters) {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> passThrough(parameters));

        assertThat(refusal.details()).containsOnlyKeys("timeframe");
    }

    private static ChartQuery query(String parameters) {
        return ChartQuery.of(request(parameters));
    }

    private static String passThrough(String parameters) {
        Optional<String> timeframe = Stream.of(parameters.split("&"))
                .filter(parameter -> parameter.startsWith("timeframe="))
                .map(parameter -> parameter.substring("timeframe=".length()))
                .findFirst();
        return PassThrough.target(timeframe, "/api/v1/chart-data?" + parameters);
    }

    private static ServerRequest request(String parameters) {
        URI uri = URI.create("http://localhost/api/v1/chart-data?" + parameters);
        return ServerRequest.create(
                MockServerWebExchange.from(MockServerHttpRequest.method(HttpMethod.GET, uri)),
                List.<HttpMessageReader<?>>of());
    }
}
