package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class BarsIT extends CoreTestServer {

    private static final LocalDate SUMMER = LocalDate.of(2024, 10, 31);
    private static final LocalDate HALF_DAY = LocalDate.of(2024, 11, 29);
    private static final LocalDate WINTER = LocalDate.of(2024, 12, 30);

    @Autowired
    private BarStore store;

    /** Three sessions around the end of daylight saving time, one of them half, with minutes before and after the regular ones. */
    @BeforeEach
    void storeBars() {
        store("ZZBI", minutesOf("ZZBI", SUMMER, 390), minutesOf("ZZBI", HALF_DAY, 210), minutesOf("ZZBI", WINTER, 390));
    }

    @Test
    void minutesAreThoseOfTheRegularSession() {
        JsonNode reply = bars("/bars/minute?symbol=ZZBI&from=2024-10-31&to=2024-11-29");

        assertThat(reply.get("symbol").asString()).isEqualTo("ZZBI");
        assertThat(reply.get("bars")).hasSize(600);
        assertThat(reply.at("/bars/0").toString())
                .isEqualTo(
                        "{\"t\":\"2024-10-31T13:30:00Z\",\"o\":100.0,\"h\":101.25,\"l\":99.5,\"c\":100.125,\"v\":1000}");
        assertThat(reply.at("/bars/390/t").asString()).isEqualTo("2024-11-29T14:30:00Z");
    }

    @Test
    void otherMinutesComeWhenAskedFor() {
        JsonNode reply = bars("/bars/minute?symbol=ZZBI&from=2024-10-31&to=2024-10-31&rth_only=false");

        assertThat(reply.get("bars")).hasSize(392);
        assertThat(reply.at("/bars/0/t").asString()).isEqualTo("2024-10-31T12:00:00Z");
        assertThat(reply.at("/bars/391/t").asString()).isEqualTo("2024-11-01T00:30:00Z");
    }

    @Test
    void instantsAreHalfOpen() {
        JsonNode reply = bars("/bars/minute?symbol=ZZBI&from=2024-10-31T13:31:00Z&to=2024-10-31T13:33:00Z");

        assertThat(times(reply)).containsExactly("2024-10-31T13:31:00Z", "2024-10-31T13:32:00Z");
    }

    @Test
    void hoursBeginAtHalfPastInSummerAndWinter() {
        assertThat(times(bars("/bars/hour?symbol=ZZBI&from=2024-10-31&to=2024-10-31")))
                .hasSize(7)
                .startsWith("2024-10-31T13:30:00Z")
                .endsWith("2024-10-31T19:30:00Z");
        assertThat(times(bars("/bars/hour?symbol=ZZBI&from=2024-12-30&to=2024-12-30")))
                .hasSize(7)
                .startsWith("2024-12-30T14:30:00Z")
                .endsWith("2024-12-30T20:30:00Z");
        assertThat(times(bars("/bars/hour?symbol=ZZBI&from=2024-11-29&to=2024-11-29")))
                .containsExactly(
                        "2024-11-29T14:30:00Z", "2024-11-29T15:30:00Z", "2024-11-29T16:30:00Z", "2024-11-29T17:30:00Z");
    }

    @Test
    void hourTakesItsMinutesTogether() {
        JsonNode hour =
                bars("/bars/hour?symbol=ZZBI&from=2024-10-31&to=2024-10-31").at("/bars/6");

        assertThat(hour.toString())
                .isEqualTo(
                        "{\"t\":\"2024-10-31T19:30:00Z\",\"o\":460.0,\"h\":490.25,\"l\":459.5,\"c\":489.125,\"v\":30000}");
    }

    @Test
    void dayIsAggregatedFromItsRegularMinutes() {
        JsonNode reply = bars("/bars/daily?symbol=ZZBI&from=2024-10-31&to=2024-11-29");

        assertThat(times(reply)).containsExactly("2024-10-31T00:00:00Z", "2024-11-29T00:00:00Z");
        assertThat(reply.at("/bars/0").toString())
                .isEqualTo("{\"t\":\"2024-10-31T00:00:00Z\",\"o\":100.0,\"h\":490.25,\"l\":99.5,\"c\":489.125,"
                        + "\"v\":390000,\"n\":780}");
    }

    @Test
    void dayOfAllMinutesIsAnotherOne() {
        JsonNode reply = bars("/bars/daily?symbol=ZZBI&from=2024-10-31&to=2024-10-31&rth_only=false");

        assertThat(reply.at("/bars/0/v").asInt()).isEqualTo(392_000);
    }

    @Test
    void importedDayBarWinsOverTheMinutes() {
        store("ZZBJ", minutesOf("ZZBJ", SUMMER, 390), minutesOf("ZZBJ", HALF_DAY, 210));
        store(
                "ZZBJ",
                List.of(Bar.of(
                        "ZZBJ", Timeframe.DAY, Instant.parse("2024-11-29T00:00:00Z"), 1, 2, 1, 2, 7, null, "test")));

        JsonNode reply = bars("/bars/daily?symbol=ZZBJ");

        assertThat(times(reply)).containsExactly("2024-10-31T00:00:00Z", "2024-11-29T00:00:00Z");
        assertThat(reply.at("/bars/1").toString())
                .isEqualTo(
                        "{\"t\":\"2024-11-29T00:00:00Z\",\"o\":1.0,\"h\":2.0,\"l\":1.0,\"c\":2.0,\"v\":7,\"n\":null}");
    }

    @Test
    void dailyRangeMayBeOpenAtEitherEnd() {
        assertThat(times(bars("/bars/daily?symbol=ZZBI"))).hasSize(3);
        assertThat(times(bars("/bars/daily?symbol=ZZBI&from=2024-11-29"))).hasSize(2);
        assertThat(times(bars("/bars/daily?symbol=ZZBI&to=2024-11-29"))).hasSize(2);
        assertThat(times(bars("/bars/daily?symbol=ZZBI&from=2024-11-29T00:00:00Z&to=2024-12-30T00:00:00Z")))
                .containsExactly("2024-11-29T00:00:00Z");
    }

    @Test
    void decimatedBarsAreAtMostTheTarget() {
        JsonNode reply = bars("/bars/minute_decimated?symbol=ZZBI&from=2024-10-31&to=2024-12-30&target=500");

        assertThat(reply.get("meta").toString()).isEqualTo("{\"stride_minutes\":2,\"points\":495}");
        assertThat(reply.get("bars")).hasSize(495);
        assertThat(volume(reply)).isEqualTo(990_000);
    }

    @Test
    void decimationIsByRealRowsNotByCalendarMinutes() {
        JsonNode reply = bars("/bars/minute_decimated?symbol=ZZBI&from=2000-01-01&to=2030-01-01&target=1000");

        assertThat(reply.get("meta").toString()).isEqualTo("{\"stride_minutes\":1,\"points\":990}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"daily", "minute", "hour", "minute_decimated"})
    void knownSymbolWithoutRowsIsAnEmptyList(String timeframe) {
        JsonNode reply = bars("/bars/" + timeframe + "?symbol=ZZBI&from=2023-01-01&to=2023-01-31");

        assertThat(reply.get("bars")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"daily", "minute", "hour", "minute_decimated"})
    void unknownSymbolIsNotFound(String timeframe) {
        HttpResponse<String> response = get("/bars/" + timeframe + "?symbol=NOSUCH&from=2023-01-01&to=2023-01-31");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).at("/error/code").asString()).isEqualTo("DATASET_NOT_FOUND");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "ETag")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "minute?from=2024-01-01&to=2024-01-02,symbol",
        "minute?symbol=zz&from=2024-01-01&to=2024-01-02,symbol",
        "minute?symbol=ZZBI&symbol=ZZBJ&from=2024-01-01&to=2024-01-02,symbol",
        "minute?symbol=ZZBI&to=2024-01-02,from",
        "minute?symbol=ZZBI&from=2024-01-01,to",
        "hour?symbol=ZZBI&from=2024-01-01,to",
        "minute?symbol=ZZBI&from=2024-01-03&to=2024-01-02,to",
        "minute?symbol=ZZBI&from=2024-01-01&to=2024-01-02T00:00:00Z,to",
        "minute?symbol=ZZBI&from=01.02.2024&to=2024-01-02,from",
        "minute?symbol=ZZBI&from=2024-01-01&to=2024-01-02&rth_only=yes,rth_only",
        "minute?symbol=ZZBI&from=2024-01-01&to=2024-01-02&target=1000,target",
        "minute_decimated?symbol=ZZBI&from=2024-01-01&to=2024-01-02&target=99,target",
        "minute_decimated?symbol=ZZBI&from=2024-01-01&to=2024-01-02&target=50001,target",
        "minute_decimated?symbol=ZZBI&from=2024-01-01&to=2024-01-02&target=many,target",
        "daily?symbol=ZZBI&limit=5,limit",
        "daily?symbol=ZZBI&from=2024-13-01,from"
    })
    void wrongParameterIsNamed(String query, String wrong) {
        HttpResponse<String> response = get("/bars/" + query);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(json(response).at("/error/details").propertyNames()).containsExactly(wrong);
    }

    @Test
    void allWrongParametersAreNamedAtOnce() {
        HttpResponse<String> response = get("/bars/minute_decimated?symbol=zz&from=x&target=1&foo=1");

        assertThat(json(response).at("/error/details").propertyNames())
                .containsExactlyInAnyOrder("symbol", "from", "to", "target", "foo");
    }

    @Test
    void entityTagIsKnownAgainAndWhateverTheOrderOfParameters() {
        HttpResponse<String> first = get("/bars/daily?symbol=ZZBI&from=2024-10-31&to=2024-11-29");
        String tag = header(first, "ETag");

        HttpResponse<String> again =
                get("/bars/daily?to=2024-11-29&from=2024-10-31&symbol=ZZBI", "If-None-Match", "\"other\", W/" + tag);

        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(header(again, "Cache-Control")).isEqualTo("public, max-age=3600");
    }

    @Test
    void entityTagChangesWithTheBarsOnly() {
        store("ZZBK", minutesOf("ZZBK", SUMMER, 5));
        String path = "/bars/minute?symbol=ZZBK&from=2024-10-31&to=2024-10-31";
        String before = header(get(path), "ETag");

        store("ZZBK", minutesOf("ZZBK", SUMMER, 5));
        String same = header(get(path), "ETag");
        store("ZZBK", minutesOf("ZZBK", SUMMER, 6));
        HttpResponse<String> changed = get(path, "If-None-Match", before);

        assertThat(same).isEqualTo(before);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(header(changed, "ETag")).isNotEqualTo(before);
    }

    @Test
    void entityTagsOfDifferentQuestionsDiffer() {
        String range = "?symbol=ZZBI&from=2024-10-31&to=2024-10-31";

        assertThat(List.of(
                        header(get("/bars/daily" + range), "ETag"),
                        header(get("/bars/minute" + range), "ETag"),
                        header(get("/bars/hour" + range), "ETag"),
                        header(get("/bars/minute_decimated" + range), "ETag"),
                        header(get("/bars/minute_decimated" + range + "&target=100"), "ETag"),
                        header(get("/bars/minute" + range + "&rth_only=false"), "ETag")))
                .doesNotHaveDuplicates();
    }

    @Test
    void rangeThatReachesTodayIsKeptForLess() {
        HttpResponse<String> response = get("/bars/minute?symbol=ZZBI&from=2024-10-31&to=2999-12-31");

        assertThat(header(response, "Cache-Control")).isEqualTo("public, max-age=60");
    }

    @Test
    void headAnswersAsGetWithoutTheBody() {
        String path = "/bars/daily?symbol=ZZBI&from=2024-10-31&to=2024-11-29";
        HttpResponse<String> get = get(path);
        HttpResponse<String> head = send("HEAD", path, null);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "ETag")).isEqualTo(header(get, "ETag"));
        assertThat(header(head, "Cache-Control")).isEqualTo(header(get, "Cache-Control"));
    }

    @Test
    void otherMethodsAreRefused() {
        HttpResponse<String> response = send("DELETE", "/bars/daily?symbol=ZZBI", null);

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "Allow")).contains("GET");
    }

    private JsonNode bars(String path) {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        return json(response);
    }

    private static List<String> times(JsonNode reply) {
        List<String> times = new ArrayList<>();
        reply.get("bars").forEach(bar -> times.add(bar.get("t").asString()));
        return times;
    }

    private static long volume(JsonNode reply) {
        long sum = 0;
        for (JsonNode bar : reply.get("bars")) {
            sum += bar.get("v").asLong();
        }
        return sum;
    }

    /** Regular minutes whose open is 100 plus their number, one minute at 08:00 and one at 20:30 of New York. */
    private static List<Bar> minutesOf(String symbol, LocalDate date, int count) {
        List<Bar> bars = new ArrayList<>();
        Instant open =
                date.atTime(SessionCalendar.OPEN).atZone(SessionCalendar.ZONE).toInstant();
        bars.add(minute(symbol, open.minusSeconds(90 * 60), 50));
        for (int i = 0; i < count; i++) {
            bars.add(minute(symbol, open.plusSeconds(60L * i), 100 + i));
        }
        bars.add(minute(symbol, open.plusSeconds(11 * 60 * 60), 900));
        return bars;
    }

    private static Bar minute(String symbol, Instant t, double price) {
        return Bar.of(symbol, Timeframe.MINUTE, t, price, price + 1.25, price - 0.5, price + 0.125, 1_000, 2, "test");
    }

    @SafeVarargs
    private void store(String symbol, List<Bar>... sessions) {
        store.store((BarSource<RuntimeException>) target -> {
            for (List<Bar> session : sessions) {
                session.forEach(bar -> target.add(bar, 1));
            }
        });
    }
}
