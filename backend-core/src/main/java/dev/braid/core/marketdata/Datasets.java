package dev.braid.core.marketdata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The catalogue of stored bars. */
@Repository
public class Datasets {

    private static final String COLUMNS =
            "SELECT dataset_id, symbol, tf, year, from_date, to_date, bar_count FROM datasets ";

    private final JdbcClient jdbc;

    Datasets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether bars of this symbol were ever stored. */
    public boolean knows(String symbol) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM symbols WHERE symbol = :symbol)")
                .param("symbol", symbol)
                .query(Boolean.class)
                .single();
    }

    public Optional<Dataset> find(String datasetId) {
        return jdbc.sql(COLUMNS + "WHERE dataset_id = :id")
                .param("id", datasetId)
                .query(Datasets::dataset)
                .optional();
    }

    public Optional<Dataset> find(String symbol, Timeframe timeframe, int year) {
        return jdbc.sql(COLUMNS + "WHERE symbol = :symbol AND tf = :tf AND year = :year")
                .param("symbol", symbol)
                .param("tf", timeframe.label())
                .param("year", year)
                .query(Datasets::dataset)
                .optional();
    }

    /** All of a symbol, oldest first. */
    public List<Dataset> ofSymbol(String symbol) {
        return jdbc.sql(COLUMNS + "WHERE symbol = :symbol ORDER BY year, tf")
                .param("symbol", symbol)
                .query(Datasets::dataset)
                .list();
    }

    /** The largest of minutes; empty when none are stored. */
    Optional<Dataset> largestOfMinutes() {
        return jdbc.sql(COLUMNS + "WHERE tf = '1Min' ORDER BY bar_count DESC, dataset_id LIMIT 1")
                .query(Datasets::dataset)
                .optional();
    }

    private static Dataset dataset(ResultSet row, int number) throws SQLException {
        return new Dataset(
                row.getString("dataset_id"),
                row.getString("symbol"),
                Timeframe.of(row.getString("tf")),
                row.getInt("year"),
                row.getObject("from_date", LocalDate.class),
                row.getObject("to_date", LocalDate.class),
                row.getLong("bar_count"));
    }
}
