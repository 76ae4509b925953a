package dev.braid.core.sprint;

import dev.braid.core.access.UnreadableData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * A CSV file in UTF-8: a header that names the columns in any order, then a row a line. Columns that nobody knows are ignored. What is
 * wrong is named by file and line.
 */
final class CsvFile {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    /** Takes a row; what it throws says {@code column: value (expected: …)}. */
    @FunctionalInterface
    interface RowReader {
        void read(CsvRow row, long line) throws IllegalArgumentException;
    }

    private final Path file;
    private final List<String> required;

    CsvFile(Path file, String... required) {
        this.file = file;
        this.required = List.of(required);
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    void each(RowReader reader) throws IOException, UnreadableData {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            skipByteOrderMark(text);
            read(text, reader);
        } catch (CharacterCodingException notText) {
            throw new UnreadableData(file, "bytes: not text (expected: UTF-8)");
        }
    }

    /** A problem that only who has seen several rows can find. */
    UnreadableData bad(long line, String problem) {
        return new UnreadableData(file, line, problem);
    }

    private void read(BufferedReader text, RowReader reader) throws IOException, UnreadableData {
        long line = 1;
        try (CSVParser rows = parser(text)) {
            requireColumns(rows.getHeaderNames());
            for (CSVRecord row : rows) {
                line = rows.getCurrentLineNumber();
                read(row, line, reader);
            }
        } catch (UncheckedIOException wrapped) {
            throwContentProblem(Objects.requireNonNull(wrapped.getCause()), line + 1);
        } catch (CSVException malformed) {
            throwContentProblem(malformed, line);
        }
    }

    private CSVParser parser(BufferedReader text) throws IOException, UnreadableData {
        try {
            return FORMAT.parse(text);
        } catch (IllegalArgumentException repeated) {
            throw bad(1, "header: " + repeated.getMessage() + " (expected: each column once)");
        }
    }

    private void read(CSVRecord row, long line, RowReader reader) throws UnreadableData {
        if (!row.isConsistent()) {
            int expected = row.getParser().getHeaderNames().size();
            throw bad(line, "columns: " + row.size() + " (expected: " + expected + ")");
        }
        try {
            reader.read(new CsvRow(row), line);
        } catch (IllegalArgumentException wrong) {
            throw bad(line, String.valueOf(wrong.getMessage()));
        }
    }

    private void requireColumns(List<String> columns) throws UnreadableData {
        List<String> missing =
                required.stream().filter(column -> !columns.contains(column)).toList();
        if (!missing.isEmpty()) {
            throw bad(1, "header: " + columns + " (expected: also " + missing + ")");
        }
    }

    private void throwContentProblem(IOException problem, long line) throws IOException, UnreadableData {
        if (problem instanceof CSVException) {
            throw bad(line, "quoting: " + problem.getMessage() + " (expected: RFC 4180)");
        }
        throw problem;
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
    }
}
