package dev.braid.core.run;

import dev.braid.contracts.Fill;
import dev.braid.contracts.Metrics;
import dev.braid.contracts.Order;
import dev.braid.contracts.RunMetrics;
import dev.braid.contracts.Side;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Equity, orders, fills and figures of finished runs. Written once, by COPY, within the transaction that ends the run. */
@Repository
class ArtefactStore {
    /** Rows a round trip: about 30 kB. */
    private static final int FETCH_SIZE = 2000;

    private static final String IN_WINDOW = """
             WHERE run_id = :runId
             AND (:from::timestamptz IS NULL OR ts >= :from) AND (:to::timestamptz IS NULL OR ts < :to)
            """;
    private static final String OF_SIDE = " AND (:side::text IS NULL OR side = :side)";

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final CopyIn copyIn;
    private final TransactionTemplate reading;
    private final Clock clock;

    ArtefactStore(
            JdbcClient jdbc,
            JdbcTemplate template,
            CopyIn copyIn,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.template = template;
        this.copyIn = copyIn;
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.clock = clock;
    }

    void write(String runId, Artefacts artefacts, RunMetrics metrics) {
        writeEquity(runId, artefacts.equity());
        writeOrders(runId, artefacts.orders());
        writeFills(runId, artefacts.fills());
        writeMetrics(runId, metrics);
    }

    /** Everything that is read within belongs to the same run, though it be deleted or imported anew meanwhile. */
    <T> T inSnapshot(Supplier<T> question) {
        return reading.execute(transaction -> question.get());
    }

    /** The points of a window in primitive columns: 16 bytes each, 1.6 MB for a year of minutes. */
    EquityCurve equity(String runId, Window window) {
        EquityCurve curve = new EquityCurve();
        RowCallbackHandler adding = row -> curve.add(row.getLong(1), row.getDouble(2));
        reading.executeWithoutResult(transaction -> template.query(
                connection -> {
                    var statement = connection.prepareStatement("""
                            SELECT (extract(epoch FROM ts) * 1000)::bigint, value FROM run_equity
                            WHERE run_id = ? AND ts >= coalesce(?, '-infinity'::timestamptz)
                            AND ts < coalesce(?, 'infinity'::timestamptz) ORDER BY seq
                            """);
                    statement.setFetchSize(FETCH_SIZE);
                    statement.setString(1, runId);
                    statement.setTimestamp(2, timestamp(window.from()));
                    statement.setTimestamp(3, timestamp(window.to()));
                    return statement;
                },
                adding));
        return curve;
    }

    Page<Order> orders(String runId, TradeQuery query) {
        return page("run_orders", runId, query, ArtefactStore::order);
    }

    Page<Fill> fills(String runId, TradeQuery query) {
        return page("run_fills", runId, query, ArtefactStore::fill);
    }

    Metrics metrics(String runId) {
        return jdbc.sql("SELECT * FROM run_metrics WHERE run_id = :runId")
                .param("runId", runId)
                .query((row, number) -> new Metrics(
                        runId,
                        new RunMetrics(
                                number(row, "total_return"),
                                number(row, "cagr"),
                                number(row, "max_drawdown"),
                                number(row, "sharpe"),
                                number(row, "sortino"),
                                number(row, "hit_rate"),
                                number(row, "avg_win"),
                                number(row, "avg_loss"),
                                number(row, "turnover"),
                                number(row, "slippage_share"),
                                number(row, "fees_paid")),
                        row.getTimestamp("computed_at").toInstant().truncatedTo(ChronoUnit.MILLIS)))
                .single();
    }

    /**
     * Some rows of a list.
     *
     * @param last sequence number of the last item, −1 without one
     * @param more whether rows follow
     */
    record Page<T>(List<T> items, long total, int last, boolean more) {}

    private record Numbered<T>(int seq, T item) {}

    private <T> Page<T> page(String table, String runId, TradeQuery query, RowMapper<T> mapper) {
        String from = " FROM " + table + IN_WINDOW + OF_SIDE;
        long total = filtered("SELECT count(*)" + from, runId, query)
                .query(Long.class)
                .single();
        List<Numbered<T>> rows = filtered(
                        "SELECT *" + from + " AND seq > :after ORDER BY seq LIMIT :limit OFFSET :offset", runId, query)
                .param("after", query.after())
                .param("limit", query.limit() + 1)
                .param("offset", query.offset())
                .query((row, number) -> new Numbered<>(row.getInt("seq"), mapper.mapRow(row, number)))
                .list();
        boolean more = rows.size() > query.limit();
        List<Numbered<T>> shown = more ? rows.subList(0, query.limit()) : rows;
        int last = shown.isEmpty() ? -1 : shown.get(shown.size() - 1).seq();
        return new Page<>(shown.stream().map(Numbered::item).toList(), total, last, more);
    }

    private JdbcClient.StatementSpec filtered(String sql, String runId, TradeQuery query) {
        return jdbc.sql(sql)
                .param("runId", runId)
                .param("from", timestamp(query.window().from()))
                .param("to", timestamp(query.window().to()))
                .param("side", query.side());
    }

    private static Order order(ResultSet row, int number) throws SQLException {
        return new Order(
                row.getString("order_id"),
                row.getTimestamp("ts").toInstant(),
                Side.valueOf(row.getString("side")),
                row.getLong("qty"),
                row.getDouble("price"),
                row.getString("type"),
                row.getString("time_in_force"));
    }

    private static Fill fill(ResultSet row, int number) throws SQLException {
        return new Fill(
                row.getString("fill_id"),
                row.getString("order_id"),
                row.getTimestamp("ts").toInstant(),
                row.getLong("qty"),
                row.getDouble("price"),
                row.getDouble("slippage"),
                row.getDouble("fee"));
    }

    private void writeEquity(String runId, EquityCurve equity) {
        copyIn.copy("run_equity (run_id, seq, ts, value)", rows -> {
            for (int i = 0; i < equity.size(); i++) {
                rows.row(runId, i, Instant.ofEpochMilli(equity.millis(i)), equity.value(i));
            }
        });
    }

    private void writeOrders(String runId, List<Order> orders) {
        copyIn.copy("run_orders (run_id, seq, ts, order_id, side, qty, price, type, time_in_force)", rows -> {
            int seq = 0;
            for (Order order : orders) {
                rows.row(
                        runId,
                        seq++,
                        order.ts(),
                        order.orderId(),
                        order.side(),
                        order.qty(),
                        order.price(),
                        order.type(),
                        order.timeInForce());
            }
        });
    }

    private void writeFills(String runId, List<Trade> fills) {
        copyIn.copy("run_fills (run_id, seq, ts, fill_id, order_id, side, qty, price, slippage, fee)", rows -> {
            int seq = 0;
            for (Trade fill : fills) {
                rows.row(
                        runId,
                        seq++,
                        fill.ts(),
                        fill.fillId(),
                        fill.orderId(),
                        fill.side(),
                        fill.qty(),
                        fill.price(),
                        fill.slippage(),
                        fill.fee());
            }
        });
    }

    private void writeMetrics(String runId, RunMetrics metrics) {
        jdbc.sql("INSERT INTO run_metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(runId)
                .param(metrics.totalReturn())
                .param(metrics.cagr())
                .param(metrics.maxDrawdown())
                .param(metrics.sharpe())
                .param(metrics.sortino())
                .param(metrics.hitRate())
                .param(metrics.avgWin())
                .param(metrics.avgLoss())
                .param(metrics.turnover())
                .param(metrics.slippageShare())
                .param(metrics.feesPaid())
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static @Nullable Double number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Double.class);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
