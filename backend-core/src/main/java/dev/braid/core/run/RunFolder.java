package dev.braid.core.run;

import dev.braid.contracts.RunMetrics;
import dev.braid.core.access.UnreadableData;
import dev.braid.core.web.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as a folder holds it: {@code run-manifest.json}, {@code metrics.json}, {@code equity.csv}, {@code orders.csv},
 * {@code fills.csv}. Reading checks all of it; the first thing that is wrong is an {@link UnreadableData} with file and line.
 */
final class RunFolder {
    private static final String MANIFEST = "run-manifest.json";
    private static final String METRICS = "metrics.json";
    private static final List<String> FILES = List.of(MANIFEST, METRICS, "equity.csv", "orders.csv", "fills.csv");
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._\\-]{1,64}");
    /** How far the recorded figures may be from those recomputed from the equity: rounding of the last digits only. */
    private static final double TOLERANCE = 1e-12;

    private final Path directory;
    private final JsonMapper json;

    RunFolder(Path directory, JsonMapper json) {
        this.directory = directory;
        this.json = json;
    }

    /** Whether a folder claims to be a run: it has a manifest. */
    static boolean isRun(Path directory) {
        return Files.isRegularFile(directory.resolve(MANIFEST));
    }

    static boolean isRunId(String text) {
        return RUN_ID.matcher(text).matches();
    }

    ImportedRun read() throws IOException, UnreadableData {
        for (String file : FILES) {
            if (!Files.isRegularFile(directory.resolve(file))) {
                throw bad(file, "missing (expected: a file)");
            }
        }
        ObjectNode manifest = object(MANIFEST);
        Artefacts artefacts = RunFiles.read(directory);
        EquityCurve equity = artefacts.equity();
        RunMetrics metrics = MetricFormulas.of(artefacts);
        ObjectNode recorded = object(METRICS);
        compare(recorded, "total_return", metrics.totalReturn());
        compare(recorded, "max_drawdown", metrics.maxDrawdown());
        String datasetId = name(manifest, "dataset_id", NAME);
        return new ImportedRun(
                name(manifest, "run_id", RUN_ID),
                datasetId,
                RunRequest.symbolOf(datasetId),
                date(manifest, equity.millis(0), "run_from", "from", "from_date"),
                date(manifest, equity.millis(equity.size() - 1), "run_to", "to", "to_date"),
                name(manifest, "strategy_id", NAME),
                child(manifest, "params"),
                manifest.path("seed").asLong(42),
                child(manifest, "slippage_fees"),
                manifest.path("speed").asDouble(60),
                manifest.path("code_hash").asString(""),
                createdAt(manifest),
                digest(),
                artefacts,
                metrics);
    }

    private void compare(ObjectNode recorded, String name, @Nullable Double computed) throws UnreadableData {
        JsonNode value = recorded.get(name);
        if (value == null || value.isNull()) {
            return;
        }
        if (!value.isNumber() || computed == null || !(Math.abs(value.doubleValue() - computed) <= TOLERANCE)) {
            throw bad(METRICS, "%s: %s (expected: %s, recomputed from equity.csv)".formatted(name, value, computed));
        }
    }

    private String name(ObjectNode manifest, String field, Pattern pattern) throws UnreadableData {
        String text = manifest.path(field).asString("");
        if (!pattern.matcher(text).matches()) {
            throw bad(MANIFEST, "%s: %s (expected: %s)".formatted(field, JsonFields.shown(text), pattern));
        }
        return text;
    }

    private LocalDate date(ObjectNode manifest, long millis, String... spellings) throws UnreadableData {
        for (String field : spellings) {
            if (manifest.hasNonNull(field)) {
                return date(field, manifest.path(field).asString(""));
            }
        }
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private LocalDate date(String field, String text) throws UnreadableData {
        try {
            // Some manifests carry a whole timestamp; its date is what is meant.
            return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
        } catch (DateTimeException malformed) {
            throw bad(MANIFEST, "%s: %s (expected: a date)".formatted(field, JsonFields.shown(text)));
        }
    }

    private Instant createdAt(ObjectNode manifest) throws UnreadableData {
        String text = manifest.path("created_at").asString("");
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw bad(MANIFEST, "created_at: " + JsonFields.shown(text) + " (expected: a timestamp with offset)");
        }
    }

    private ObjectNode child(ObjectNode manifest, String field) throws UnreadableData {
        JsonNode value = manifest.get(field);
        if (value == null || value.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw bad(MANIFEST, field + ": " + JsonFields.shown(value.toString()) + " (expected: an object)");
    }

    private ObjectNode object(String file) throws IOException, UnreadableData {
        try (InputStream bytes = Files.newInputStream(directory.resolve(file))) {
            if (json.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw bad(file, "not an object (expected: a JSON object)");
        } catch (JacksonException malformed) {
            int line = malformed.getLocation() == null
                    ? 0
                    : malformed.getLocation().getLineNr();
            throw new UnreadableData(directory.resolve(file), line, "not JSON (expected: a JSON object)");
        }
    }

    /** SHA-256 over the five files: the same folder again is recognised without comparing rows. */
    private String digest() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : FILES) {
                try (var bytes = new DigestInputStream(Files.newInputStream(directory.resolve(file)), digest)) {
                    bytes.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256: absent (expected: in every JDK)", missing);
        }
    }

    private UnreadableData bad(String file, String problem) {
        return new UnreadableData(directory.resolve(file), problem);
    }
}
