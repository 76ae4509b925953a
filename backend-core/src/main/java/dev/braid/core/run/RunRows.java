package dev.braid.core.run;

import dev.braid.contracts.Order;
import dev.braid.contracts.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What a run has made so far, row by row: a point of its equity and the orders that led there. Of a run that is being executed there is
 * more each time. As with everything of a run, the database decides whether the current caller may see it.
 */
@Repository
public class RunRows {

    /** Of a part, unless a single row has more: some 2 MB. */
    private static final int MOST_ORDERS = 10_000;

    private static final String STANDING = """
            SELECT run_id, symbol, status, input_hash || ' ' || coalesce(finished_at::text, '') AS revision, first.ts AS first_ts, last.seq AS last_seq, last.ts AS last_ts
            FROM runs
            LEFT JOIN LATERAL (
                SELECT ts FROM run_equity e WHERE e.run_id = runs.run_id ORDER BY seq LIMIT 1) first ON true
            LEFT JOIN LATERAL (
                SELECT seq, ts FROM run_equity e WHERE e.run_id = runs.run_id ORDER BY seq DESC LIMIT 1) last ON true
            WHERE run_id = :runId
            """;

    private static final String POINTS = """
            SELECT seq, (extract(epoch FROM ts) * 1000)::bigint, value FROM run_equity
            WHERE run_id = :runId AND seq >= :from AND seq < :end ORDER BY seq
            """;

    private static final String ORDERS = """
            SELECT * FROM run_orders
            WHERE run_id = :runId AND ts > coalesce(:after, '-infinity'::timestamptz)
            AND ts <= coalesce(:to, 'infinity'::timestamptz) ORDER BY seq LIMIT :most
            """;

    private static final String NEWEST_DONE = """
            SELECT run_id FROM runs WHERE status = 'DONE' ORDER BY created_at DESC, run_id DESC LIMIT 1
            """;

    private static final String ROW_AT = """
            SELECT seq FROM run_equity WHERE run_id = :runId AND ts <= :at ORDER BY seq DESC LIMIT 1
            """;

    private final JdbcClient jdbc;
    private final ArtefactStore artefacts;

    RunRows(JdbcClient jdbc, ArtefactStore artefacts) {
        this.jdbc = jdbc;
        this.artefacts = artefacts;
    }

    /**
     * How far a run is.
     *
     * @param revision another one whenever the same id stands for other rows
     * @param rows there are so far
     * @param first when the first row is; null without one
     */
    public record Standing(
            String runId,
            String symbol,
            RunStatus status,
            String revision,
            int rows,
            @Nullable Instant first,
            @Nullable Instant last) {}

    /**
     * Some rows one after the other.
     *
     * @param run as it was when they were read
     * @param from the first one's number
     * @param orders in their order, each with the number of its row: the first one that is not before it. What comes after the last row of
     *     a run that is done belongs to that row.
     */
    public record Part(Standing run, int from, long[] millis, double[] equity, List<OrderOfRow> orders) {}

    public record OrderOfRow(int row, Order order) {}

    /** Of the runs of the current caller. */
    public Optional<String> newestDone() {
        return jdbc.sql(NEWEST_DONE).query(String.class).optional();
    }

    /** Empty: there is no such run, for the current caller. */
    public Optional<Standing> standing(String runId) {
        // What is no run id is no run: not asked for in the database, which refuses some characters with an error.
        return RunFolder.isRunId(runId)
                ? jdbc.sql(STANDING)
                        .param("runId", runId)
                        .query(RunRows::standing)
                        .optional()
                : Optional.empty();
    }

    /** Up to so many rows from this one on, fewer if they have many orders; empty: there is no such run. */
    public Optional<Part> read(String runId, int from, int most) {
        return artefacts.inSnapshot(() -> standing(runId).map(run -> read(run, from, most)));
    }

    /** The last row that is not after an instant. */
    public Optional<Integer> rowAt(String runId, Instant instant) {
        return jdbc.sql(ROW_AT)
                .param("runId", runId)
                .param("at", Timestamp.from(instant))
                .query(Integer.class)
                .optional();
    }

    private Part read(Standing run, int from, int most) {
        int count = Math.max(0, Math.min(most, run.rows() - from));
        if (count == 0) {
            return new Part(run, from, new long[0], new double[0], List.of());
        }
        long[] millis = new long[count];
        double[] equity = new double[count];
        Instant[] before = new Instant[1];
        jdbc.sql(POINTS)
                .param("runId", run.runId())
                .param("from", from - 1)
                .param("end", from + count)
                .query(row -> {
                    int index = row.getInt(1) - from;
                    if (index < 0) {
                        before[0] = Instant.ofEpochMilli(row.getLong(2));
                    } else {
                        millis[index] = row.getLong(2);
                        equity[index] = row.getDouble(3);
                    }
                });
        int mostOrders = count == 1 ? Integer.MAX_VALUE : MOST_ORDERS;
        List<OrderOfRow> orders = orders(run, from, before[0], millis, mostOrders);
        return orders.size() < mostOrders
                ? new Part(run, from, millis, equity, orders)
                : withoutTheLast(run, from, millis, equity, orders);
    }

    /** Only the rows whose orders were all read: those before the row of the last one. */
    private Part withoutTheLast(Standing run, int from, long[] millis, double[] equity, List<OrderOfRow> orders) {
        int end = orders.get(orders.size() - 1).row();
        if (end == from) {
            return read(run, from, 1);
        }
        return new Part(
                run,
                from,
                Arrays.copyOf(millis, end - from),
                Arrays.copyOf(equity, end - from),
                orders.stream().filter(order -> order.row() < end).toList());
    }

    private List<OrderOfRow> orders(Standing run, int from, @Nullable Instant before, long[] millis, int most) {
        boolean isEnd = run.status() == RunStatus.DONE && from + millis.length == run.rows();
        Instant last = Instant.ofEpochMilli(millis[millis.length - 1]);
        List<OrderOfRow> found = new ArrayList<>();
        int[] row = new int[1];
        jdbc.sql(ORDERS)
                .param("runId", run.runId())
                .param("after", before == null ? null : Timestamp.from(before))
                .param("to", isEnd ? null : Timestamp.from(last))
                .param("most", most)
                .query(result -> {
                    Order order = ArtefactStore.order(result, 0);
                    while (row[0] < millis.length - 1 && order.ts().isAfter(Instant.ofEpochMilli(millis[row[0]]))) {
                        row[0]++;
                    }
                    found.add(new OrderOfRow(from + row[0], order));
                });
        return found;
    }

    private static Standing standing(ResultSet row, int number) throws SQLException {
        int last = row.getInt("last_seq");
        int rows = row.wasNull() ? 0 : last + 1;
        return new Standing(
                row.getString("run_id"),
                row.getString("symbol"),
                RunStatus.valueOf(row.getString("status")),
                row.getString("revision"),
                rows,
                instant(row.getTimestamp("first_ts")),
                instant(row.getTimestamp("last_ts")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
