package dev.braid.core.playback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.braid.core.marketdata.BarReader;
import dev.braid.core.playback.RunSource.Reading;
import dev.braid.core.run.RunRows;
import dev.braid.core.run.RunRows.OrderOfRow;
import dev.braid.core.run.RunRows.Part;
import dev.braid.core.run.RunRows.Standing;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads rows, and keeps those of runs that are done for a while, in blocks: many who watch the same run, each at a place of their own,
 * read each block once. Asks nobody whether they may see a run: whoever asks here has found that out.
 */
@Component
final class SharedRows {

    /** Rows of a block: the fetch size with which a year of minutes is read best. */
    static final int BLOCK = 2_000;

    /** Some hundred blocks: two runs of a year. */
    private static final DataSize MOST_KEPT = DataSize.ofMegabytes(32);

    /** Of a row: its instant, equity and bar, and what points to them. */
    private static final int BYTES_A_ROW = 80;

    private final RunRows runs;
    private final BarReader bars;
    private final JsonMapper json;
    private final Cache<Block, Rows> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT.toBytes())
            .weigher((Block block, Rows rows) -> bytes(rows))
            .build();

    SharedRows(RunRows runs, BarReader bars, JsonMapper json) {
        this.runs = runs;
        this.bars = bars;
        this.json = json;
    }

    /** Bars are corrected by later imports, also those of runs that are done. */
    private record Block(String runId, String revision, String barsRevision, int number) {}

    /** The block of a run that is done in which a row is, or what there is now if it has become another run; empty if it is gone. */
    Optional<Reading> rows(Standing run, int row) {
        Block block = new Block(
                run.runId(), run.revision(), bars.revision(run.symbol()).orElse(""), row / BLOCK);
        int first = block.number * BLOCK;
        Rows rows = kept.get(
                block,
                key -> read(run.runId(), first, BLOCK)
                        .filter(found -> found.run().revision().equals(run.revision()))
                        .map(Reading::rows)
                        .orElse(null));
        if (rows != null && rows.end() > row) {
            return Optional.of(new Reading(run, rows));
        }
        // Cut short, because of its many orders: what is left is not worth keeping. Or of another run by now, which it
        // says.
        return read(run.runId(), row, first + BLOCK - row);
    }

    /** As it is now. */
    Optional<Reading> read(String runId, int from, int most) {
        return runs.read(runId, from, most).map(this::reading);
    }

    /** Equity and bars are joined by the second in which a minute begins. */
    private Reading reading(Part part) {
        long[] seconds = LongStream.of(part.millis())
                .map(millis -> Math.floorDiv(millis, 1000L))
                .toArray();
        @Nullable String[] orders = new String[part.millis().length];
        for (OrderOfRow placed : part.orders()) {
            int row = placed.row() - part.from();
            String order = json.writeValueAsString(placed.order());
            String before = orders[row];
            orders[row] = before == null ? order : before + ',' + order;
        }
        return new Reading(
                part.run(),
                Rows.of(
                        part.from(),
                        part.millis(),
                        part.equity(),
                        bars.minutesAt(part.run().symbol(), seconds),
                        orders));
    }

    private static int bytes(Rows rows) {
        int bytes = rows.size() * BYTES_A_ROW;
        for (String orders : rows.orders()) {
            bytes += Objects.requireNonNullElse(orders, "").length();
        }
        return bytes;
    }
}
