package dev.braid.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

class ModularityTest {

    private static final Path DOCUMENTS = Path.of("../docs/modules/backend-core");

    private final ApplicationModules modules = ApplicationModules.of(BackendCore.class);

    @Test
    void everyModuleUsesOnlyWhatItDeclares() {
        modules.verify();
    }

    @Test
    void theModulesAreDrawnForTheDocumentation() throws IOException {
        Documenter.Options intoTheSources = Documenter.Options.defaults()
                .withOutputFolder(DOCUMENTS.toString())
                .withoutClean();
        Documenter.DiagramOptions plainUml =
                Documenter.DiagramOptions.defaults().withStyle(Documenter.DiagramOptions.DiagramStyle.UML);

        new Documenter(modules, intoTheSources).writeModulesAsPlantUml(plainUml);

        assertThat(Files.readString(DOCUMENTS.resolve("components.puml"))).contains("Marketdata");
    }
}
