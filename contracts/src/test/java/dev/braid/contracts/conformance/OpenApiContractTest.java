package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

class OpenApiContractTest {

    private static final String PLUM = "{\"name\":\"plum\",\"opened\":null,\"content\":{\"grams\":250.5}}";
    private static final String NOT_FOUND = "{\"error\":{\"code\":\"NOT_FOUND\"}}";

    private final OpenApiContract contract = OpenApiContract.ofResource("/pantry.yaml");

    @Test
    void acceptsWhatIsDeclared() {
        assertThat(contract.violations(get("/jars/7?spoons=2&lid=true&share=0.5&shelf=upper&shelf=lower", 200, PLUM)))
                .isEmpty();
        assertThat(contract.violations(get("/jars/7", 404, NOT_FOUND))).isEmpty();
    }

    @Test
    void ignoresHeadersOfTheTransport() {
        Exchange exchange = withHeader(get("/jars/7", 200, PLUM), "Transfer-Encoding", "chunked");

        assertThat(contract.violations(exchange)).isEmpty();
    }

    @Test
    void prefersALiteralPathToATemplate() {
        Exchange exchange = exchange("GET", "/jars/first", 200, Map.of("Content-Type", "text/plain"), "plum");

        assertThat(contract.violations(exchange)).isEmpty();
    }

    @Test
    void rejectsAnUndeclaredPath() {
        assertThat(contract.violations(get("/barrels", 200, PLUM)))
                .containsExactly("GET /barrels -> 200: path: not declared");
    }

    @Test
    void acceptsTheDeclaredRefusalOfAnUndeclaredPath() {
        assertThat(contract.violations(exchange("GET", "/barrels", 404, json(), NOT_FOUND)))
                .isEmpty();
    }

    @Test
    void rejectsAnUndeclaredMethod() {
        assertThat(contract.violations(exchange("DELETE", "/jars/7", 204, Map.of(), null)))
                .containsExactly("DELETE /jars/7 -> 204: method: not declared");
    }

    @Test
    void acceptsTheDeclaredRefusalOfAnUndeclaredMethod() {
        assertThat(contract.violations(exchange("DELETE", "/jars/7", 405, json(), NOT_FOUND)))
                .isEmpty();
    }

    @Test
    void rejectsAnUndeclaredStatus() {
        assertThat(contract.violations(get("/jars/7", 500, PLUM)))
                .containsExactly("GET /jars/7 -> 500: status 500: not declared");
    }

    @Test
    void rejectsAnUndeclaredHeader() {
        assertThat(contract.violations(withHeader(get("/jars/7", 200, PLUM), "X-Colour", "blue")))
                .containsExactly("GET /jars/7 -> 200: header x-colour: not declared");
    }

    @Test
    void rejectsAMissingHeader() {
        assertThat(contract.violations(exchange("GET", "/jars/7", 200, json(), PLUM)))
                .containsExactly("GET /jars/7 -> 200: header Shelf: missing");
    }

    @Test
    void rejectsAHeaderThatItsSchemaRefuses() {
        assertThat(contract.violations(withHeader(get("/jars/7", 200, PLUM), "Label", "UPPER")))
                .singleElement()
                .asString()
                .contains("header Label UPPER", "pattern");
    }

    @Test
    void rejectsAnotherContentType() {
        Exchange exchange = exchange("GET", "/jars/7", 200, Map.of("Content-Type", "text/html", "Shelf", "1"), "plum");

        assertThat(contract.violations(exchange))
                .containsExactly("GET /jars/7 -> 200: content type text/html: not declared");
    }

