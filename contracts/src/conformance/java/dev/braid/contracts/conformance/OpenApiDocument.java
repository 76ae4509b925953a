package dev.braid.contracts.conformance;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.DisallowUnknownKeywordFactory;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * An OpenAPI 3.1 document, its references resolvable and its schemas compiled on demand.
 *
 * <p>Objects are closed: one that does not declare {@code additionalProperties} admits none but its {@code properties}. For that
 * reason {@code allOf} is refused. Not thread-safe.
 */
final class OpenApiDocument {

    /** A path of the document: its template and what it holds. */
    record PathItem(String template, Pattern pattern, JsonNode operations) {}

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDialect(
            Dialect.builder(Dialects.getOpenApi31())
                    .keyword(new NonValidationKeyword("components"))
                    .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
                    .build(),
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final ObjectNode root;
    private final List<PathItem> paths;
    private final Map<JsonNode, Schema> compiled = new IdentityHashMap<>();

    OpenApiDocument(JsonNode root) {
        this.root = (ObjectNode) root;
        root.at("/components/schemas").forEach(OpenApiDocument::close);
        this.paths = root.path("paths").properties().stream()
                .map(path -> new PathItem(path.getKey(), pattern(path.getKey()), path.getValue()))
                // Fewer parameters first: a literal segment wins over a template.
                .sorted(Comparator.comparing(
                        item -> item.template().chars().filter(c -> c == '{').count()))
                .toList();
    }

    static OpenApiDocument ofResource(String name) {
        try (InputStream yaml = OpenApiDocument.class.getResourceAsStream(name)) {
            return new OpenApiDocument(new YAMLMapper().readTree(Objects.requireNonNull(yaml, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    List<PathItem> paths() {
        return paths;
    }

    Optional<PathItem> path(String path) {
        return paths.stream()
                .filter(item -> item.pattern().matcher(path).matches())
                .findFirst();
    }

    /** The node itself, or what it refers to. */
    JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        if (reference.isMissingNode()) {
            return node;
        }
        String pointer = reference.asString();
        JsonNode target = pointer.startsWith("#") ? root.at(pointer.substring(1)) : root.path("");
        if (target.isMissingNode()) {
            throw new IllegalArgumentException("$ref: " + pointer + " (expected: a place in this document)");
        }
        return resolve(target);
    }

    /** What is wrong with a value, each with its place in it. */
    List<String> violations(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /** The parameters that apply to an operation, those of its path included. */
    List<JsonNode> parameters(PathItem path, JsonNode operation) {
        List<JsonNode> parameters = new ArrayList<>();
        path.operations().path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        operation.path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        return parameters;
    }

    private Schema compile(JsonNode schema) {
        ObjectNode alone = ((ObjectNode) schema).deepCopy();
        close(alone);
        // References into the components resolve against the root of the schema that is compiled.
        alone.set("components", root.path("components"));
        return SCHEMAS.getSchema(alone);
    }

    private static void close(JsonNode schema) {
        if (!schema.isObject()) {
            return;
        }
        if (schema.has("allOf")) {
            throw new IllegalArgumentException("allOf: not supported (expected: one closed object)");
        }
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        Stream.of("properties", "$defs", "oneOf", "anyOf", "prefixItems")
                .forEach(members -> schema.path(members).forEach(OpenApiDocument::close));
        Stream.of("items", "additionalProperties").forEach(member -> close(schema.path(member)));
    }

    private static Pattern pattern(String template) {
        String literal = "\\Q" + template.replaceAll("\\{[^/}]+}", "\\\\E[^/]+\\\\Q") + "\\E";
        return Pattern.compile(literal);
    }
}
