package dev.braid.core.setup;

import dev.braid.core.access.DataFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Where the data are.
 *
 * @param url JDBC address of a server of one's own; absent: an embedded one
 * @param home the folder that an embedded server is kept in, and the only one this service writes to
 * @param isCommand whether this process is a command that may use the database of a running service
 */
record DatabaseSettings(@Nullable String url, String user, String password, Path home, boolean isCommand) {

    /** The superuser that the embedded server knows; it listens on loopback only and trusts it. */
    static final String EMBEDDED_USER = "postgres";

    static DatabaseSettings of(Environment environment) {
        String url = environment.getProperty("braid.db.url", "");
        return new DatabaseSettings(
                url.isBlank() ? null : url,
                environment.getProperty("braid.db.user", EMBEDDED_USER),
                environment.getProperty("braid.db.password", ""),
                DataFolder.of(environment),
                environment.getProperty("braid.command", Boolean.class, false));
    }
}
