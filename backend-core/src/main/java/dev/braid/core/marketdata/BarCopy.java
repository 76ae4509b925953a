package dev.braid.core.marketdata;

import dev.braid.core.access.TableCopy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Writes bars into the staging table; closing it before its end takes everything back. */
final class BarCopy implements BarSource.Target, AutoCloseable {

    private static final String COLUMNS =
            "staged (symbol, tf, t, o, h, l, c, v, n, vw, session, rth, adj, provider, corr, line)";

    private final TableCopy rows;

    private BarCopy(TableCopy rows) {
        this.rows = rows;
    }

    static BarCopy into(PGConnection connection) throws SQLException {
        return new BarCopy(TableCopy.into(connection, COLUMNS));
    }

    @Override
    public void add(Bar bar, long line) {
        @Nullable Object[] values = {
            bar.symbol(),
            bar.timeframe().label(),
            bar.t(),
            bar.open(),
            bar.high(),
            bar.low(),
            bar.close(),
            bar.volume(),
            bar.trades(),
            bar.vwap(),
            bar.session(),
            bar.regular(),
            bar.adjustment(),
            bar.provider(),
            bar.corrected()
        };
        rows.add(values, line);
    }

    /** Ends the copy; the number of rows it wrote. */
    long end() throws SQLException {
        return rows.end();
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}
