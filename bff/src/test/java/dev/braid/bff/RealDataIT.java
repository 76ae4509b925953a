package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Charts and runs on the data that lies beside the project, if it does. */
class RealDataIT {

    private static final Path DATA = Path.of("../../shared/data");

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PUBLIC = "Cache-Control: public, max-age=60";

    private static RawBackend backend;
    private static RunningBff bff;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        assumeTrue(Files.isDirectory(DATA), "../shared/data: absent (expected: beside the project); skipped");
        backend = RawBackend.start();
        bff = RunningBff.before(URI.create(backend.url()));
    }

    @AfterAll
    static void stop() {
        if (bff != null) {
            bff.close();
            backend.close();
        }
    }

    @Test
    void joinsAQuarterOfMinutesToTheSumsOfItsDays() throws Exception {
        String minutes = rows("bars/AAPL_2024_1Min.csv", RealDataIT::bar, "bars");
        backend.reply("/bars/minute", 200, minutes, PUBLIC);

        JsonNode document = get("/api/v1/chart-data?symbol=AAPL&timeframe=1M_DECIMATED"
                + "&from_date=2024-09-20&to_date=2024-12-31&target_points=10000");

        assertThat(document.at("/metadata/total_bars").intValue()).isEqualTo(27_533);
        assertThat(document.at("/metadata/returned_bars").intValue()).isEqualTo(9_179);
        assertThat(document.at("/metadata/stride").intValue()).isEqualTo(3);
        assertThat(volumes(document.get("bars"), "timestamp", "volume"))
                .isEqualTo(volumes(
                        JSON.readTree(rows("bars/AAPL_2024_1Day.csv", RealDataIT::bar, "bars"))
                                .get("bars"),
                        "t",
                        "v"));
    }

    @Test
    void thinsAMonthOfEquity() throws Exception {
        String equity = rows("runs/9da4043c/equity.csv", RealDataIT::point, "points");
        String orders = rows("runs/9da4043c/orders.csv", RealDataIT::order, "items");
        String metrics = Files.readString(DATA.resolve("runs/9da4043c/metrics.json"));
        backend.reply("/backtests/r", 200, "{\"status\":\"DONE\"}", PUBLIC);
        backend.reply("/backtests/r/metrics", 200, "{\"metrics\":" + metrics + "}", PUBLIC);
        backend.reply("/backtests/r/equity", 200, equity, PUBLIC);
        backend.reply("/backtests/r/orders", 200, orders, PUBLIC);

        JsonNode document = get("/api/v1/runs/r/complete");

        List<Double> all = values(JSON.readTree(equity).get("points"));
        List<Double> chosen = values(document.get("equity"));
        assertThat(document.at("/metadata/complete").booleanValue()).isTrue();
        assertThat(document.get("orders")).hasSize(572);
        assertThat(document.get("metrics")).isEqualTo(JSON.readTree(metrics));
        assertThat(all).hasSize(44_640);
        assertThat(chosen)
                .hasSize(2_000)
                .startsWith(all.get(0))
                .endsWith(all.get(44_639))
                .contains(all.stream().min(Double::compare).orElseThrow())
                .contains(all.stream().max(Double::compare).orElseThrow());
    }

    private JsonNode get(String target) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(bff.url(target))
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    /** By New York day; regular sessions never cross midnight in UTC. */
    private static Map<String, Long> volumes(JsonNode bars, String time, String volume) {
        Map<String, Long> volumes = new HashMap<>();
        bars.forEach(bar -> volumes.merge(
                bar.get(time).stringValue().substring(0, 10), bar.get(volume).longValue(), Long::sum));
        return volumes;
    }

    private static List<Double> values(JsonNode points) {
        return points.valueStream()
                .map(point -> point.get("value").doubleValue())
                .toList();
    }

    private static String rows(String file, Function<String[], String> row, String member) throws IOException {
        try (var lines = Files.lines(DATA.resolve(file))) {
            return lines.skip(1)
                    .map(line -> row.apply(line.split(",")))
                    .collect(Collectors.joining(",", "{\"" + member + "\":[", "]}"));
        }
    }

    private static String bar(String[] cells) {
        return "{\"t\":\"" + cells[1] + "\",\"o\":" + cells[2] + ",\"h\":" + cells[3] + ",\"l\":" + cells[4] + ",\"c\":"
                + cells[5] + ",\"v\":" + cells[6] + ",\"n\":" + cells[7] + "}";
    }

    private static String point(String[] cells) {
        return "{\"ts\":\"" + instant(cells[0]) + "\",\"value\":" + cells[1] + "}";
    }

    private static String order(String[] cells) {
        return "{\"ts\":\"" + instant(cells[0]) + "\",\"side\":\"" + cells[1] + "\",\"order_id\":\"" + cells[4] + "\"}";
    }

    private static String instant(String text) {
        return text.replace(' ', 'T').replace("+00", "Z");
    }
}
