package dev.cdcnotifier.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContendersTest {

    @TempDir
    private Path folder;

    @Test
    void debezium_takes_part_four_times() {
        assertThat(Contenders.all())
                .extracting(Contender::name)
                .doesNotHaveDuplicates()
                .contains("Debezium engine", "Debezium engine tuned", "Debezium Connect", "Debezium Connect tuned");
    }

    @Test
    void whoever_has_defaults_only_is_told_to_have_no_settings() {
        assertThat(new DebeziumEngine(false).settings()).isEmpty();
        assertThat(new DebeziumConnect(false).settings()).isEmpty();
    }

    @Test
    void what_the_report_says_of_the_tuned_ones_is_what_makes_them_differ() {
        for (Contender one : List.of(new DebeziumEngine(true), new DebeziumConnect(true))) {
            assertThat(one.settings())
                    .containsEntry("poll.interval.ms", "10")
                    .containsEntry("max.batch.size", "8192")
                    .containsEntry("producer.batch.size", "131072");
        }
    }

    @Test
    void debezium_reads_the_slot_that_is_there_and_the_events_only() throws IOException {
        Job job = job();
        Map<String, String> needed = DebeziumSettings.needed(job);

        assertThat(read(DebeziumSettings.write(folder.resolve("written"), needed)))
                .containsEntry("slot.name", "run_1")
                .containsEntry("publication.name", "bench")
                .containsEntry("publication.autocreate.mode", "disabled")
                .containsEntry("table.include.list", "public.bench_events")
                .hasSameSizeAs(needed);
    }

    @Test
    void the_newest_client_is_taken_by_its_number() throws IOException {
        client("9");
        Path newest = client("17");
        Files.createDirectories(folder.resolve("18").resolve("bin"));
        Files.createDirectories(folder.resolve("common"));

        assertThat(RecvLogical.newest(folder)).contains(newest);
        assertThat(RecvLogical.newest(folder.resolve("nothing"))).isEmpty();
    }

    @Test
    void a_version_is_told_by_the_name_of_the_jar() throws IOException {
        Files.createFile(folder.resolve("debezium-embedded-3.6.1.Final.jar"));

        assertThat(JarVersion.of(folder, "debezium-embedded")).isEqualTo("3.6.1.Final");
        assertThat(JarVersion.of(folder, "postgresql")).isEqualTo("unknown");
    }

    private Path client(String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve(version).resolve("bin"));
        Path program = Files.createFile(bin.resolve("pg_recvlogical"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private Job job() {
        return new Job(
                "127.0.0.1", 5432, "bench", "run_1", "bench", "0/0", "127.0.0.1:9092", "run_1", folder, 1, () -> {});
    }

    private static Properties read(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        }
        return properties;
    }
}