    @Test
    void rejectsAnotherContentTypeOfABodyThatWasNotKept() {
        Exchange exchange = exchange("GET", "/jars/7", 200, Map.of("Content-Type", "image/png", "Shelf", "1"), null);

        assertThat(contract.violations(exchange))
                .containsExactly("GET /jars/7 -> 200: content type image/png: not declared");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'opened':null}                                | required property 'name'
            {'name':7}                                     | integer found, string expected
            {'name':'plum','opened':'yesterday'}           | date-time
            {'name':'plum','colour':'blue'}                | property 'colour'
            {'name':'plum','labels':{'a':1}}               | integer found, string expected
            {'name':'plum','content':{'grams':1,'pips':2}} | property 'pips'
            {'name':'plum','name':'pear'}                  | Duplicate
            {'name':                                       | not JSON
            """)
    void rejectsABodyThatItsSchemaRefuses(String body, String violation) {
        assertThat(contract.violations(get("/jars/7", 200, body.replace('\'', '"'))))
                .isNotEmpty()
                .anySatisfy(found -> assertThat(found).contains("body", violation));
    }

    @Test
    void rejectsABodyWhereNoneIsDeclared() {
        assertThat(contract.violations(exchange("GET", "/jars/7", 304, json(), PLUM)))
                .containsExactly("GET /jars/7 -> 304: body: not declared");
    }

    @Test
    void rejectsAnErrorCodeThatTheStatusDoesNotDeclare() {
        assertThat(contract.violations(get("/jars/7", 404, "{\"error\":{\"code\":\"GONE\"}}")))
                .containsExactly("GET /jars/7 -> 404: error code GONE: not declared");
    }

    @ParameterizedTest
    @CsvSource({
        "colour=blue, colour: not declared",
        "spoons=0, minimum",
        "spoons=two, string found",
        "lid=maybe, string found",
        "share=1.5, maximum",
        "share=half, string found",
        "shelf=upper&shelf=middle, enumeration"
    })
    void rejectsAnAcceptedRequestWithAWrongParameter(String query, String violation) {
        assertThat(contract.violations(get("/jars/7?" + query, 200, PLUM)))
                .singleElement()
                .asString()
                .contains("parameter", violation);
    }

    @Test
    void acceptsARefusedRequestWithAnyParameter() {
        assertThat(contract.violations(get("/jars/7?colour=blue", 404, NOT_FOUND)))
                .isEmpty();
    }

    @Test
    void rejectsAnAcceptedRequestWithAWrongBody() {
        Exchange exchange =
                new Exchange("PUT", "/jars/7", header(json()), "{\"colour\":\"blue\"}", 204, header(Map.of()), null);

        assertThat(contract.violations(exchange))
                .hasSize(2)
                .allSatisfy(found -> assertThat(found).contains("request body"));
    }

    @Test
    void checksHeadAsGetWithoutABody() {
        Map<String, String> withoutShelf = json();

        assertThat(contract.violations(
                        exchange("HEAD", "/jars/7", 200, Map.of("Content-Type", "application/json", "Shelf", "1"), "")))
                .isEmpty();
        assertThat(contract.violations(exchange("HEAD", "/jars/7", 200, withoutShelf, "")))
                .containsExactly("HEAD /jars/7 -> 200: header Shelf: missing");
    }

    @Test
    void letsAServiceInFrontAddItsHeadersAndItsOwnRefusals() {
        OpenApiContract front = OpenApiContract.ofResource("/pantry.yaml");

        Exchange passed = withHeader(get("/jars/7", 200, PLUM), "Shop", "corner");
        Exchange refused = exchange("GET", "/jars/7", 502, json(), NOT_FOUND);
        Exchange coloured = withHeader(passed, "X-Colour", "blue");

        assertThat(front.violationsPassedThrough(passed, contract)).isEmpty();
        assertThat(front.violationsPassedThrough(refused, contract)).isEmpty();
        assertThat(front.violationsPassedThrough(coloured, contract))
                .containsExactly("GET /jars/7 -> 200: header x-colour: not declared");
    }

    @Test
    void refusesADocumentWithAReferenceToNowhere() {
        OpenApiContract broken = new OpenApiContract(new OpenApiDocument(new YAMLMapper()
                .readTree("{paths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/None'}}}}}}")));

        assertThatThrownBy(() -> broken.violations(get("/a", 200, "{}")))
                .hasMessage("$ref: #/components/responses/None (expected: a place in this document)");
    }

    @Test
    void refusesASchemaWhoseObjectsCannotBeClosed() {
        assertThatThrownBy(() ->
                        new OpenApiDocument(new YAMLMapper().readTree("{components: {schemas: {A: {allOf: []}}}}")))
                .hasMessage("allOf: not supported (expected: one closed object)");
    }

    private static Exchange get(String target, int status, String body) {
        Map<String, String> headers = json();
        if (status == 200) {
            headers.put("Shelf", "3");
        }
        return exchange("GET", target, status, headers, body);
    }

    private static Map<String, String> json() {
        return new TreeMap<>(Map.of("Content-Type", "application/json;charset=utf-8"));
    }

    private static Exchange exchange(
            String method, String target, int status, Map<String, String> headers, String body) {
        return new Exchange(method, target, Map.of(), null, status, header(headers), body);
    }

    private static Exchange withHeader(Exchange exchange, String name, String value) {
        Map<String, List<String>> headers = new TreeMap<>(exchange.headers());
        headers.put(name, List.of(value));
        return new Exchange(
                exchange.method(), exchange.target(), Map.of(), null, exchange.status(), headers, exchange.body());
    }

    private static Map<String, List<String>> header(Map<String, String> headers) {
        Map<String, List<String>> lists = new TreeMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }
}
