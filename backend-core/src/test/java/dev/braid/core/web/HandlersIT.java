package dev.braid.core.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Permissions;
import dev.braid.core.web.DeclaredHandlers.Handler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.HandlerMapping;

class HandlersIT extends CoreTestServer {

    private static final Path DOCUMENTATION = Path.of("../docs/permissions.md");

    private static final String HEAD = """
            # Who may call what

            Every handler of backend-core, drawn from the code by its own test. One that declares nothing serves nobody.

            | method | path | who |
            |---|---|---|
            """;

    @Autowired
    private ApplicationContext service;

    @Test
    void everyHandlerSaysWhoMayCallIt() {
        List<Handler> handlers = DeclaredHandlers.of(service);

        assertThat(handlers).extracting(Handler::toString).contains("GET /backtests", "GET /bars/daily", "GET /health");
        assertThat(handlers)
                .filteredOn(handler -> handler.declared() == null)
                .as("declare nothing")
                .isEmpty();
        assertThat(handlers)
                .extracting(Handler::permission)
                .filteredOn(Optional::isPresent)
                .extracting(Optional::get)
                .as("permissions that exist")
                .isSubsetOf(Permissions.ALL);
    }

    /** Spring's mapping of sockets asks none of the interceptors that MVC has: sockets are upgraded by handlers. */
    @Test
    void everyHandlerIsAskedWhoMayCallIt() {
        assertThat(service.getBeansOfType(HandlerMapping.class).values())
                // Boot's own for the groups of /actuator/health that also are on this port: none is.
                .filteredOn(mapping -> !mapping.getClass().getName().startsWith("org.springframework.boot."))
                .allSatisfy(mapping -> assertThat(mapping)
                        .extracting("adaptedInterceptors", InstanceOfAssertFactories.ARRAY)
                        .hasAtLeastOneElementOfType(PermissionCheck.class));
    }

    @Test
    void theListInTheDocumentationIsThatOfTheCode() throws IOException {
        String rows = DeclaredHandlers.of(service).stream()
                .map(handler -> "| %s | `%s` | %s |\n".formatted(handler.method(), handler.path(), handler.who()))
                .collect(Collectors.joining());

        Files.writeString(DOCUMENTATION, HEAD + rows);
    }
}
