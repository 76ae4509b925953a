package dev.braid.core.marketdata;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import dev.braid.core.changes.Changes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores bars: all that a source hands over, or nothing. The rows go by COPY into a temporary table and from there into the bars
 * that are new or different, so that storing the same again changes nothing, not even the revision that entity tags are made of.
 * One store at a time. Says which symbols changed.
 */
@Repository
public class BarStore {

    /** Any constant that no other lock of this database uses. */
    private static final long LOCK = 0x6261_7273L;

    private static final StoredBars NOTHING = new StoredBars(0, 0, 0);

    private static final String STAGE = """
            CREATE TEMPORARY TABLE staged (LIKE bars) ON COMMIT DROP;
            ALTER TABLE staged ADD COLUMN line bigint NOT NULL
            """;

    private static final String REPEATED = """
            SELECT symbol || ' ' || tf || ' ' || to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS key,
                   min(line) AS first, max(line) AS last
            FROM staged GROUP BY symbol, tf, t HAVING count(*) > 1 ORDER BY 3 LIMIT 1
            """;

    /** The bounds let the planner leave out all years that the source does not touch. */
    private static final String DIFFERENT = """
            SELECT count(*) FROM staged s JOIN bars b USING (symbol, tf, t)
            WHERE b.t BETWEEN :first AND :last
              AND (b.o, b.h, b.l, b.c, b.v, b.n, b.vw, b.session, b.rth, b.adj, b.provider, b.corr)
                  IS DISTINCT FROM
                  (s.o, s.h, s.l, s.c, s.v, s.n, s.vw, s.session, s.rth, s.adj, s.provider, s.corr)
            """;

    /** How many of each symbol. */
    private static final String UPSERT = """
            WITH written AS (
            INSERT INTO bars AS b (symbol, tf, t, o, h, l, c, v, n, vw, session, rth, adj, provider, corr)
            SELECT symbol, tf, t, o, h, l, c, v, n, vw, session, rth, adj, provider, corr FROM staged ORDER BY symbol, tf, t
            ON CONFLICT (symbol, tf, t) DO UPDATE SET
                o = excluded.o, h = excluded.h, l = excluded.l, c = excluded.c, v = excluded.v, n = excluded.n,
                vw = excluded.vw, session = excluded.session, rth = excluded.rth, adj = excluded.adj,
                provider = excluded.provider, corr = excluded.corr
            WHERE (b.o, b.h, b.l, b.c, b.v, b.n, b.vw, b.session, b.rth, b.adj, b.provider, b.corr)
                  IS DISTINCT FROM
                  (excluded.o, excluded.h, excluded.l, excluded.c, excluded.v, excluded.n,
                   excluded.vw, excluded.session, excluded.rth, excluded.adj, excluded.provider, excluded.corr)
            RETURNING symbol)
            SELECT symbol, count(*) FROM written GROUP BY symbol
            """;

    private static final String NEW_REVISIONS = """
            INSERT INTO symbols (symbol) SELECT unnest(:symbols::text[]) ORDER BY 1
            ON CONFLICT (symbol) DO UPDATE SET revision = gen_random_uuid(), updated_at = now()
            """;

    private static final String DATASETS = """
            INSERT INTO datasets (dataset_id, symbol, tf, year, from_date, to_date, bar_count)
            SELECT symbol || '-' || year || CASE tf WHEN '1Min' THEN '-1m' ELSE '-1d' END, symbol, tf, year,
                   CASE tf WHEN '1Min' THEN (first AT TIME ZONE 'America/New_York')::date
                           ELSE (first AT TIME ZONE 'UTC')::date END,
                   CASE tf WHEN '1Min' THEN (last AT TIME ZONE 'America/New_York')::date
                           ELSE (last AT TIME ZONE 'UTC')::date END,
                   bars
            FROM (SELECT DISTINCT symbol, tf, extract(year FROM t AT TIME ZONE 'UTC')::integer AS year FROM staged) AS touched,
                 LATERAL (SELECT min(t) AS first, max(t) AS last, count(*) AS bars FROM bars b
                          WHERE b.symbol = touched.symbol AND b.tf = touched.tf
                            AND b.t >= make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC')
                            AND b.t < make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC')) AS found
            ON CONFLICT (dataset_id) DO UPDATE SET
                from_date = excluded.from_date, to_date = excluded.to_date, bar_count = excluded.bar_count,
                status = 'READY', generated_at = now()
            """;

