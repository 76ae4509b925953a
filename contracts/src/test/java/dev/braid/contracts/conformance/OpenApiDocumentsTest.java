package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the documents promise about themselves. */
class OpenApiDocumentsTest {

    private static final Map<String, OpenApiDocument> DOCUMENTS = new TreeMap<>(Map.of(
            "backend-core", OpenApiDocument.ofResource("/openapi/backend-core.yaml"),
            "bff", OpenApiDocument.ofResource("/openapi/bff.yaml")));

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "head", "patch", "options");

    private static final Set<String> OPERATION_MEMBERS = Set.of(
            "operationId", "tags", "summary", "description", "security", "parameters", "requestBody", "responses");

    @TestFactory
    Stream<DynamicTest> everyReferenceLeadsSomewhere() {
        return tests((document, root) -> root.findParents("$ref")
                .forEach(reference -> assertThat(document.resolve(reference)).isNotNull()));
    }

    @TestFactory
    Stream<DynamicTest> everyComponentIsUsed() {
        return tests((document, root) -> {
            List<String> used = new ArrayList<>(root.findValuesAsString("$ref"));
            // Schemes are named, not referred to.
            root.findValues("security").stream()
                    .flatMap(JsonNode::valueStream)
                    .flatMap(scheme -> scheme.propertyNames().stream())
                    .map("#/components/securitySchemes/"::concat)
                    .forEach(used::add);
            root.path("components")
                    .properties()
                    .forEach(kind -> assertThat(kind.getValue().propertyNames())
                            .allSatisfy(
                                    name -> assertThat(used).contains("#/components/" + kind.getKey() + "/" + name)));
        });
    }

    @TestFactory
    Stream<DynamicTest> holdsNothingThatOpenApiDoesNotName() {
        return tests((document, root) -> {
            Set<String> described = Set.of("description", "required", "schema", "example");
            root.at("/components/headers")
                    .forEach(header -> assertThat(described).containsAll(header.propertyNames()));
            parameters(document)
                    .forEach(parameter -> assertThat(
                                    Set.of("name", "in", "description", "required", "schema", "example"))
                            .containsAll(parameter.propertyNames()));
            operations(document)
                    .values()
                    .forEach(operation -> assertThat(OPERATION_MEMBERS).containsAll(operation.propertyNames()));
        });
    }

    @TestFactory
    Stream<DynamicTest> everyOperationSaysWhatItIs() {
        return operations((document, operation) -> {
            assertThat(operation.path("operationId").asString()).isNotBlank();
            assertThat(operation.path("summary").asString()).isNotBlank();
            assertThat(operation.path("description").asString()).isNotBlank();
            assertThat(operation.path("tags")).isNotEmpty();
            assertThat(tagNames(document)).contains(operation.at("/tags/0").asString());
        });
    }

    @Test
    void operationIdsAreUnique() {
        DOCUMENTS
                .values()
                .forEach(document -> assertThat(operations(document).values())
                        .extracting(operation -> operation.path("operationId").asString())
                        .doesNotHaveDuplicates());
    }

    @TestFactory
    Stream<DynamicTest> everyOperationDocumentsItsErrors() {
        return operations((document, operation) -> {
            Set<String> statuses = Set.copyOf(operation.path("responses").propertyNames());
            boolean hasQuery = operation
                    .path("parameters")
                    .valueStream()
                    .anyMatch(parameter ->
                            document.resolve(parameter).path("in").asString().equals("query"));

            assertThat(statuses).contains("500");
            if (hasQuery) {
                assertThat(statuses).contains("422");
            }
            if (operation.has("requestBody")) {
                assertThat(statuses).contains("400", "413", "415", "422");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyErrorIsOfTheOneShapeWithCodesOfItsStatus() {
        return responses((document, status, response) -> {
            if (status < 400
                    || response.at("/content/application~1json/schema/$ref")
                            .asString()
                            .endsWith("/Health")) {
                return;
            }
            JsonNode content = response.at("/content/application~1json");
            assertThat(content.at("/schema/$ref").asString()).isEqualTo("#/components/schemas/ErrorReply");
            assertThat(response.path("x-error-codes")).isNotEmpty();
            response.path("x-error-codes")
                    .forEach(code -> assertThat(
                                    ErrorCode.valueOf(code.asString()).status())
                            .isEqualTo(status));
            assertThat(response.path("x-error-codes").valueStream().map(JsonNode::asString))
                    .contains(content.at("/example/error/code").asString());
        });
    }

    @TestFactory
    Stream<DynamicTest> everyReplyIsDescribedAndCarriesACorrelationId() {
        return responses((document, status, response) -> {
            assertThat(response.path("description").asString()).isNotBlank();
            assertThat(response.path("headers").propertyNames()).contains("X-Correlation-ID");
        });
    }

    @TestFactory
    Stream<DynamicTest> everyBodyHasExamplesThatItsSchemaAccepts() {
        return responses((document, status, response) -> response.path("content")
                .properties()
                .forEach(content -> {
                    List<JsonNode> examples = examples(content.getValue());
                    if (content.getKey().endsWith("json")) {
                        assertThat(examples).as(content.getKey()).isNotEmpty();
                    }
                    assertThat(examples)
                            .allSatisfy(example -> assertThat(document.violations(
                                            content.getValue().path("schema"), example))
                                    .isEmpty());
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyRequestBodyHasAnExampleThatItsSchemaAccepts() {
        return operations((document, operation) -> operation
                .at("/requestBody/content")
                .forEach(content -> assertThat(document.violations(content.path("schema"), content.path("example")))
                        .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> everyParameterIsDescribedWithAnExampleThatItsSchemaAccepts() {
        return tests((document, root) -> document.paths()
                .forEach(path -> path.operations()
                        .properties()
                        .forEach(operation -> document.parameters(path, operation.getValue())
                                .forEach(parameter -> assertDescribedWithExample(document, parameter)))));
    }

    @TestFactory
    Stream<DynamicTest> everyHeaderIsDescribedWithAnExampleThatItsSchemaAccepts() {
        return tests((document, root) ->
                root.at("/components/headers").forEach(header -> assertDescribedWithExample(document, header)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bff", "backend-core"})
    void namesEveryErrorCode(String name) {
        JsonNode codes =
                DOCUMENTS.get(name).root().at("/components/schemas/ErrorReply/properties/error/properties/code/enum");

        assertThat(codes.valueStream().map(JsonNode::asString))
                .containsExactly(Stream.of(ErrorCode.values()).map(Enum::name).toArray(String[]::new));
    }

    @Test
    void schemasOfTheSameNameAreTheSame() {
        JsonNode backend = DOCUMENTS.get("backend-core").root().at("/components/schemas");
        JsonNode bff = DOCUMENTS.get("bff").root().at("/components/schemas");
        // Each service has states of its own.
        Set<String> own = Set.of("Health", "Dependency");

        List<String> shared = bff.propertyNames().stream()
                .filter(name -> backend.has(name) && !own.contains(name))
                .toList();

        assertThat(shared).contains("Backtest", "Bars", "ErrorReply");
        assertThat(shared).allSatisfy(name -> assertThat(bff.path(name)).isEqualTo(backend.path(name)));
    }

    private static void assertDescribedWithExample(OpenApiDocument document, JsonNode described) {
        assertThat(described.path("description").asString())
                .as(described.toString())
                .isNotBlank();
        assertThat(document.violations(described.path("schema"), described.path("example")))
                .as(described.toString())
                .isEmpty();
    }

    private static List<JsonNode> examples(JsonNode content) {
        List<JsonNode> examples = new ArrayList<>();
        content.optional("example").ifPresent(examples::add);
        content.path("examples").forEach(example -> examples.add(example.path("value")));
        return examples;
    }

    private static List<String> tagNames(OpenApiDocument document) {
        return document.root()
                .path("tags")
                .valueStream()
                .map(tag -> tag.path("name").asString())
                .toList();
    }

    private static List<JsonNode> parameters(OpenApiDocument document) {
        List<JsonNode> parameters = new ArrayList<>();
        document.paths()
                .forEach(path -> path.operations()
                        .forEach(operation -> parameters.addAll(document.parameters(path, operation))));
        return parameters;
    }

    private static Map<String, JsonNode> operations(OpenApiDocument document) {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.paths()
                .forEach(path -> path.operations().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member -> operations.put(path.template() + " " + member.getKey(), member.getValue())));
        return operations;
    }

    private static Stream<DynamicTest> tests(BiConsumer<OpenApiDocument, JsonNode> test) {
        return DOCUMENTS.entrySet().stream()
                .map(document -> DynamicTest.dynamicTest(
                        document.getKey(),
                        () -> test.accept(
                                document.getValue(), document.getValue().root())));
    }

    private static Stream<DynamicTest> operations(BiConsumer<OpenApiDocument, JsonNode> test) {
        return DOCUMENTS.entrySet().stream()
                .flatMap(document -> operations(document.getValue()).entrySet().stream()
                        .map(operation -> DynamicTest.dynamicTest(
                                document.getKey() + " " + operation.getKey(),
                                () -> test.accept(document.getValue(), operation.getValue()))));
    }

    private interface ResponseTest {
        void accept(OpenApiDocument document, int status, JsonNode response);
    }

    private static Stream<DynamicTest> responses(ResponseTest test) {
        return operations((document, operation) -> operation
                .path("responses")
                .properties()
                .forEach(response -> test.accept(
                        document, Integer.parseInt(response.getKey()), document.resolve(response.getValue()))));
    }
}
