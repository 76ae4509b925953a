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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the document of the sockets promises about itself. */
class AsyncApiDocumentTest {

    private static final AsyncApiContract CONTRACT = AsyncApiContract.ofResource("/asyncapi/backend-core.yaml");
    private static final JsonNode ROOT = CONTRACT.document().root();
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(ROOT.findParents("$ref"))
                .allSatisfy(reference ->
                        assertThat(CONTRACT.document().resolve(reference)).isNotNull());
    }

    @Test
    void everyComponentIsUsed() {
        List<String> used = ROOT.findValuesAsString("$ref");

        ROOT.path("components")
                .properties()
                .forEach(kind -> assertThat(kind.getValue().propertyNames())
                        .allSatisfy(name -> assertThat(used).contains("#/components/" + kind.getKey() + "/" + name)));
    }

    @Test
    void everyMessageIsOfAChannelAndOfAnOperation() {
        Set<String> messages = new TreeSet<>(ROOT.at("/components/messages").propertyNames());
        Set<String> inOperations = ROOT.path("operations")
                .valueStream()
                .flatMap(operation -> operation.path("messages").valueStream())
                .map(message -> message.path("$ref").asString().replaceFirst(".*/", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> inChannels = ROOT.path("channels")
                .valueStream()
                .flatMap(channel -> channel.path("messages").propertyNames().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(inChannels).isEqualTo(messages);
        assertThat(inOperations).isEqualTo(messages);
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWhatItsMessageSays() {
        return ROOT.at("/components/messages")
                .propertyStream()
                .map(message -> DynamicTest.dynamicTest(message.getKey(), () -> {
                    JsonNode examples = message.getValue().path("examples");
                    assertThat(message.getValue().path("name").asString()).isEqualTo(message.getKey());
                    assertThat(examples).isNotEmpty();
                    examples.forEach(
                            example -> assertThat(CONTRACT.violations(message.getKey(), example.path("payload")))
                                    .isEmpty());
                }));
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
