package dev.braid.core.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.stereotype.Component;

/** Writes many rows through PostgreSQL's COPY, within the caller's transaction if there is one. */
@Component
class CopyIn {
    /** A network buffer's worth; one system call per so many bytes. */
    private static final int BUFFER_BYTES = 1 << 16;

    /** Takes the values of one row in the order of the columns; none is null. */
    @FunctionalInterface
    interface Rows {
        void row(Object... values);
    }

    /** Produces the rows. */
    @FunctionalInterface
    interface Source {
        void writeTo(Rows rows);
    }

    private final DataSource dataSource;
    private final SQLExceptionTranslator translator = new SQLStateSQLExceptionTranslator();

    CopyIn(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** {@code target}: the table and its columns, {@code run_equity (run_id, seq)}. */
    void copy(String target, Source source) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try (PGCopyOutputStream stream = new PGCopyOutputStream(
                connection.unwrap(PGConnection.class), "COPY " + target + " FROM STDIN", BUFFER_BYTES)) {
            source.writeTo(values -> write(stream, line(values)));
        } catch (SQLException failed) {
            throw failure(failed, target);
        } catch (IOException failed) {
            throw failed.getCause() instanceof SQLException cause
                    ? failure(cause, target)
                    : new UncheckedIOException(failed);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private RuntimeException failure(SQLException cause, String target) {
        RuntimeException translated = translator.translate("copy", "COPY " + target, cause);
        return translated == null ? new IllegalStateException("COPY " + target + " failed", cause) : translated;
    }

    private static void write(PGCopyOutputStream stream, String line) {
        try {
            stream.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** COPY's text format: tab between values, backslash before what would end one. */
    private static String line(Object[] values) {
        StringBuilder line = new StringBuilder(96);
        for (Object value : values) {
            line.append(line.isEmpty() ? "" : "\t").append(value instanceof String text ? escaped(text) : value);
        }
        return line.append('\n').toString();
    }

    private static String escaped(String text) {
        if (text.indexOf('\\') < 0 && text.indexOf('\t') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return text;
        }
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
