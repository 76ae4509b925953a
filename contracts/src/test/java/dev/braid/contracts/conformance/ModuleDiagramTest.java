package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleDiagramTest {

    @TempDir
    Path folder;

    @Test
    void isTheSameInWhateverOrderItWasDrawn() throws IOException {
        Path one = published("component B", "component A", "}", "B --> A", "A --> C");
        Path other = published("component A", "component B", "}", "A --> C", "B --> A");

        assertThat(one).hasSameTextualContentAs(other);
        assertThat(Files.readAllLines(one))
                .containsExactly("@startuml", "component A", "component B", "}", "A --> C", "B --> A");
    }

    private Path published(String... lines) throws IOException {
        Path drawn = Files.createTempFile(folder, "drawn", ".puml");
        Files.writeString(drawn, "@startuml\n" + String.join("\n", List.of(lines)));
        Path documentation = folder.resolve("docs").resolve(drawn.getFileName());
        ModuleDiagram.publish(drawn, documentation);
        return documentation;
    }
}
