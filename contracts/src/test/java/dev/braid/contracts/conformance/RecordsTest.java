package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.ErrorReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Records, schemas and examples agree: each example goes through the record of its schema's name and comes out the same. */
class RecordsTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * What is read by people and probes, what is one field, what is read field by field to name every problem, and what tells absent from
     * null.
     */
    private static final Set<String> WITHOUT_RECORD = Set.of(
            "Alive",
            "DeletionConfirmation",
            "FlagChange",
            "Health",
            "JsonWebKeys",
            "MetaBoardConfigurationChange",
            "NewConversation",
            "NewMessage",
            "NewMetaBoardConfiguration",
            "NewSprint",
            "NewTeam",
            "NewTeamMember",
            "PersonalExport",
            "RefreshToken",
            "ResetRequest",
            "RolesOfUser",
            "SprintChange",
            "TaskChange",
            "TeamChange",
            "TeamMemberChange");

    private record Example(String schema, JsonNode value) {}

    @TestFactory
    Stream<DynamicTest> everyExampleGoesThroughItsRecord() {
        return examples().stream()
                .filter(example -> !WITHOUT_RECORD.contains(example.schema()))
                .map(example -> DynamicTest.dynamicTest(example.schema(), () -> {
                    Object value = JSON.treeToValue(example.value(), recordOf(example.schema()));

                    JsonNode written = JSON.valueToTree(value);
                    // 60 and 60.0 are one value of a double.
                    assertThat(written.equals(RecordsTest::comparedAsValues, example.value()))
                            .as(written + "\nexpected: " + example.value())
                            .isTrue();
                }));
    }

    @Test
    void everySchemaThatCarriesDataHasAnExample() {
        Set<String> seen = examples().stream().map(Example::schema).collect(Collectors.toCollection(TreeSet::new));

        assertThat(seen)
                .contains("Bars", "DecimatedBars", "BacktestRequest", "BacktestAccepted", "BacktestStatus")
                .contains("BacktestPage", "Backtest", "Metrics", "Equity", "Orders", "Fills")
                .contains("ChartData", "ChartColumns", "RunComplete", "PortfolioComplete", "DashboardComplete")
                .contains("ErrorReply")
                .contains("FlagReply", "FlagsReply", "FlagHistoryReply");
    }

    private static Class<?> recordOf(String schema) throws ClassNotFoundException {
        return Class.forName(ErrorReply.class.getPackageName() + "." + schema);
    }

    private static int comparedAsValues(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static List<Example> examples() {
        return Stream.of("/openapi/backend-core.yaml", "/openapi/bff.yaml")
                .map(OpenApiDocument::ofResource)
                .flatMap(document -> contents(document.root()).stream().flatMap(content -> examples(document, content)))
                .toList();
    }

    private static List<JsonNode> contents(JsonNode root) {
        return root.findValues("application/json");
    }

    private static Stream<Example> examples(OpenApiDocument document, JsonNode content) {
        JsonNode schema = content.path("schema");
        List<JsonNode> values = new ArrayList<>();
        content.optional("example").ifPresent(values::add);
        content.path("examples").forEach(example -> values.add(example.path("value")));
        if (schema.at("/properties/data").has("$ref")) {
            // Wrapped, as replies about boards and sprints are: what is wrapped has the record.
            return values.stream()
                    .map(value -> value.path("data"))
                    .map(data -> new Example(nameOf(schema.at("/properties/data")), data));
        }
        List<JsonNode> choices =
                schema.has("oneOf") ? schema.path("oneOf").valueStream().toList() : List.of(schema);
        return values.stream().map(value -> new Example(nameOfTheFirstThatAccepts(document, choices, value), value));
    }

    private static String nameOfTheFirstThatAccepts(OpenApiDocument document, List<JsonNode> choices, JsonNode value) {
        return choices.stream()
                .filter(choice -> document.violations(choice, value).isEmpty())
                .map(RecordsTest::nameOf)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("Alive");
    }

    /** Empty for a schema that has none. */
    private static String nameOf(JsonNode schema) {
        String reference = schema.path("$ref").asString();
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
