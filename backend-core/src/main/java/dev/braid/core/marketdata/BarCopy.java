package dev.braid.core.marketdata;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.dao.DataAccessResourceFailureException;

/** Writes bars into the staging table in the text format of COPY; closing it before its end takes everything back. */
final class BarCopy implements BarSource.Target, AutoCloseable {

    private static final String COPY =
            "COPY staged (symbol, tf, t, o, h, l, c, v, n, vw, session, rth, adj, provider, corr, line) FROM STDIN";

    /** Bytes sent at once; the server's own network buffer is 8 KiB, larger blocks gained nothing. */
    private static final int BLOCK = 64 * 1024;

    private final CopyIn copy;
    private final StringBuilder block = new StringBuilder(BLOCK + 1024);

    private BarCopy(CopyIn copy) {
        this.copy = copy;
    }

    static BarCopy into(PGConnection connection) throws SQLException {
        return new BarCopy(connection.getCopyAPI().copyIn(COPY));
    }

    @Override
    public void add(Bar bar, long line) {
        text(bar.symbol());
        text(bar.timeframe().label());
        text(bar.t());
        text(bar.open());
        text(bar.high());
        text(bar.low());
        text(bar.close());
        text(bar.volume());
        text(bar.trades());
        text(bar.vwap());
        text(bar.session());
        text(bar.regular());
        text(bar.adjustment());
        text(bar.provider());
        text(bar.corrected());
        block.append(line).append('\n');
        if (block.length() >= BLOCK) {
            flush();
        }
    }

    /** Ends the copy; the number of rows it wrote. */
    long end() throws SQLException {
        flush();
        return copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    /** A value and its tab; backslash, tab and line ends would end it early. */
    private void text(@Nullable Object value) {
        if (value == null) {
            block.append("\\N\t");
            return;
        }
        String text = value.toString();
        for (int i = 0; i < text.length(); i++) {
            escape(text.charAt(i));
        }
        block.append('\t');
    }

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
            throw new DataAccessResourceFailureException("bars: not copied", lost);
        }
    }
}
