package dev.braid.core.marketdata;

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

/**
 * A CSV file of bars: a header that names the columns in any order, then a bar a line. Columns that nobody knows are ignored; of
 * those that may be absent, session and regular hours then come from the calendar.
 */
final class BarFile implements BarSource<BarFile.Unreadable> {

    private static final List<String> REQUIRED = List.of("symbol", "t", "o", "h", "l", "c", "v", "tf");

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final Path file;

    BarFile(Path file) {
        this.file = file;
    }

    /** Either what is wrong with the content, or why it could not be read at all. */
    static final class Unreadable extends Exception {

        Unreadable(Exception cause) {
            super(cause);
        }

        UnreadableData asPublished() throws IOException {
            if (getCause() instanceof IOException notRead) {
                throw notRead;
            }
            if (getCause() instanceof UnreadableData content) {
                return content;
            }
            throw new IllegalStateException(this);
        }
    }

    @Override
    public void writeTo(Target target) throws Unreadable {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            skipByteOrderMark(text);
            read(text, target);
        } catch (CharacterCodingException notText) {
            throw new Unreadable(new UnreadableData(file, "bytes: not text (expected: UTF-8)"));
        } catch (IOException | UnreadableData unreadable) {
            throw new Unreadable(unreadable);
        }
    }

    private void read(BufferedReader text, Target target) throws IOException, UnreadableData {
        long line = 1;
        try (CSVParser lines = FORMAT.parse(text)) {
            requireColumns(lines.getHeaderNames());
            for (CSVRecord record : lines) {
                line = lines.getCurrentLineNumber();
                target.add(bar(record, line), line);
            }
        } catch (UncheckedIOException wrapped) {
            throwContentProblem(Objects.requireNonNull(wrapped.getCause()), line + 1);
        } catch (CSVException malformed) {
            throwContentProblem(malformed, line);
        }
    }

    private Bar bar(CSVRecord record, long line) throws UnreadableData {
        if (!record.isConsistent()) {
            int expected = record.getParser().getHeaderNames().size();
            throw new UnreadableData(file, line, "columns: " + record.size() + " (expected: " + expected + ")");
        }
        try {
            return BarLine.read(record);
        } catch (IllegalArgumentException wrong) {
            throw new UnreadableData(file, line, String.valueOf(wrong.getMessage()));
        }
    }

    private void requireColumns(List<String> columns) throws UnreadableData {
        List<String> missing =
                REQUIRED.stream().filter(column -> !columns.contains(column)).toList();
        if (!missing.isEmpty()) {
            throw new UnreadableData(file, 1, "header: " + columns + " (expected: also " + missing + ")");
        }
    }

    private void throwContentProblem(IOException problem, long line) throws IOException, UnreadableData {
        if (problem instanceof CSVException) {
            throw new UnreadableData(file, line, "quoting: " + problem.getMessage() + " (expected: RFC 4180)");
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
