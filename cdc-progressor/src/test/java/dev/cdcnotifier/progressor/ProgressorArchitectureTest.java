package dev.cdcnotifier.progressor;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.cdcnotifier.delivery.KeyHash;
import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.replication.RequiredColumn;
import org.junit.jupiter.api.Test;

class ProgressorArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cdcnotifier.progressor");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                    "dev.cdcnotifier.change",
                    "dev.cdcnotifier.delivery",
                    "dev.cdcnotifier.pg",
                    "dev.cdcnotifier.pgoutput",
                    "dev.cdcnotifier.replication",
                    "dev.cdcnotifier.slot",
                    "dev.cdcnotifier.supervision");

    @Test
    void progressor_maps_rows_and_knows_nothing_of_how_they_come_and_go() {
        classes()
                .that()
                .resideInAPackage("dev.cdcnotifier.progressor")
                .and()
                .doNotBelongToAnyOf(ProgressorSlot.class)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "dev.cdcnotifier.progressor",
                                "dev.cdcnotifier.change",
                                "dev.cdcnotifier.pg",
                                "dev.cdcnotifier.pgoutput",
                                "dev.cdcnotifier.thrift..",
                                "org.apache.thrift..",
                                "org.jspecify.annotations",
                                "java..")
                        .or(type(KeyHash.class))
                        .or(type(PublicationSpec.class))
                        .or(type(PublicationSpec.Table.class))
                        .or(type(RequiredColumn.class)))
                .because("a mapper is handed rows and an outbox; connections, slots and producers are cdc-core's: "
                        + "put what needs them there, behind an interface of the change package; ProgressorSlot alone "
                        + "describes a whole slot")
                .check(OURS);
    }

    @Test
    void nothing_that_maps_knows_the_description_of_its_slot() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(ProgressorSlot.class)
                .should()
                .dependOnClassesThat(type(ProgressorSlot.class))
                .because("it stands above the mapper and hands it what it needs: pass the value, not the description")
                .check(OURS);
    }

    @Test
    void mapping_is_pure() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.sql..")
                        .or(type(Thread.class)))
                .because("a row's message depends on the row alone; read files and clocks where things are wired")
                .check(OURS);
    }

    @Test
    void core_never_learns_what_a_namespace_or_a_thrift_message_is() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.cdcnotifier.progressor..")
                        .or(resideInAPackage("dev.cdcnotifier.thrift.."))
                        .or(resideInAPackage("org.apache.thrift..")))
                .because("cdc-core serves other applications too: give it an interface that this module implements")
                .check(CORE.that(alwaysTrue()));
    }
}
