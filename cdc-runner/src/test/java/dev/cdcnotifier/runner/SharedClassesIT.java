package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that {@code share-classes} makes. */
@Timeout(900)
class SharedClassesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        home = folder.resolve("cdc-notifier");
        try (Stream<Path> files = Files.walk(RunnerProcess.distribution())) {
            for (Path file :
                    (Iterable<Path>) files.filter(one -> !one.toString().endsWith(".jsa"))::iterator) {
                Files.copy(
                        file,
                        home.resolve(RunnerProcess.distribution().relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void nearly_every_class_of_a_streaming_runner_comes_from_the_archive() throws Exception {
        assertThat(run("share-classes")).matches("made .*\\.jsa\n");
        PgServer pg = PgServers.shared(17);
        String database = pg.createDatabase();
        Path loads = folder.resolve("loads.txt");
        try (KafkaBroker kafka = KafkaBroker.start();
                ProgressorSimulator engine = RunnerIT.engine(pg, database);
                RunnerProcess runner = new RunnerProcess(
                        home, RunnerIT.config(pg.port(), database, kafka.bootstrapServers()), LoopbackPorts.free())) {
            RunnerIT.createTopics(kafka);
            runner.start("-Xlog:class+load:file=" + loads);
            runner.awaitStatus("/health/ready", 200);
            engine.startProcess("p1");
            try (TopicReader reader = RunnerIT.reader(kafka)) {
                reader.readCount(2, PATIENCE);
            }
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();
        } finally {
            pg.dropDatabase(database);
        }
        List<String> all = Files.readAllLines(loads);
        List<String> fromFiles = all.stream()
                .filter(line -> line.contains("source: file:") || line.contains("source: jrt:"))
                .toList();
        assertThat(all).hasSizeGreaterThan(4_000);
        assertThat(fromFiles)
                .as("classes missing in cds/classes.lst; CONTRIBUTING.md says how to make it anew")
                .hasSizeLessThan(all.size() / 10);
    }

    @Test
    void an_archive_of_another_place_is_not_used() throws IOException {
        run("share-classes");
        home = Files.move(home, folder.resolve("a place with blanks"));
        assertThat(run("cdc-notifier", "--version")).contains("cdc-notifier 0.");
    }

    @Test
    void making_it_again_replaces_it() throws IOException {
        run("share-classes");
        run("share-classes");
        try (Stream<Path> files = Files.list(home.resolve("cds"))) {
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .hasSize(2)
                    .contains("classes.lst");
        }
    }

    @Test
    void arguments_are_refused_in_one_line() {
        try (GuardedProcess process = new GuardedProcess("share-classes", "KILL")) {
            assertThat(process.run(List.of(home.resolve("bin/share-classes").toString(), "--help-me"), PATIENCE))
                    .isEqualTo(1);
            assertThat(process.lastOutput())
                    .isEqualTo("share-classes: takes no arguments; JAVA_HOME chooses the Java\n");
        }
    }

    private String run(String program, String... arguments) {
        try (GuardedProcess process = new GuardedProcess(program, "KILL")) {
            List<String> command = Stream.concat(
                            Stream.of(home.resolve("bin").resolve(program).toString()), Stream.of(arguments))
                    .toList();
            assertThat(process.run(command, PATIENCE)).as(process.lastOutput()).isZero();
            return Files.readString(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
