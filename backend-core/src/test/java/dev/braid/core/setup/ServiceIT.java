package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;

class ServiceIT extends CoreTestServer {

    @Value("${local.management.port}")
    private int managementPort;

    @Test
    void processSaysThatItIsThere() {
        assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void healthNamesTheServiceAndWhatItNeeds() {
        HttpResponse<String> response = get("/health");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("service").asString()).isEqualTo("backend-core");
        assertThat(json(response).get("version").asString()).isNotBlank();
        assertThat(json(response).get("timestamp").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(json(response).at("/dependencies/postgresql/status").asString())
                .isEqualTo("UP");
    }

    @ParameterizedTest
    @CsvSource({"/actuator/health/liveness,UP", "/actuator/health/readiness,UP", "/actuator/prometheus,jvm_memory"})
    void managementAnswersOnAPortOfItsOwn(String path, String content) {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                        .build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains(content);
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void documentIsServedAsItIsWritten() throws Exception {
        HttpResponse<String> response = get("/v3/api-docs");

        assertThat(header(response, "Content-Type")).startsWith("application/yaml");
        assertThat(response.body())
                .isEqualTo(
                        new ClassPathResource("openapi/backend-core.yaml").getContentAsString(StandardCharsets.UTF_8));
    }

    @Test
    void swaggerUiShowsThatDocument() {
        assertThat(get("/swagger-ui/").body()).contains("swagger-initializer.js");
        assertThat(get("/swagger-ui/swagger-initializer.js").body()).contains("/v3/api-docs");
        assertThat(get("/swagger-ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
        assertThat(get("/swagger-ui/no-such-file.js").statusCode()).isEqualTo(404);
    }
}
