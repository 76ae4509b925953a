package dev.braid.core.setup;

import dev.braid.core.access.DataFolder;
import dev.braid.core.access.DataImport;
import dev.braid.core.access.DemoData;
import dev.braid.core.access.UnreadableData;
import dev.braid.core.sprint.MetaBoards;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * A board of eight projects in all states of health: three years of closed sprints, and one that is half over when the demo begins. It comes
 * as anybody's history does, by an import of files.
 */
@Component
@Order(4)
final class DemoSprints implements DemoData {

    private final MetaBoards boards;
    private final List<DataImport> imports;
    private final Path folder;
    private final Clock clock;

    DemoSprints(MetaBoards boards, List<DataImport> imports, Environment environment, Clock clock) {
        this.boards = boards;
        this.imports = imports;
        this.folder = DataFolder.of(environment).resolve("demo-sprints");
        this.clock = clock;
    }

    @Override
    public String name() {
        return "three years of sprints of board " + SyntheticSprints.BOARD;
    }

    @Override
    public boolean present() {
        return boards.active(SyntheticSprints.BOARD).isPresent();
    }

    @Override
    public void load() {
        try {
            Files.createDirectories(folder);
            SyntheticSprints.endingAround(clock.instant().truncatedTo(ChronoUnit.SECONDS))
                    .writeTo(folder);
            sprints().load(folder);
            remove();
        } catch (IOException notWritten) {
            throw new UncheckedIOException(notWritten);
        } catch (UnreadableData wrong) {
            throw new IllegalStateException("the demo's own files", wrong);
        }
    }

    private DataImport sprints() {
        return imports.stream()
                .filter(known -> known.kind().equals("sprints"))
                .findFirst()
                .orElseThrow();
    }

    private void remove() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
