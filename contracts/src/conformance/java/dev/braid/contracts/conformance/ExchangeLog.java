package dev.braid.contracts.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The exchanges of one test process, a file each in {@code target/exchanges/}. Empty when the process starts. Thread-safe. */
public final class ExchangeLog {

    /** The log of this process. */
    public static final ExchangeLog OF_THIS_PROCESS = new ExchangeLog(Path.of("target", "exchanges"));

    private final JsonMapper json = JsonMapper.shared();
    private final AtomicInteger count = new AtomicInteger();
    private final Path directory;

    ExchangeLog(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            for (Path stale : files(directory)) {
                Files.delete(stale);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void record(Exchange exchange) {
        json.writeValue(directory.resolve("%06d.json".formatted(count.incrementAndGet())), exchange);
    }

    /** What was recorded so far, in its order; each is read when the stream comes to it. */
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
