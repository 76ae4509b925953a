package dev.braid.contracts.conformance;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Says in what a frame departs from the messages of an AsyncAPI 3 document. Objects are closed as in OpenAPI's. Not thread-safe. */
public final class AsyncApiContract {

    private final OpenApiDocument document;

    private AsyncApiContract(OpenApiDocument document) {
        this.document = document;
    }

    /** The contract in a resource of the class path, for example {@code /asyncapi/backend-core.yaml}. */
    public static AsyncApiContract ofResource(String name) {
        return new AsyncApiContract(OpenApiDocument.ofResource(name));
    }

    /** What is wrong with a frame that the server sent; empty when nothing is. */
    public List<String> violations(JsonNode frame) {
        return violations(frame.path("event_type").asString(frame.path("t").asString("")), frame);
    }

    /** What is wrong with a message of this name. */
    List<String> violations(String name, JsonNode payload) {
        JsonNode message = document.root().at("/components/messages").path(name);
        if (message.isMissingNode()) {
            return List.of("event_type: " + name + " (expected: one of the document)");
        }
        List<String> wrong = new ArrayList<>(document.violations(document.resolve(message.path("payload")), payload));
        JsonNode type = payload.path("event_type");
        if (type.isString() && !type.asString().equals(name)) {
            wrong.add("event_type: " + type + " (expected: " + name + ")");
        }
        return wrong;
    }

    OpenApiDocument document() {
        return document;
    }
}
