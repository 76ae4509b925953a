package dev.braid.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.conformance.Example;
import dev.braid.core.access.DataImport;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stubs that bff is tested with are what this service answers over the data of the examples. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleReplayIT extends CoreTestServer {

    /** What an example's errors carry; it is sent with each request. */
    private static final String CORRELATION_ID = "example-exchange";

    private static final String VARYING = "varying";

    /** The run of the examples that came to nothing; an import brings only finished ones. */
    private static final String CANCELLED_RUN = """
            INSERT INTO runs (run_id, origin, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                              slippage_fees, speed, code_hash, input_hash, created_at, status)
            VALUES ('e0000000000000000000000000000a1f', 'IMPORT', 'EXAMPLE-A-2025-1m', 'EXAMPLE-A', '2025-03-10',
                    '2025-03-10', 'sma_crossover', '{"fast": 2, "slow": 3}', 42, '{}', 60,
                    '0123456789abcdef0123456789abcdef01234567', 'cancelled', '2026-01-05T14:31:00Z', 'CANCELLED')
            """;

    @Autowired
    private List<DataImport> imports;

    @BeforeAll
    void importTheExamples() throws IOException, UnreadableData {
        for (DataImport each : imports) {
            try (Stream<Path> entries = Files.list(Example.data().resolve(each.folder()))) {
                for (Path entry : entries.sorted().toList()) {
                    each.load(entry);
                }
            }
        }
        owner().sql(CANCELLED_RUN).update();
    }

    static Stream<Example> examples() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answersAsTheExampleSays(Example example) {
        HttpResponse<String> reply =
                send(example.method(), example.target(), example.requestBody(), requestHeaders(example));

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(example.status());
        assertThat(withoutVarying(example, body(reply))).isEqualTo(withoutVarying(example, example.body()));
        assertThat(example.headers()).allSatisfy((name, value) -> {
            String sent = header(reply, name);
            assertThat(example.varying().contains(name) && !sent.isEmpty() ? value : sent)
                    .as(name)
                    .isEqualTo(value);
        });
    }

    private static String[] requestHeaders(Example example) {
        List<String> headers = new ArrayList<>(List.of("X-Correlation-ID", CORRELATION_ID));
        if (example.requestBody() != null && !example.requestHeaders().containsKey("Content-Type")) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        for (Map.Entry<String, String> header : example.requestHeaders().entrySet()) {
            headers.addAll(List.of(header.getKey(), header.getValue()));
        }
        return headers.toArray(String[]::new);
    }

    private static JsonNode body(HttpResponse<String> reply) {
        return reply.body().isEmpty() ? JSON.missingNode() : json(reply);
    }

    /** The body with a mark in the place of each value that varies; one that is absent stays absent. */
    private static JsonNode withoutVarying(Example example, JsonNode body) {
        JsonNode marked = body.deepCopy();
        example.varying().stream()
                .filter(name -> name.startsWith("/"))
                .map(JsonPointer::compile)
                .filter(pointer -> !marked.at(pointer).isMissingNode())
                .forEach(pointer -> ((ObjectNode) marked.at(pointer.head()))
                        .put(pointer.last().getMatchingProperty(), VARYING));
        return marked;
    }
}
