package dev.braid.core;

import dev.braid.contracts.conformance.ModuleDiagram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;
import org.springframework.modulith.docs.Documenter.DiagramOptions;

class ModularityTest {

    private static final Path DRAWN = Path.of("target/modules");

    private final ApplicationModules modules = ApplicationModules.of(BackendCore.class);

    @Test
    void packagesDependOnlyOnWhatTheySayTheyDo() {
        modules.verify();
    }

    @Test
    void theDiagramInTheDocumentationIsThatOfTheCode() throws IOException {
        new Documenter(modules, Documenter.Options.defaults().withOutputFolder(DRAWN.toString()))
                .writeModulesAsPlantUml(DiagramOptions.defaults().withStyle(DiagramOptions.DiagramStyle.UML));

        ModuleDiagram.publish(
                DRAWN.resolve("components.puml"), Path.of("../docs/modules/backend-core/components.puml"));
    }
}
