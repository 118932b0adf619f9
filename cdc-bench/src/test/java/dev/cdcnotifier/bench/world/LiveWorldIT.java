package dev.cdcnotifier.bench.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.bench.contender.Job;
import dev.cdcnotifier.bench.measure.Sightings;
import dev.cdcnotifier.bench.measure.Token;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveWorldIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private LiveWorld world;

    @BeforeAll
    void start() throws SQLException {
        List<Integer> versions = PgServer.versions();
        world = new LiveWorld(versions.get(versions.size() - 1));
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void each_commit_is_one_transaction_of_an_event_and_a_change_of_its_process() throws Exception {
        try (Job job = world.job(folder, 20);
                SteadyWriter writer = world.writer(1_000)) {
            SteadyWriter.Commits commits = writer.commit(5, 10, 1_000);
            assertThat(commits.returnedNanos()).hasSize(10);
            assertThat(Arrays.stream(commits.returnedNanos()))
                    .allMatch(returned -> returned - commits.firstDueNanos() > 0);
            assertThat(ask(job, "SELECT count(*) FROM bench_events")).isEqualTo(10);
            assertThat(ask(
                            job,
                            "SELECT count(DISTINCT e.xmin::text) FROM bench_events e JOIN bench_processes p"
                                    + " ON p.process_id = e.process_id AND p.xmin = e.xmin AND p.corrupted_by"
                                    + " BETWEEN 5 AND 14"))
                    .isEqualTo(10);
        }
    }

    @Test
    void every_job_begins_with_the_same_tables() throws Exception {
        for (int run = 0; run < 2; run++) {
            try (Job job = world.job(folder, 3);
                    SteadyWriter writer = world.writer(1)) {
                assertThat(ask(job, "SELECT count(*) FROM bench_processes WHERE corrupted_by IS NULL"))
                        .isEqualTo(3);
                writer.commit(0, 3, 1_000);
                assertThat(ask(job, "SELECT count(*) FROM bench_events")).isEqualTo(3);
            }
        }
    }

    @Test
    void a_token_that_does_not_come_is_missed_and_one_that_comes_twice_is_counted() throws Exception {
        try (Job job = world.job(folder, 3);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", job.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                Sightings sightings = new Sightings(job.bootstrapServers(), job.topic(), 3)) {
            for (String value : List.of(Token.of(0), "none", Token.of(2), Token.of(2), Token.of(99))) {
                // One partition, so that each of them has come when the last one has.
                producer.send(new ProducerRecord<>(job.topic(), 0, null, value.getBytes(StandardCharsets.US_ASCII)))
                        .get();
            }
            producer.send(new ProducerRecord<>(job.topic(), 0, null, Token.of(1).getBytes(StandardCharsets.US_ASCII)))
                    .get();
            assertThat(sightings.await(0, 3, PATIENCE, () -> true)).isTrue();
            assertThat(sightings.repeats()).isEqualTo(1);
            assertThat(sightings.strangers()).isEqualTo(2);
            assertThat(sightings.nanosOf(1)).isGreaterThanOrEqualTo(sightings.nanosOf(0));
        }
    }

    @Test
    void what_does_not_arrive_before_the_connector_is_gone_is_not_complete() throws Exception {
        try (Job job = world.job(folder, 2);
                Sightings sightings = new Sightings(job.bootstrapServers(), job.topic(), 2)) {
            assertThat(sightings.await(0, 2, PATIENCE, () -> false)).isFalse();
            assertThat(sightings.count(0, 2)).isZero();
        }
    }

    private static long ask(Job job, String question) throws SQLException {
        String url = "jdbc:postgresql://" + job.host() + ':' + job.port() + '/' + job.database();
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getLong(1);
        }
    }
}
