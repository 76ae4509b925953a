package dev.braid.core.setup;

import dev.braid.core.access.OpenToEveryone;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The contract for people: the OpenAPI and AsyncAPI documents as they are written, and Swagger UI on the former. */
@OpenToEveryone
@Controller
class ApiDocuments implements WebMvcConfigurer {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");
    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/" + SwaggerUi.version() + "/";
    private static final CacheControl AN_HOUR =
            CacheControl.maxAge(1, TimeUnit.HOURS).cachePublic();

    @GetMapping("/v3/api-docs")
    ResponseEntity<Resource> ofRequests() {
        return document("openapi/backend-core.yaml");
    }

    @GetMapping("/v3/asyncapi")
    ResponseEntity<Resource> ofSockets() {
        return document("asyncapi/backend-core.yaml");
    }

    @GetMapping("/swagger-ui")
    ResponseEntity<Void> folder() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create("/swagger-ui/"))
                .build();
    }

    @GetMapping("/swagger-ui/")
    ResponseEntity<Resource> index() {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_HTML)
                .cacheControl(AN_HOUR)
                .body(new ClassPathResource(SWAGGER_UI + "index.html"));
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry resources) {
        resources
                .addResourceHandler("/swagger-ui/**")
                // The first folder holds the initializer that names our document; it hides the one in the jar.
                .addResourceLocations("classpath:/swagger-ui/", "classpath:/" + SWAGGER_UI)
                .setCacheControl(AN_HOUR);
    }

    private static ResponseEntity<Resource> document(String name) {
        return ResponseEntity.ok().contentType(YAML).cacheControl(AN_HOUR).body(new ClassPathResource(name));
    }
}
