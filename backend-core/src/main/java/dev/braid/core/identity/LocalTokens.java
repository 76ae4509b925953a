package dev.braid.core.identity;

import dev.braid.contracts.ServiceTokenMade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Tokens for whoever started this service on the same machine, in the file that {@code braid.tokens.file} names, as soon as there is a
 * database: one for bff, and one for each demo user. A line each, {@code name<TAB>role<TAB>token}; the file appears whole, and only
 * its owner reads it.
 */
@Component
class LocalTokens implements InitializingBean {

    /** A day's work. */
    static final Duration LIFE_OF_A_USERS = Duration.ofHours(12);

    /** Those of earlier starts are revoked, which nobody keeps. */
    private static final String MACHINE = "local-bff";

    private final String file;
    private final DemoUsers users;
    private final AccessTokens tokens;
    private final ServiceTokens machines;
    private final Clock clock;

    /** @param keysThere by then there is a key to sign with */
    LocalTokens(
            Environment environment,
            DemoUser keysThere,
            DemoUsers users,
            AccessTokens tokens,
            ServiceTokens machines,
            Clock clock) {
        this.file = environment.getProperty("braid.tokens.file", "");
        this.users = users;
        this.tokens = tokens;
        this.machines = machines;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        if (file.isBlank()) {
            return;
        }
        machines.revokeAllOf(MACHINE);
        ServiceTokenMade machine = machines.make(MACHINE);
        List<String> lines = new ArrayList<>();
        lines.add(String.join("\t", MACHINE, "service", machine.token()));
        users.present().forEach(user -> lines.add(line(user)));
        write(Path.of(file), lines);
    }

    private String line(Account user) {
        Role role = user.roles().stream().findFirst().orElse(Role.VIEWER);
        String token = tokens.ofUser(user.id(), user.tokenVersion(), user.roles(), clock.instant(), LIFE_OF_A_USERS);
        return String.join("\t", user.email(), role.key(), token);
    }

    private static void write(Path file, List<String> lines) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(unfinished, lines, StandardOpenOption.WRITE);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(file + ": not written (expected: a file that can be made there)", failed);
        }
    }
}
