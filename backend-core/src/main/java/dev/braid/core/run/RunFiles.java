package dev.braid.core.run;

import dev.braid.contracts.Order;
import dev.braid.contracts.Side;
import dev.braid.core.access.UnreadableData;
import dev.braid.core.web.JsonFields;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * Reads {@code equity.csv} (ts, value), {@code orders.csv} (ts_utc, side, qty, price, order_id, type, time_in_force) and
 * {@code fills.csv} (ts_utc, order_id, qty, price, fill_id, slippage, fee). Columns go by their names, in any order; timestamps
 * carry an offset and do not go back. A fill takes its side from its order.
 */
final class RunFiles {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();
    /** {@code 2024-10-01 00:00:00+00} and {@code 2024-10-01T00:00:00Z}. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("[ ]['T']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][X]")
            .toFormatter();
    /** Identifiers longer than this are not identifiers. */
    private static final int LONGEST_NAME = 64;

    @FunctionalInterface
    private interface RowReader {
        void read(CSVRecord row) throws UnreadableData;
    }

    private final Path file;
    private Instant latest = Instant.MIN;
    /** Of the row being read, counted from one, the header being the first. */
    private long line;

    private RunFiles(Path file) {
        this.file = file;
    }

    static Artefacts read(Path directory) throws IOException, UnreadableData {
        EquityCurve equity = equity(directory.resolve("equity.csv"));
        List<Order> orders = orders(directory.resolve("orders.csv"));
        return new Artefacts(equity, orders, fills(directory.resolve("fills.csv"), orders));
    }

    private static EquityCurve equity(Path file) throws IOException, UnreadableData {
        EquityCurve equity = new EquityCurve();
        RunFiles rows = new RunFiles(file);
        rows.each(row -> equity.add(rows.timestamp(row, "ts").toEpochMilli(), rows.finite(row, "value")));
        if (equity.size() == 0) {
            throw new UnreadableData(file, 1, "no point (expected: at least one)");
        }
        return equity;
    }

    private static List<Order> orders(Path file) throws IOException, UnreadableData {
        List<Order> orders = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        RunFiles rows = new RunFiles(file);
        rows.each(row -> {
            Order order = new Order(
                    rows.name(row, "order_id"),
                    rows.timestamp(row, "ts_utc"),
                    rows.side(row),
                    rows.quantity(row),
                    rows.price(row),
                    rows.name(row, "type"),
                    rows.name(row, "time_in_force"));
            // Some programs number the closing order anew: an id is unique together with its time only.
            if (!seen.add(List.of(order.orderId(), order.ts()))) {
                throw rows.bad("order_id: " + order.orderId() + " (expected: once at " + order.ts() + ")");
            }
            orders.add(order);
        });
        return orders;
    }

    private static List<Trade> fills(Path file, List<Order> orders) throws IOException, UnreadableData {
        Map<String, NavigableMap<Instant, Side>> sides = new HashMap<>();
        for (Order order : orders) {
            sides.computeIfAbsent(order.orderId(), id -> new TreeMap<>()).put(order.ts(), order.side());
        }
        List<Trade> fills = new ArrayList<>();
        RunFiles rows = new RunFiles(file);
        rows.each(row -> {
            Instant ts = rows.timestamp(row, "ts_utc");
            String orderId = rows.name(row, "order_id");
            var order = sides.getOrDefault(orderId, new TreeMap<>()).floorEntry(ts);
            if (order == null) {
                throw rows.bad("order_id: " + orderId + " (expected: an order at or before " + ts + ")");
            }
            fills.add(new Trade(
                    ts,
                    rows.name(row, "fill_id"),
                    orderId,
                    order.getValue(),
                    rows.quantity(row),
                    rows.price(row),
                    rows.finite(row, "slippage"),
                    rows.finite(row, "fee")));
        });
        return fills;
    }

    private void each(RowReader rowReader) throws IOException, UnreadableData {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                CSVParser parser = FORMAT.parse(reader)) {
            for (CSVRecord row : parser) {
                line = parser.getCurrentLineNumber();
                if (!row.isConsistent()) {
                    throw bad(row.size() + " columns (expected: "
                            + parser.getHeaderNames().size() + ")");
                }
                rowReader.read(row);
            }
        } catch (UncheckedIOException | CharacterCodingException | IllegalArgumentException malformed) {
            // A quote left open, bytes that are no UTF-8, a header that names a column twice.
            throw new UnreadableData(file, line + 1, "not readable (expected: CSV in UTF-8 with a header)");
        }
    }

    private Instant timestamp(CSVRecord row, String column) throws UnreadableData {
        String text = text(row, column);
        Instant ts = parsed(row, column, text);
        if (ts.isBefore(latest)) {
            throw bad(column + ": " + text + " (expected: not before the line above, " + latest + ")");
        }
        latest = ts;
        return ts;
    }

    private Instant parsed(CSVRecord row, String column, String text) throws UnreadableData {
        try {
            return TIMESTAMP.parse(text, Instant::from).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException malformed) {
            throw bad(column + ": " + JsonFields.shown(text) + " (expected: a timestamp like 2024-10-01 00:00:00+00)");
        }
    }

    private double finite(CSVRecord row, String column) throws UnreadableData {
        String text = text(row, column);
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException malformed) {
            throw bad(column + ": " + JsonFields.shown(text) + " (expected: a number)");
        }
        throw bad(column + ": " + JsonFields.shown(text) + " (expected: a finite number)");
    }

    private double price(CSVRecord row) throws UnreadableData {
        double price = finite(row, "price");
        if (price <= 0) {
            throw bad("price: " + price + " (expected: > 0)");
        }
        return price;
    }

    private long quantity(CSVRecord row) throws UnreadableData {
        double quantity = finite(row, "qty");
        if (quantity <= 0 || quantity != Math.rint(quantity) || quantity > Integer.MAX_VALUE) {
            throw bad("qty: " + text(row, "qty") + " (expected: a whole number > 0)");
        }
        return (long) quantity;
    }

    private Side side(CSVRecord row) throws UnreadableData {
        String text = text(row, "side");
        try {
            return Trade.readSide(text);
        } catch (IllegalArgumentException unknown) {
            throw bad("side: " + unknown.getMessage());
        }
    }

    private String name(CSVRecord row, String column) throws UnreadableData {
        String text = text(row, column);
        if (text.isEmpty() || text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
            throw bad(column + ": " + JsonFields.shown(text) + " (expected: 1 to " + LONGEST_NAME + " characters)");
        }
        return text;
    }

    private String text(CSVRecord row, String column) throws UnreadableData {
        if (!row.isMapped(column)) {
            throw new UnreadableData(file, 1, column + ": missing (expected: a column)");
        }
        return row.get(column);
    }

    private UnreadableData bad(String problem) {
        return new UnreadableData(file, line, problem);
    }
}
