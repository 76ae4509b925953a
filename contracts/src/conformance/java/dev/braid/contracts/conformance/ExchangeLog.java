package dev.braid.contracts.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The exchanges of all test processes of a build, a file each in {@code target/exchanges/}, which Maven empties before the first of them.
 * Thread-safe.
 */
public final class ExchangeLog {

    /** The log of this build. */
    public static final ExchangeLog OF_THIS_BUILD = new ExchangeLog(Path.of("target", "exchanges"));

    private final JsonMapper json = JsonMapper.shared();
    private final AtomicInteger count = new AtomicInteger();
    private final Path directory;

    ExchangeLog(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void record(Exchange exchange) {
        String file = "%d-%06d.json".formatted(ProcessHandle.current().pid(), count.incrementAndGet());
        json.writeValue(directory.resolve(file), exchange);
    }

    /** What was recorded so far, that of each process in its order; each is read when the stream comes to it. */
    Stream<Exchange> exchanges() {
        return files(directory).stream().map(file -> json.readValue(file, Exchange.class));
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
