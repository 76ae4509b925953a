package dev.braid.core.marketdata;

import dev.braid.core.access.DataImport;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Imports CSV files of bars; before all others, because runs are made of bars. */
@Component
@Order(0)
final class BarImport implements DataImport {

    private final BarStore store;

    BarImport(BarStore store) {
        this.store = store;
    }

    @Override
    public String kind() {
        return "bars";
    }

    @Override
    public String folder() {
        return "bars";
    }

    @Override
    public boolean accepts(Path entry) {
        return Files.isRegularFile(entry) && entry.toString().endsWith(".csv");
    }

    @Override
    public String load(Path file) throws IOException, UnreadableData {
        BarFile bars = new BarFile(file);
        try {
            return store.store(bars).toString();
        } catch (BarFile.Unreadable unreadable) {
            throw unreadable.asPublished();
        } catch (RepeatedBar repeated) {
            throw new UnreadableData(file, repeated.line(), String.valueOf(repeated.getMessage()));
        }
    }
}
