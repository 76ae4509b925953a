package dev.braid.core.access;

import java.nio.file.Path;
import org.springframework.core.env.Environment;

/** The only folder that this service writes to: {@code <braid.data.dir>/backend-core-<braid.port>}. */
public final class DataFolder {

    private DataFolder() {}

    public static Path of(Environment environment) {
        Path all = Path.of(environment.getProperty("braid.data.dir", "./.braid"));
        String port = environment.getProperty("braid.port", "8090");
        return all.toAbsolutePath().normalize().resolve("backend-core-" + port);
    }
}
