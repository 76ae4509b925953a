package dev.braid.core.marketdata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads bars through a cursor, some thousand rows at a time, in order of time. */
@Repository
public class BarReader {

    /** Rows per round trip: about 100 KB, and a year of minutes in 50 of them. */
    private static final int FETCH_SIZE = 2_000;

    private static final String MINUTES = """
            FROM bars
            WHERE symbol = :symbol AND tf = '1Min' AND t >= :from AND t < :to AND (rth OR NOT :regularOnly)
            """;

    private static final String MINUTE_ROWS =
            "SELECT extract(epoch FROM t)::bigint, o, h, l, c, v, n " + MINUTES + " ORDER BY t";

    private static final String MINUTE_TIMES = "SELECT extract(epoch FROM t)::bigint " + MINUTES + " ORDER BY t";

    /** Between the first and the last, so that only their years are looked into. */
    private static final String MINUTES_AT = """
            SELECT extract(epoch FROM t)::bigint, o, h, l, c, v, n FROM bars
            WHERE symbol = :symbol AND tf = '1Min' AND t BETWEEN :from AND :to
            AND t = ANY (ARRAY(SELECT to_timestamp(second) FROM unnest(:seconds::bigint[]) AS asked (second)))
            ORDER BY t
            """;

    private static final String DAY_ROWS = """
            WITH days AS MATERIALIZED (
                SELECT t, o, h, l, c, v, n FROM bars
                WHERE symbol = :symbol AND tf = '1Day' AND t >= :firstDay AND t < :endDay
            ), minutes AS (
                SELECT date_trunc('day', t AT TIME ZONE 'America/New_York') AT TIME ZONE 'UTC' AS day, t, o, h, l, c, v, n
            """ + MINUTES + """
            )
            SELECT extract(epoch FROM t)::bigint, o, h, l, c, v, n::bigint FROM days
            UNION ALL
            SELECT extract(epoch FROM day)::bigint, (array_agg(o ORDER BY t))[1], max(h), min(l),
                   (array_agg(c ORDER BY t DESC))[1], sum(v)::bigint, sum(n)
            FROM minutes WHERE NOT EXISTS (SELECT FROM days WHERE days.t = minutes.day)
            GROUP BY day
            ORDER BY 1
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;

    BarReader(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** The minutes of {@code [from, to)}, whole. */
    public BarSeries minutes(String symbol, Instant from, Instant to, boolean regularOnly) {
        BarSeries.Builder series = new BarSeries.Builder();
        inSnapshot(() -> {
            eachMinute(symbol, from, to, regularOnly, series);
            return series;
        });
        return series.build();
    }

    /** The minutes that begin at these instants, in epoch seconds, rising; those without a bar are left out. */
    public BarSeries minutesAt(String symbol, long[] epochSeconds) {
        BarSeries.Builder series = new BarSeries.Builder(epochSeconds.length);
        if (epochSeconds.length > 0) {
            jdbc.sql(MINUTES_AT)
                    .param("symbol", symbol)
                    .param("seconds", epochSeconds)
                    .param("from", utc(Instant.ofEpochSecond(epochSeconds[0])))
                    .param("to", utc(Instant.ofEpochSecond(epochSeconds[epochSeconds.length - 1])))
                    .query(rowsTo(series));
        }
        return series.build();
    }

    /** Everything that is read within sees the same state, however long it takes; cursors need it too. */
    <T> T inSnapshot(Supplier<T> reading) {
        return snapshot.execute(status -> reading.get());
    }

    /** Which state a symbol's bars are in; empty for an unknown symbol. */
    public Optional<String> revision(String symbol) {
        return jdbc.sql("SELECT revision::text FROM symbols WHERE symbol = :symbol")
                .param("symbol", symbol)
                .query(String.class)
                .optional();
    }

    void eachMinute(String symbol, Instant from, Instant to, boolean regularOnly, BarSink sink) {
        minuteQuery(MINUTE_ROWS, symbol, from, to, regularOnly).query(rowsTo(sink));
    }

    void eachMinuteTime(String symbol, Instant from, Instant to, boolean regularOnly, LongConsumer times) {
        RowCallbackHandler toTimes = row -> times.accept(row.getLong(1));
        minuteQuery(MINUTE_TIMES, symbol, from, to, regularOnly).query(toTimes);
    }

    /** Sessions of {@code [first, end)}: the stored day bar or, where there is none, its minutes taken together. */
    void eachDay(String symbol, LocalDate first, LocalDate end, boolean regularOnly, BarSink sink) {
        Instant from = first.atStartOfDay(SessionCalendar.ZONE).toInstant();
        Instant to = end.atStartOfDay(SessionCalendar.ZONE).toInstant();
        minuteQuery(DAY_ROWS, symbol, from, to, regularOnly)
                .param("firstDay", first.atStartOfDay().atOffset(ZoneOffset.UTC))
                .param("endDay", end.atStartOfDay().atOffset(ZoneOffset.UTC))
                .query(rowsTo(sink));
    }

    private JdbcClient.StatementSpec minuteQuery(
            String sql, String symbol, Instant from, Instant to, boolean regularOnly) {
        return jdbc.sql(sql)
                .withFetchSize(FETCH_SIZE)
                .param("symbol", symbol)
                .param("from", utc(from))
                .param("to", utc(to))
                .param("regularOnly", regularOnly);
    }

    private static RowCallbackHandler rowsTo(BarSink sink) {
        return row -> sink.bar(
                row.getLong(1),
                row.getDouble(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getLong(6),
                tradesOf(row));
    }

    private static long tradesOf(ResultSet row) throws SQLException {
        long trades = row.getLong(7);
        return row.wasNull() ? BarSink.UNKNOWN_TRADES : trades;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
