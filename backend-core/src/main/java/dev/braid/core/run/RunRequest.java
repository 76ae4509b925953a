package dev.braid.core.run;

import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Sha256;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is asked to do, valid by construction. {@code from} and {@code to} are session dates, both inclusive; {@code params}
 * and {@code slippageFees} are kept as they were sent.
 */
record RunRequest(
        String datasetId,
        String symbol,
        LocalDate from,
        LocalDate to,
        String strategyId,
        int fast,
        int slow,
        ObjectNode params,
        long seed,
        Costs costs,
        ObjectNode slippageFees,
        double speed) {

    private static final Set<String> FIELDS = Set.of(
            "dataset_id", "symbol", "year", "from", "to", "strategy_id", "params", "seed", "slippage_fees", "speed");
    private static final String SYMBOL = "[A-Z][A-Z0-9.\\-]{0,14}";
    private static final Pattern DATASET = Pattern.compile("(" + SYMBOL + ")-(\\d{4})(?:_(\\d{4}))?-1m");
    private static final Pattern SYMBOL_ALONE = Pattern.compile(SYMBOL);
    /** The partitions of the bars table. */
    private static final int FIRST_YEAR = 1990;

    private static final int LAST_YEAR = 2049;
    /** As the playback protocol defines them. */
    private static final double SLOWEST = 0.1;

    private static final double FASTEST = 1000;
    private static final long DEFAULT_SEED = 42;
    private static final double DEFAULT_SPEED = 60;
    /** Ten percent per trade: more is a slip of the keyboard. */
    private static final double MOST_BASIS_POINTS = 1000;

    /** The request in {@code body}, or null after each bad field has been named in {@code problems}. */
    static @Nullable RunRequest read(JsonNode body, Map<String, Object> problems) {
        JsonFields fields = JsonFields.of(body, "", problems);
        fields.refuseOthers(FIELDS);
        Window window = window(fields);
        String strategyId = strategy(fields);
        ObjectNode params = fields.object("params");
        JsonFields averages = JsonFields.of(params, "params.", problems);
        averages.refuseOthers(Set.of("fast", "slow"));
        long fast = averages.requiredWhole("fast", 1, SmaCrossover.LONGEST_WINDOW);
        long slow = averages.requiredWhole("slow", 1, SmaCrossover.LONGEST_WINDOW);
        if (averages.clean() && fast >= slow) {
            averages.problem("fast", fast + " (expected: < slow, " + slow + ")");
        }
        long seed = fields.whole("seed", DEFAULT_SEED, Long.MIN_VALUE, Long.MAX_VALUE);
        ObjectNode slippageFees = fields.object("slippage_fees");
        Costs costs = costs(JsonFields.of(slippageFees, "slippage_fees.", problems));
        double speed = fields.number("speed", DEFAULT_SPEED, SLOWEST, FASTEST);
        if (!problems.isEmpty() || window == null) {
            return null;
        }
        return new RunRequest(
                window.datasetId(),
                window.symbol(),
                window.from(),
                window.to(),
                strategyId,
                (int) fast,
                (int) slow,
                params,
                seed,
                costs,
                slippageFees,
                speed);
    }

    /** The symbol that a dataset's name begins with; the whole name where it does not look like one of ours. */
    static String symbolOf(String datasetId) {
        Matcher matcher = DATASET.matcher(datasetId);
        return matcher.matches() ? matcher.group(1) : datasetId;
    }

    /** SHA-256 of the sorted compact JSON of all that decides the outcome, defaults filled in. */
    String hash(JsonMapper json) {
        Map<String, Object> inputs = new TreeMap<>();
        inputs.put("dataset_id", datasetId);
        inputs.put("from", from.toString());
        inputs.put("params", new TreeMap<>(Map.of("fast", fast, "slow", slow)));
        inputs.put("seed", seed);
        inputs.put(
                "slippage_fees",
                new TreeMap<>(Map.of("fees_bps", costs.feesBps(), "slippage_bps", costs.slippageBps())));
        inputs.put("speed", speed);
        inputs.put("strategy_id", strategyId);
        inputs.put("to", to.toString());
        return HexFormat.of().formatHex(Sha256.of(json.writeValueAsString(inputs)));
    }

    private static String strategy(JsonFields fields) {
        String strategy = fields.text("strategy_id");
        if (strategy == null) {
            fields.problem("strategy_id", "missing (expected: " + SmaCrossover.ID + ")");
            return "";
        }
        if (!strategy.equals(SmaCrossover.ID)) {
            fields.problem("strategy_id", JsonFields.shown(strategy) + " (expected: " + SmaCrossover.ID + ")");
        }
        return strategy;
    }

    private static Costs costs(JsonFields fields) {
        fields.refuseOthers(Set.of("slippage_bps", "fees_bps"));
        return new Costs(
                fields.number("slippage_bps", 0, 0, MOST_BASIS_POINTS),
                fields.number("fees_bps", 0, 0, MOST_BASIS_POINTS));
    }

    private static @Nullable Window window(JsonFields fields) {
        LocalDate from = fields.date("from");
        LocalDate to = fields.date("to");
        if (from != null && to != null && from.isAfter(to)) {
            fields.problem("from", from + " (expected: not after to, " + to + ")");
        }
        String datasetId = fields.text("dataset_id");
        return datasetId == null ? ofSymbol(fields, from, to) : ofDataset(fields, datasetId, from, to);
    }

    private static @Nullable Window ofDataset(
            JsonFields fields, String datasetId, @Nullable LocalDate from, @Nullable LocalDate to) {
        for (String other : Set.of("symbol", "year")) {
            if (fields.has(other)) {
                fields.problem(other, "given with dataset_id (expected: one of them)");
            }
        }
        Matcher matcher = DATASET.matcher(datasetId);
        if (!matcher.matches()) {
            fields.problem("dataset_id", JsonFields.shown(datasetId) + " (expected: a name like ABC-2024-1m)");
            return null;
        }
        int first = Integer.parseInt(matcher.group(2));
        int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
        if (first < FIRST_YEAR || last > LAST_YEAR || last < first) {
            fields.problem(
                    "dataset_id", "%s (expected: years from %d to %d)".formatted(datasetId, FIRST_YEAR, LAST_YEAR));
            return null;
        }
        return within(fields, datasetId, matcher.group(1), first, last, from, to);
    }

    private static @Nullable Window ofSymbol(JsonFields fields, @Nullable LocalDate from, @Nullable LocalDate to) {
        String symbol = fields.text("symbol");
        if (symbol == null) {
            fields.problem("symbol", "missing (expected: dataset_id, or symbol with year or with from and to)");
            return null;
        }
        if (!SYMBOL_ALONE.matcher(symbol).matches()) {
            fields.problem("symbol", JsonFields.shown(symbol) + " (expected: " + SYMBOL + ")");
            return null;
        }
        if (fields.has("year")) {
            int year = (int) fields.requiredWhole("year", FIRST_YEAR, LAST_YEAR);
            return year == 0 ? null : within(fields, symbol + "-" + year + "-1m", symbol, year, year, from, to);
        }
        return fromTo(fields, symbol, from, to);
    }

    private static @Nullable Window fromTo(
            JsonFields fields, String symbol, @Nullable LocalDate from, @Nullable LocalDate to) {
        fields.require("from", "year, or from and to");
        fields.require("to", "year, or from and to");
        if (from == null || to == null) {
            return null;
        }
        int first = from.getYear();
        int last = to.getYear();
        String years = first == last ? "" + first : first + "_" + last;
        if (first < FIRST_YEAR || last > LAST_YEAR) {
            String expected = "%s (expected: years from %d to %d)";
            fields.problem(first < FIRST_YEAR ? "from" : "to", expected.formatted(years, FIRST_YEAR, LAST_YEAR));
            return null;
        }
        return new Window(symbol + "-" + years + "-1m", symbol, from, to);
    }

    private static Window within(
            JsonFields fields,
            String datasetId,
            String symbol,
            int firstYear,
            int lastYear,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {
        LocalDate first = LocalDate.of(firstYear, 1, 1);
        LocalDate last = LocalDate.of(lastYear, 12, 31);
        inside(fields, "from", from, first, last);
        inside(fields, "to", to, first, last);
        return new Window(datasetId, symbol, from == null ? first : from, to == null ? last : to);
    }

    private static void inside(
            JsonFields fields, String name, @Nullable LocalDate date, LocalDate first, LocalDate last) {
        if (date != null && (date.isBefore(first) || date.isAfter(last))) {
            fields.problem(name, "%s (expected: from %s to %s)".formatted(date, first, last));
        }
    }

    private record Window(String datasetId, String symbol, LocalDate from, LocalDate to) {}
}
