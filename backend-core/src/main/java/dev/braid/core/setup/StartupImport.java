package dev.braid.core.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Imports the folder of {@code BRAID_IMPORT} before the service reports itself ready. Its progress goes to the output as plain
 * lines, for whoever waits in front of it. An entry that cannot be imported is left out; a folder that does not exist ends the
 * start.
 */
@Component
@ConditionalOnWebApplication
@Order(StartupImport.ORDER)
class StartupImport implements ApplicationRunner {

    /** Before demo data are invented. */
    static final int ORDER = 0;

    private static final Logger LOG = LoggerFactory.getLogger(StartupImport.class);

    private final ImportCommand command;
    private final String folder;

    StartupImport(ImportCommand command, @Value("${braid.import:}") String folder) {
        this.command = command;
        this.folder = folder;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (folder.isBlank()) {
            return;
        }
        Path path = Path.of(folder).toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw new IllegalStateException("BRAID_IMPORT: " + path + " (expected: an existing folder)");
        }
        int failed = command.loadFolder(path, line -> System.out.println("import: " + line));
        if (failed > 0) {
            LOG.error("import: {} entries of {} were not imported", failed, path);
        }
    }
}
