package dev.braid.contracts.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A service's packages and who uses whom, as PlantUML that is the same for the same code: it is drawn in no order of its own. */
public final class ModuleDiagram {

    private ModuleDiagram() {}

    /** Puts what was drawn into the documentation, components and dependencies in the order of their names. */
    public static void publish(Path drawn, Path documentation) throws IOException {
        List<String> lines = Files.readAllLines(drawn);
        sort(lines, line -> line.strip().startsWith("component "));
        sort(lines, line -> line.contains(" --> "));
        Files.createDirectories(documentation.getParent());
        Files.write(documentation, lines);
    }

    private static void sort(List<String> lines, Predicate<String> kind) {
        List<String> ofTheKind =
                new ArrayList<>(lines.stream().filter(kind).sorted().toList());
        lines.replaceAll(line -> kind.test(line) ? ofTheKind.remove(0) : line);
    }
}
