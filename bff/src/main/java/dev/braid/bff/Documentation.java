package dev.braid.bff;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The description of bff's interface, as it stands in {@code contracts}, and Swagger UI to read it with. */
@Component
final class Documentation {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    /** What Swagger UI loads is its own; it sets styles on elements, and its pictures are part of its style sheet. */
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The webjar's own points at an example of its maker's. */
    private static final String INITIALIZER = """
            window.ui = SwaggerUIBundle({
              url: "/v3/api-docs", dom_id: "#swagger-ui", deepLinking: true,
              presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: "StandaloneLayout"
            });
            """;

    /** Where the webjar keeps its files; its version is part of the path. */
    private final String swaggerUi;

    Documentation() throws IOException {
        Properties webjar = PropertiesLoaderUtils.loadProperties(
                new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties"));
        swaggerUi = "META-INF/resources/webjars/swagger-ui/" + webjar.getProperty("version") + "/";
    }

    Mono<ServerResponse> apiDescription(ServerRequest request) {
        return found(new ClassPathResource("openapi/bff.yaml"), YAML);
    }

    Mono<ServerResponse> socketDescription(ServerRequest request) {
        return found(new ClassPathResource("asyncapi/bff.yaml"), YAML);
    }

    Mono<ServerResponse> swaggerUi(ServerRequest request) {
        request.exchange().getResponse().getHeaders().set("Content-Security-Policy", PAGE_POLICY);
        String file = request.pathVariable("file").substring(1);
        if (file.equals("swagger-initializer.js")) {
            return ServerResponse.ok()
                    .contentType(new MediaType("text", "javascript"))
                    .bodyValue(INITIALIZER);
        }
        String name = file.isEmpty() ? "index.html" : file;
        if (!name.matches("[A-Za-z0-9.-]+")) {
            return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
        }
        return found(
                new ClassPathResource(swaggerUi + name),
                MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM));
    }

    /** Off the event loop: what is in a jar is read from a file. */
    private static Mono<ServerResponse> found(Resource resource, MediaType type) {
        return Mono.fromCallable(resource::getContentAsByteArray)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(FileNotFoundException.class, missing -> new ResponseStatusException(HttpStatus.NOT_FOUND))
                .flatMap(content -> ServerResponse.ok().contentType(type).bodyValue(content));
    }
}
