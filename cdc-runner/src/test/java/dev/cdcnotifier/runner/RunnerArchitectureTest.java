package dev.cdcnotifier.runner;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class RunnerArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cdcnotifier.runner");

    @Test
    void only_config_knows_hocon() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cdcnotifier.runner.config")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe.config..")
                .because("everybody else works with checked values: add them to RunnerConfig")
                .check(CLASSES);
    }

    @Test
    void only_main_and_the_signals_end_the_process() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Main.class)
                .should()
                .callMethod(System.class, "exit", int.class)
                .because("a command returns its exit code, so that a test can run it")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveSimpleName("TerminationSignals")
                .should()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .because("only a second signal may end the process without draining")
                .check(CLASSES);
    }

    @Test
    void only_wiring_puts_the_library_together() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Wiring.class)
                .should()
                .dependOnClassesThat()
                .haveSimpleName("ProgressorSlot")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.cdcnotifier.CdcNotifier$Builder")
                .because("one place shows how the process is made of its parts")
                .check(CLASSES);
    }

    @Test
    void http_answers_from_what_the_process_knows() {
        noClasses()
                .that()
                .resideInAPackage("dev.cdcnotifier.runner.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "org.apache.kafka..", "com.zaxxer..")
                .because("a probe must never wait for PostgreSQL or Kafka: take it from StreamStatus")
                .check(CLASSES);
    }

    @Test
    void the_reader_of_erlang_terms_knows_nothing_of_what_they_mean() {
        noClasses()
                .that()
                .resideInAPackage("dev.cdcnotifier.runner.erlang")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.cdcnotifier..")
                        .and(resideOutsideOfPackage("dev.cdcnotifier.runner.erlang")))
                .because("what a sys.config says is the business of runner.imports")
                .check(CLASSES);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.cdcnotifier.runner.(*)..")
                .should()
                .beFreeOfCycles()
                .because("config knows nothing of commands or HTTP")
                .check(CLASSES);
    }
}
