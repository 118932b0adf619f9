package dev.cdcnotifier;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.cdcnotifier.pg.Lsn;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package of the core may know which, and who may touch the outside world. */
class CoreArchitectureTest {

    private static final String ROOT = "dev.cdcnotifier";

    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(Lsn.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void the_rules_look_at_the_core_and_at_nothing_else() {
        assertThat(CORE).isNotEmpty();
        assertThat(CORE).noneMatch(c -> c.getPackageName().startsWith(ROOT + ".testkit"));
    }

    @Test
    void pg_knows_no_other_package() {
        check(imports("pg")
                .because("names, positions and values are what all else is made of: put what needs more "
                        + "(a reader of tuples, say) into the package whose types it needs"));
    }

    @Test
    void pgoutput_knows_only_pg() {
        check(imports("pgoutput", "pg").because("the grammar is pure: what uses messages belongs to change or slot"));
    }

    @Test
    void schema_knows_only_what_a_table_is_described_by() {
        check(imports("schema", "pg", "pgoutput")
                .because("it reads the columns of a tuple: what becomes of the values belongs to the application"));
    }

    @Test
    void change_knows_only_what_it_describes() {
        check(imports("change", "pg", "pgoutput")
                .because("applications implement it: what it needs of delivery is the interface Outbox"));
    }

    @Test
    void delivery_does_not_know_where_messages_come_from() {
        check(
                imports("delivery", "pg", "pgoutput", "change", "tls", "inspection")
                        .because(
                                "slot connects the stream with delivery: pass a value from there instead of importing replication"));
    }

    @Test
    void replication_does_not_know_what_the_bytes_mean() {
        check(imports("replication", "pg", "inspection")
                .because("a stream hands out bytes and takes positions: decode them in slot"));
    }

    @Test
    void tls_knows_no_other_package() {
        check(imports("tls").because("it is about certificates, whichever server shows them"));
    }

    @Test
    void inspection_knows_no_other_package() {
        check(imports("inspection")
                .because("what is told of PostgreSQL and of Kafka is told alike: pass in what was found as text"));
    }

    @Test
    void supervision_knows_no_slot() {
        check(imports("supervision", "inspection")
                .because("it supervises any worker: give it an interface of its own, implemented in slot"));
    }

    @Test
    void slot_does_not_know_the_facade() {
        check(imports("slot", "pg", "pgoutput", "change", "delivery", "replication", "inspection", "supervision", "tls")
                .because("the facade wires the parts: pass what a slot needs to its constructor"));
    }

    @Test
    void packages_have_no_cycles() {
        check(slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle means two packages are one: move the shared type to the lower of them"));
    }

    @Test
    void the_driver_is_used_only_where_connections_are_made() {
        check(noClasses()
                .that(not(inPackage("replication"))
                        .and(not(inPackage("pg")
                                .and(simpleNameStartingWith("PgEndpoint").or(simpleNameStartingWith("PgConnect"))))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .because("everything else works with java.sql or with our own types: go through ReplicationStream or "
                        + "PgEndpoint"));
    }

    @Test
    void the_kafka_client_is_used_only_in_delivery() {
        check(noClasses()
                .that(not(inPackage("delivery")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .because("everything else works with Outbox and the exceptions of delivery: translate there"));
    }

    @Test
    void the_grammar_and_the_ledger_are_pure() {
        check(noClasses()
                .that(inPackage("pgoutput").or(inPackage("delivery").and(simpleNameStartingWith("AckLedger"))))
                .should()
                .dependOnClassesThat(ioThreadsAndLoggers())
                .orShould()
                .accessTargetWhere(readsAClock())
                .because("they are tested without a server and without waiting: pass times and results in"));
    }

    @Test
    void threads_are_started_only_in_supervision() {
        check(noClasses()
                .that(not(inPackage("supervision")))
                .should()
                .accessTargetWhere(startsAThread())
                .orShould()
                .beAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat(assignableTo(ExecutorService.class)
                        .or(assignableTo(Executors.class))
                        .or(assignableTo(Timer.class))
                        .or(assignableTo(CompletableFuture.class)))
                .because("a thread that nobody supervises dies unseen: make it a Worker"));
    }

    @Test
    void the_core_knows_no_application() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".progressor..", ROOT + ".thrift..", ROOT + ".runner..", "org.apache.thrift..")
                .because("applications use the core, never the other way: let them implement ChangeMapper"));
    }

    @Test
    void nothing_in_the_core_is_named_after_an_application() {
        check(classes()
                .should(haveNoNameWith("namespace", "progressor", "thrift", "machinegun"))
                .because("the core carries rows of any table: name it by relation, publication or destination"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CORE);
    }

    /** Classes of the package use, of our own packages, only itself and those given. */
    private static ArchRule imports(String name, String... allowed) {
        String[] known = Stream.concat(Stream.of(name), Arrays.stream(allowed))
                .map(p -> ROOT + '.' + p + "..")
                .toArray(String[]::new);
        return noClasses()
                .that(inPackage(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(known))));
    }

    private static DescribedPredicate<JavaClass> inPackage(String name) {
        return resideInAPackage(ROOT + '.' + name + "..");
    }

    private static DescribedPredicate<JavaClass> ioThreadsAndLoggers() {
        return resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.sql..",
                        "java.util.logging..",
                        "org.slf4j..")
                .or(assignableTo(Thread.class))
                .or(assignableTo(ThreadFactory.class))
                .or(assignableTo(ExecutorService.class))
                .or(assignableTo(Executors.class))
                .or(assignableTo(Clock.class))
                .or(assignableTo(Timer.class));
    }

    private static DescribedPredicate<JavaAccess<?>> readsAClock() {
        return DescribedPredicate.describe("reads a clock", access -> {
            AccessTarget target = access.getTarget();
            boolean system = target.getOwner().isEquivalentTo(System.class)
                    && Stream.of("nanoTime", "currentTimeMillis").anyMatch(target.getName()::equals);
            boolean now = target.getOwner().getPackageName().equals("java.time")
                    && target.getName().equals("now");
            return system || now;
        });
    }

    private static DescribedPredicate<JavaAccess<?>> startsAThread() {
        return DescribedPredicate.describe("starts a thread", access -> {
            AccessTarget target = access.getTarget();
            return target.getOwner().isAssignableTo(Thread.class)
                    && Stream.of("<init>", "start").anyMatch(target.getName()::equals);
        });
    }

    private static ArchCondition<JavaClass> haveNoNameWith(String... words) {
        return new ArchCondition<>("have no name with " + String.join(", ", words)) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                Stream<String> members = item.getMembers().stream().map(JavaMember::getFullName);
                Stream.concat(Stream.of(item.getName()), members)
                        .filter(name -> Arrays.stream(words)
                                .anyMatch(word -> name.toLowerCase(Locale.ROOT).contains(word)))
                        .forEach(name -> events.add(SimpleConditionEvent.violated(item, name)));
            }
        };
    }
}
