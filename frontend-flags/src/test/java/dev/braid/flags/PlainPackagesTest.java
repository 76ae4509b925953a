package dev.braid.flags;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.braid.flags", importOptions = ImportOption.DoNotIncludeTests.class)
class PlainPackagesTest {

    @ArchTest
    static final ArchRule onlyOnePackageKnowsSpring = noClasses()
            .that()
            .resideOutsideOfPackage("dev.braid.flags.spring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.togglz.spring..", "dev.braid.flags.spring..");

    @ArchTest
    static final ArchRule evaluationKnowsNoStore = noClasses()
            .that()
            .resideInAPackage("dev.braid.flags")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.braid.flags.store..");
}
