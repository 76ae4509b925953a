package dev.braid.core.sprint;

import dev.braid.core.access.TableCopy;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads files into temporary tables of the transaction, by COPY. */
@Repository
class Staging {

    private final JdbcTemplate rows;
    private final JdbcClient jdbc;

    Staging(DataSource dataSource, JdbcClient jdbc) {
        this.rows = new JdbcTemplate(dataSource);
        this.jdbc = jdbc;
    }

    /**
     * Makes the table, and fills it if the file exists.
     *
     * @throws RefusedImport if a row is not what it should be, or stands twice
     */
    void stage(StagedTable table, CsvFile file) {
        rows.execute(table.definition());
        if (!file.exists()) {
            return;
        }
        rows.execute((ConnectionCallback<Long>) connection -> copy(table, file, connection.unwrap(PGConnection.class)));
        rows.execute("ANALYZE " + table.name());
        requireOnce(table, file, table.key());
    }

    /** @param key columns that no two rows have in common */
    void requireOnce(StagedTable table, CsvFile file, String key) {
        refuse(file, """
                SELECT max(line) AS line, concat_ws(' ', %1$s) || ' (expected: once, not also in line ' || min(line) || ')' AS problem
                FROM %2$s GROUP BY %1$s HAVING count(*) > 1 ORDER BY 1 LIMIT 1
                """.formatted(key, table.name()), key + ": ");
    }

    /**
     * Refuses the file if there is a row with what is wrong.
     *
     * @param query its {@code line} and {@code problem}, if there is one
     */
    void refuse(CsvFile file, String query, String prefix) {
        jdbc.sql(query)
                .query((row, number) -> file.bad(row.getLong("line"), prefix + row.getString("problem")))
                .optional()
                .ifPresent(wrong -> {
                    throw new RefusedImport(wrong);
                });
    }

    /** The number of rows. */
    private static long copy(StagedTable table, CsvFile file, PGConnection connection) throws SQLException {
        try (TableCopy copy = TableCopy.into(connection, table.target())) {
            file.each((row, line) -> {
                @Nullable Object[] values = table.reader().apply(row);
                copy.add(values, line);
            });
            return copy.end();
        } catch (UnreadableData wrong) {
            throw new RefusedImport(wrong);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
