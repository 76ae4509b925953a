package dev.braid.contracts.conformance;

import dev.braid.contracts.conformance.OpenApiDocument.PathItem;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Says in what an exchange departs from an OpenAPI document: a path, method, status, header, content type or property that is not
 * declared, a header that is missing, a body or parameter that its schema refuses.
 *
 * <p>A path or method outside the document may be answered only as {@code x-undescribed-path} and {@code x-undescribed-method} of
 * the document say. HEAD is checked as GET where it has no operation of its own. Not thread-safe.
 */
public final class OpenApiContract {

    /** Headers of the connection and of the transfer: HTTP's, not the contract's. */
    private static final Set<String> TRANSPORT =
            Set.of(":status", "connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A body that is of none of the alternatives of a {@code oneOf} violates all of them in many ways. */
    private static final int TOLD_OF_A_BODY = 8;

    private final OpenApiDocument document;

    OpenApiContract(OpenApiDocument document) {
        this.document = document;
    }

    /** The contract in a resource of the class path, for example {@code /openapi/bff.yaml}. */
    public static OpenApiContract ofResource(String name) {
        return new OpenApiContract(OpenApiDocument.ofResource(name));
    }

    public boolean describes(String path) {
        return document.path(path).isPresent();
    }

    /** What is wrong, each with the exchange it was found in; empty when nothing is. */
    public List<String> violations(Exchange exchange) {
        return within(exchange, found(exchange));
    }

    /**
     * What is wrong with an exchange that this service passed through to the one of another contract. It may add the headers, and
     * answer in its place with the statuses, that {@code x-pass-through} of this document declares.
     */
    public List<String> violationsPassedThrough(Exchange exchange, OpenApiContract origin) {
        JsonNode own = document.root().path("x-pass-through");
        List<String> violations = origin.violations(exchange.withoutHeaders(lowerCase(own.path("headers"))));
        JsonNode responses = own.path("responses");
        if (violations.isEmpty() || !responses.has(String.valueOf(exchange.status()))) {
            return violations;
        }
        return within(exchange, replyViolations(responses, exchange));
    }

    private static List<String> within(Exchange exchange, List<String> violations) {
        return violations.stream().map(violation -> exchange + ": " + violation).toList();
    }

    private List<String> found(Exchange exchange) {
        Optional<PathItem> path = document.path(exchange.path());
        if (path.isEmpty()) {
            return undescribed("path", exchange);
        }
        Optional<JsonNode> operation = operation(path.get(), exchange.method());
        if (operation.isEmpty()) {
            return undescribed("method", exchange);
        }
        return Stream.of(
                        requestViolations(path.get(), operation.get(), exchange),
                        replyViolations(operation.get().path("responses"), exchange))
                .flatMap(List::stream)
                .toList();
    }

    private List<String> undescribed(String what, Exchange exchange) {
        JsonNode responses = document.root().path("x-undescribed-" + what).path("responses");
        if (!responses.has(String.valueOf(exchange.status()))) {
            return List.of(what + ": not declared");
        }
        return replyViolations(responses, exchange);
    }

    private static Optional<JsonNode> operation(PathItem path, String method) {
        String name = method.toLowerCase(Locale.ROOT);
        return path.operations()
                .optional(name)
                .or(() -> name.equals("head") ? path.operations().optional("get") : Optional.empty());
    }

    private List<String> requestViolations(PathItem path, JsonNode operation, Exchange exchange) {
        // A refused request may be anything, and one that was passed through is the backend's to judge.
        if (exchange.status() >= 400 || exchange.header("braid-mode").equals(Optional.of("pass-through"))) {
            return List.of();
        }
        List<String> violations = new ArrayList<>();
        Map<String, JsonNode> declared = document.parameters(path, operation).stream()
                .filter(parameter -> parameter.path("in").asString().equals("query"))
                .collect(Collectors.toMap(
                        parameter -> parameter.path("name").asString(), parameter -> parameter.path("schema")));
        parametersOf(exchange).forEach(parameter -> {
            JsonNode schema = declared.get(parameter.getKey());
            if (schema == null) {
                violations.add("parameter " + parameter.getKey() + ": not declared");
                return;
            }
            valueViolations(ofOneValue(schema), parameter.getValue())
                    .forEach(violation -> violations.add("parameter " + parameter.getKey() + violation));
        });
        violations.addAll(requestBodyViolations(operation, exchange));
        return violations;
    }

    /** A list is sent as its parameter once for each of its values. */
    private JsonNode ofOneValue(JsonNode schema) {
        JsonNode resolved = document.resolve(schema);
        return resolved.path("type").asString("string").equals("array") ? resolved.path("items") : schema;
    }

    private static List<Map.Entry<String, String>> parametersOf(Exchange exchange) {
        return Stream.of(exchange.query().split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(decoded(pair[0]), pair.length == 2 ? decoded(pair[1]) : ""))
                .toList();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private List<String> requestBodyViolations(JsonNode operation, Exchange exchange) {
        String body = exchange.requestBody();
        if (body == null) {
            return List.of();
        }
        String type = exchange.requestHeaders().getOrDefault("content-type", List.of("")).stream()
                .findFirst()
                .map(Exchange::withoutParameters)
                .orElse("");
        return contentViolations(document.resolve(operation.path("requestBody")).path("content"), type, body).stream()
                .map(violation -> "request " + violation)
                .toList();
    }

    private List<String> replyViolations(JsonNode responses, Exchange exchange) {
        JsonNode declared = responses.path(String.valueOf(exchange.status()));
        if (declared.isMissingNode()) {
            return List.of("status " + exchange.status() + ": not declared");
        }
        JsonNode response = document.resolve(declared);
        return Stream.of(
                        undeclaredHeaders(response, exchange),
                        declaredHeaders(response, exchange),
                        bodyViolations(response, exchange))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> undeclaredHeaders(JsonNode response, Exchange exchange) {
        Set<String> declared = lowerCase(response.path("headers"));
        return exchange.headers().keySet().stream()
                .filter(name -> !TRANSPORT.contains(name) && !name.equals("content-type"))
                .filter(name -> !declared.contains(name))
                .map(name -> "header " + name + ": not declared")
                .toList();
    }

    private static Set<String> lowerCase(JsonNode headers) {
        return headers.propertyNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private List<String> declaredHeaders(JsonNode response, Exchange exchange) {
        List<String> violations = new ArrayList<>();
        response.path("headers").properties().forEach(declared -> {
            JsonNode header = document.resolve(declared.getValue());
            List<String> values =
                    exchange.headers().getOrDefault(declared.getKey().toLowerCase(Locale.ROOT), List.of());
            if (values.isEmpty() && header.path("required").asBoolean(false)) {
                violations.add("header " + declared.getKey() + ": missing");
            }
            values.stream()
                    .flatMap(value -> valueViolations(header.path("schema"), value).stream())
                    .forEach(violation -> violations.add("header " + declared.getKey() + violation));
        });
        return violations;
    }

    private List<String> valueViolations(JsonNode schema, String text) {
        return document.violations(schema, typed(document.resolve(schema), text)).stream()
                .map(violation -> " " + text + violation)
                .toList();
    }

    private static JsonNode typed(JsonNode schema, String text) {
        String type = schema.path("type").asString("string");
        if (type.equals("integer") && text.matches("-?\\d{1,18}")) {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
        }
        if (type.equals("number") && text.matches("-?\\d{1,18}(\\.\\d{1,18})?")) {
            return JsonNodeFactory.instance.numberNode(new BigDecimal(text));
        }
        if (type.equals("boolean") && text.matches("true|false")) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
        }
        return JsonNodeFactory.instance.stringNode(text);
    }

    private List<String> bodyViolations(JsonNode response, Exchange exchange) {
        JsonNode content = document.resolve(response).path("content");
        String body = exchange.body();
        boolean headOnly = exchange.method().equals("HEAD");
        if (content.isEmpty()) {
            return body == null || body.isEmpty() ? List.of() : List.of("body: not declared");
        }
        String type = exchange.mediaType().orElse("none");
        if (headOnly || body == null) {
            return content.has(type) || exchange.mediaType().isEmpty() && headOnly
                    ? List.of()
                    : List.of("content type " + type + ": not declared");
        }
        List<String> violations = new ArrayList<>(contentViolations(content, type, body));
        if (violations.isEmpty()) {
            violations.addAll(errorCodeViolations(response, type, body));
        }
        return violations;
    }

    private List<String> contentViolations(JsonNode content, String type, String body) {
        JsonNode declared = content.path(type);
        if (declared.isMissingNode()) {
            return List.of("content type " + type + ": not declared");
        }
        if (!type.endsWith("json")) {
            return List.of();
        }
        try {
            return document.violations(declared.path("schema"), JSON.readTree(body)).stream()
                    .limit(TOLD_OF_A_BODY)
                    .map(violation -> "body " + violation)
                    .toList();
        } catch (JacksonException e) {
            return List.of("body: not JSON: " + e.getOriginalMessage());
        }
    }

    private static List<String> errorCodeViolations(JsonNode response, String type, String body) {
        JsonNode codes = response.path("x-error-codes");
        if (codes.isMissingNode() || !type.endsWith("json")) {
            return List.of();
        }
        String code = JSON.readTree(body).at("/error/code").asString();
        boolean declared =
                codes.valueStream().anyMatch(known -> known.asString().equals(code));
        return declared ? List.of() : List.of("error code " + code + ": not declared");
    }
}