    private final JdbcTemplate rows;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Changes changes;

    BarStore(DataSource dataSource, JdbcClient jdbc, PlatformTransactionManager transactions, Changes changes) {
        this.rows = new JdbcTemplate(dataSource);
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.changes = changes;
    }

    /** Stores what the source writes, whoever asks: bars are nobody's. */
    public <E extends Exception> StoredBars store(BarSource<E> source) throws E {
        Attempt<E> attempt = new Attempt<>(source);
        StoredBars stored = CurrentCaller.callAs(Caller.SYSTEM, () -> transaction.execute(attempt::inTransaction));
        attempt.rethrow();
        return stored;
    }

    /** Carries the source's own failure out of the transaction, which it rolls back. */
    private final class Attempt<E extends Exception> {

        private final BarSource<E> source;
        private @Nullable E failure;

        Attempt(BarSource<E> source) {
            this.source = source;
        }

        StoredBars inTransaction(TransactionStatus status) {
            rows.execute(STAGE);
            Long staged =
                    rows.execute((ConnectionCallback<Long>) connection -> copy(connection.unwrap(PGConnection.class)));
            if (failure != null || staged == null) {
                status.setRollbackOnly();
                return NOTHING;
            }
            return merge(staged);
        }

        private long copy(PGConnection connection) throws SQLException {
            try (BarCopy copy = BarCopy.into(connection)) {
                copyAll(copy);
                return failure == null ? copy.end() : 0;
            }
        }

        @SuppressWarnings("unchecked") // what the source throws besides unchecked exceptions is an E
        private void copyAll(BarCopy copy) {
            try {
                source.writeTo(copy);
            } catch (RuntimeException unchecked) {
                throw unchecked;
            } catch (Exception checked) {
                failure = (E) checked;
            }
        }

        void rethrow() throws E {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private StoredBars merge(long staged) {
        if (staged == 0) {
            return NOTHING;
        }
        rows.execute("ANALYZE staged");
        jdbc.sql(REPEATED).query(BarStore::repeated).optional().ifPresent(repeated -> {
            throw repeated;
        });
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)").param("lock", LOCK).query(row -> {});
        long updated = countDifferent();
        Map<String, Long> written = upsert();
        if (!written.isEmpty()) {
            jdbc.sql(NEW_REVISIONS)
                    .param("symbols", written.keySet().toArray(String[]::new))
                    .update();
            jdbc.sql(DATASETS).update();
            written.keySet().forEach(symbol -> changes.publish(imported(symbol)));
        }
        long all = written.values().stream().mapToLong(Long::longValue).sum();
        return new StoredBars(all - updated, updated, staged - all);
    }

    /** How many bars of each symbol are new or different. */
    private Map<String, Long> upsert() {
        Map<String, Long> written = new TreeMap<>();
        jdbc.sql(UPSERT).query(row -> {
            written.put(row.getString(1), row.getLong(2));
        });
        return written;
    }

    /** Who has no credential may read bars as well, but is told nothing. */
    private static Change imported(String symbol) {
        return new Change(
                "bars_imported",
                "bars:" + symbol,
                Map.of("symbol", symbol),
                Audience.everyoneWith(Permissions.RUN_READ),
                Set.of("chart:" + symbol));
    }

    private long countDifferent() {
        return jdbc.sql("SELECT min(t), max(t) FROM staged")
                .query((range, number) -> jdbc.sql(DIFFERENT)
                        .param("first", range.getObject(1, OffsetDateTime.class))
                        .param("last", range.getObject(2, OffsetDateTime.class))
                        .query(Long.class)
                        .single())
                .single();
    }

    private static RepeatedBar repeated(ResultSet row, int number) throws SQLException {
        return new RepeatedBar(row.getString("key"), row.getLong("first"), row.getLong("last"));
    }
}
