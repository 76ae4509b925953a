package dev.braid.core.playback;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.marketdata.BarReader;
import dev.braid.core.run.RunRows;
import dev.braid.core.run.RunRows.OrderOfRow;
import dev.braid.core.run.RunRows.Part;
import dev.braid.core.run.RunRows.Standing;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A run in the database, as whoever watches it may see it. */
final class StoredRows implements RunSource {

    private final String runId;
    private final Supplier<Caller> caller;
    private final RunRows rows;
    private final BarReader bars;
    private final JsonMapper json;

    StoredRows(String runId, Supplier<Caller> caller, RunRows rows, BarReader bars, JsonMapper json) {
        this.runId = runId;
        this.caller = caller;
        this.rows = rows;
        this.bars = bars;
        this.json = json;
    }

    @Override
    public Optional<Standing> standing() {
        return CurrentCaller.callAs(caller.get(), () -> rows.standing(runId));
    }

    @Override
    public Optional<Reading> read(int from, int most) {
        return CurrentCaller.callAs(
                caller.get(), () -> rows.read(runId, from, most).map(this::reading));
    }

    @Override
    public Optional<Integer> rowAt(Instant instant) {
        return CurrentCaller.callAs(caller.get(), () -> rows.rowAt(runId, instant));
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
}
