package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documents of the sockets promise about themselves. */
class AsyncApiDocumentTest {

    private static final AsyncApiContract CONTRACT = AsyncApiContract.ofResource("/asyncapi/backend-core.yaml");
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(strings = {"backend-core", "bff"})
    void everyReferenceLeadsSomewhere(String service) {
        AsyncApiContract contract = contract(service);

        assertThat(contract.document().root().findParents("$ref"))
                .allSatisfy(reference ->
                        assertThat(contract.document().resolve(reference)).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-core", "bff"})
    void everyComponentIsUsed(String service) {
        JsonNode root = contract(service).document().root();
        List<String> used = root.findValuesAsString("$ref");

        root.path("components")
                .properties()
                .forEach(kind -> assertThat(kind.getValue().propertyNames())
                        .allSatisfy(name -> assertThat(used).contains("#/components/" + kind.getKey() + "/" + name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-core", "bff"})
    void everyMessageIsOfAChannelAndOfAnOperation(String service) {
        JsonNode root = contract(service).document().root();
        Set<String> messages = new TreeSet<>(root.at("/components/messages").propertyNames());
        Set<String> inOperations = root.path("operations")
                .valueStream()
                .flatMap(operation -> operation.path("messages").valueStream())
                .map(message -> message.path("$ref").asString().replaceFirst(".*/", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> inChannels = root.path("channels")
                .valueStream()
                .flatMap(channel -> channel.path("messages").propertyNames().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(inChannels).isEqualTo(messages);
        assertThat(inOperations).isEqualTo(messages);
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWhatItsMessageSays() {
        return Stream.of("backend-core", "bff").flatMap(AsyncApiDocumentTest::examplesOf);
    }

    private static Stream<DynamicTest> examplesOf(String service) {
        AsyncApiContract contract = contract(service);
        return contract.document()
                .root()
                .at("/components/messages")
                .propertyStream()
                .map(message -> DynamicTest.dynamicTest(service + " " + message.getKey(), () -> {
                    JsonNode examples = message.getValue().path("examples");
                    assertThat(message.getValue().path("name").asString()).isEqualTo(message.getKey());
                    assertThat(examples).isNotEmpty();
                    examples.forEach(
                            example -> assertThat(contract.violations(message.getKey(), example.path("payload")))
                                    .isEmpty());
                }));
    }

    private static AsyncApiContract contract(String service) {
        return AsyncApiContract.ofResource("/asyncapi/" + service + ".yaml");
    }

    @Test
    void findsWhatDeparts() {
        assertThat(CONTRACT.violations(JSON.readTree("{\"event_type\":\"weather_changed\"}")))
                .containsExactly("event_type: weather_changed (expected: one of the document)");
        assertThat(
                        CONTRACT.violations(
                                JSON.readTree(
                                        "{\"event_type\":\"bars_imported\",\"timestamp\":\"2026-01-05T14:30:00Z\",\"data\":{\"symbol\":\"A\"},\"seq\":1,\"x\":1}")))
                .hasSize(1);
        assertThat(
                        CONTRACT.violations(
                                "task_created",
                                JSON.readTree(
                                        "{\"event_type\":\"task_deleted\",\"timestamp\":\"2026-01-05T14:30:00Z\",\"data\":{\"task_id\":1,\"user_id\":\"u\"},\"seq\":1}")))
                .containsExactly("event_type: \"task_deleted\" (expected: task_created)");
    }
}
