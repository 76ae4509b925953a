package dev.braid.core.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of Swagger UI is on the class path: part of the folder it is in. */
final class SwaggerUi {

    private static final String DESCRIPTION = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private SwaggerUi() {}

    static String version() {
        try (InputStream description = SwaggerUi.class.getResourceAsStream(DESCRIPTION)) {
            if (description == null) {
                throw new IllegalStateException(
                        "swagger-ui: missing (expected: " + DESCRIPTION + " on the class path)");
            }
            Properties properties = new Properties();
            properties.load(description);
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(DESCRIPTION + ": not readable", unreadable);
        }
    }
}
