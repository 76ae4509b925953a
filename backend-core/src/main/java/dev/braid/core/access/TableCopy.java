package dev.braid.core.access;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.dao.DataAccessResourceFailureException;

/** Writes lines of a file into a staging table in the text format of COPY; closing it before its end takes everything back. */
public final class TableCopy implements AutoCloseable {

    /** Bytes sent at once; the server's own network buffer is 8 KiB, larger blocks gained nothing. */
    private static final int BLOCK = 64 * 1024;

    private final CopyIn copy;
    private final StringBuilder block = new StringBuilder(BLOCK + 1024);

    private TableCopy(CopyIn copy) {
        this.copy = copy;
    }

    /** @param columns {@code table (column, …, line)}, in the order of the values to come */
    public static TableCopy into(PGConnection connection, String columns) throws SQLException {
        return new TableCopy(connection.getCopyAPI().copyIn("COPY " + columns + " FROM STDIN"));
    }

    /** The values of a line, then its number; a collection is an array of texts. */
    public void add(@Nullable Object[] values, long line) {
        for (Object value : values) {
            value(value);
            block.append('\t');
        }
        block.append(line).append('\n');
        if (block.length() >= BLOCK) {
            flush();
        }
    }

    /** Ends the copy; the number of rows it wrote. */
    public long end() throws SQLException {
        flush();
        return copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            block.append("\\N");
            return;
        }
        String text = value instanceof Collection<?> entries ? array(entries) : value.toString();
        for (int i = 0; i < text.length(); i++) {
            escape(text.charAt(i));
        }
    }

    private static String array(Collection<?> entries) {
        return entries.stream()
                .map(entry -> '"' + entry.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Backslash, tab and line ends would end the value early. */
    private void escape(char character) {
        switch (character) {
            case '\\' -> block.append("\\\\");
            case '\t' -> block.append("\\t");
            case '\n' -> block.append("\\n");
            case '\r' -> block.append("\\r");
            default -> block.append(character);
        }
    }

    private void flush() {
        byte[] bytes = block.toString().getBytes(StandardCharsets.UTF_8);
        block.setLength(0);
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
        } catch (SQLException lost) {
            throw new DataAccessResourceFailureException("rows: not copied", lost);
        }
    }
}
