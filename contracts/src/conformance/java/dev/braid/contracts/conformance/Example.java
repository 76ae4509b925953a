package dev.braid.contracts.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One exchange with backend-core, kept as a WireMock mapping in {@code examples/mappings}.
 *
 * @param name of its file
 * @param target path and query, encoded
 * @param headers of the reply, without its content type
 * @param body of the reply; a missing node when it has none
 * @param varying what differs from one start of the service to the next: JSON pointers into the body, names of headers
 */
public record Example(
        String name,
        String method,
        String target,
        Map<String, String> requestHeaders,
        @Nullable String requestBody,
        int status,
        Map<String, String> headers,
        JsonNode body,
        Set<String> varying) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** All of them, ordered by name. */
    public static Stream<Example> all() {
        try (Stream<Path> files = Files.list(directory("mappings"))) {
            return files.sorted().map(Example::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data that the examples are about, in the shape of an import. */
    public static Path data() {
        return directory("data");
    }

    private static Path directory(String name) {
        try {
            return Path.of(Example.class.getResource("/examples/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Example read(Path file) {
        JsonNode mapping = JSON.readTree(file);
        JsonNode request = mapping.path("request");
        JsonNode response = mapping.path("response");
        return new Example(
                file.getFileName().toString().replace(".json", ""),
                request.path("method").asString(),
                request.path("urlPath").asString() + query(request.path("queryParameters")),
                equalTo(request.path("headers")),
                request.at("/bodyPatterns/0")
                        .optional("equalToJson")
                        .map(JsonNode::toString)
                        .orElse(null),
                response.path("status").asInt(),
                texts(response.path("headers")),
                response.path("jsonBody"),
                varying(mapping.at("/metadata/varying")));
    }

    private static String query(JsonNode parameters) {
        String query = equalTo(parameters).entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static Map<String, String> equalTo(JsonNode matchers) {
        Map<String, String> values = new TreeMap<>();
        // The other matcher that examples use is {"absent": true}.
        matchers.properties().stream()
                .filter(matcher -> matcher.getValue().has("equalTo"))
                .forEach(matcher -> values.put(
                        matcher.getKey(), matcher.getValue().path("equalTo").asString()));
        return values;
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().stream()
                .filter(member -> !member.getKey().equalsIgnoreCase("Content-Type"))
                .forEach(member -> texts.put(member.getKey(), member.getValue().asString()));
        return texts;
    }

    private static Set<String> varying(JsonNode names) {
        return names.valueStream().map(JsonNode::asString).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String toString() {
        return name;
    }
}
