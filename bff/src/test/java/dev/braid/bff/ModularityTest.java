package dev.braid.bff;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

class ModularityTest {

    private final ApplicationModules modules = ApplicationModules.of(Bff.class);

    @Test
    void packagesDependOnlyOnWhatTheySayTheyDo() {
        modules.verify();
    }

    @Test
    void theDiagramInTheDocumentationIsThatOfTheCode() {
        new Documenter(modules, Documenter.Options.defaults().withOutputFolder("../docs/modules/bff"))
                .writeModulesAsPlantUml(
                        Documenter.DiagramOptions.defaults().withStyle(Documenter.DiagramOptions.DiagramStyle.UML));
    }
}
