package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.command.RootCommand;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code decode} against a real broker. */
@Timeout(180)
class DecodeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "lifecycle";
    private static final int PROCESSES = 3;

    private static KafkaBroker kafka;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = KafkaBroker.start();
        kafka.createTopic(TOPIC, 2);
        kafka.createTopic("other", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < PROCESSES; i++) {
                producer.send(created(0, i, "p" + i)).get();
            }
            producer.send(created(1, 100, "p9")).get();
            producer.send(new ProducerRecord<>(TOPIC, 1, 200L, bytes("ns p9"), new byte[] {1}))
                    .get();
        }
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void every_record_is_a_line_in_the_order_of_its_partition() {
        assertThat(decode()).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("\"partition\":0")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("{\"topic\":\"lifecycle\",\"partition\":0,\"offset\":0,")
                                .contains("\"processId\":\"p0\""),
                        line -> assertThat(line).contains("\"processId\":\"p1\""),
                        line -> assertThat(line).contains("\"processId\":\"p2\""));
        assertThat(out.toString().lines()).hasSize(PROCESSES + 2);
        assertThat(out.toString()).contains("\"kind\":\"unreadable\",\"error\":\"");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void reading_begins_where_it_is_told_to() {
        assertThat(decode("--partition", "0", "--from", "1")).isZero();
        assertThat(processes()).containsExactly("p1", "p2");
        assertThat(decode("--from", "1970-01-01T00:00:00.050")).isZero();
        assertThat(processes()).containsExactly("p9", "ns p9");
        assertThat(decode("--from", "end")).isZero();
        assertThat(processes()).isEmpty();
        assertThat(decode("--partition", "0", "--from", "9")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("cdc-notifier: partition lifecycle-0 has no offset 9: it reaches from 0 to 3\n");
    }

    @Test
    void only_what_is_asked_for_is_printed() {
        assertThat(decode("--key", "ns p1")).isZero();
        assertThat(processes()).containsExactly("p1");
        assertThat(decode("--namespace", "ns", "--partition", "1")).isZero();
        assertThat(processes()).containsExactly("p9", "ns p9");
        assertThat(decode("--namespace", "n")).isZero();
        assertThat(processes()).isEmpty();
        assertThat(decode("--count", "2", "--partition", "0")).isZero();
        assertThat(processes()).containsExactly("p0", "p1");
    }

    @Test
    void what_was_aborted_is_left_out_when_asked_to() throws Exception {
        kafka.createTopic("transactional", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "test"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactional", 0, 0L, bytes("ns p0"), message("p0")))
                    .get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactional", 0, 0L, bytes("ns p1"), message("p1")))
                    .get();
            producer.commitTransaction();
        }
        assertThat(execute("decode", "-b", kafka.bootstrapServers(), "-t", "transactional", "--read-committed"))
                .isZero();
        assertThat(processes()).containsExactly("p1");
        assertThat(execute("decode", "-b", kafka.bootstrapServers(), "-t", "transactional"))
                .isZero();
        assertThat(processes()).containsExactly("p0", "p1");
    }

    @Test
    void the_client_is_the_one_that_sends_to_the_topic(@TempDir Path directory) throws Exception {
        Path config = Files.writeString(
                directory.resolve("cdc.conf"),
                """
                cdc-notifier {
                  databases.main { host = localhost, database = d, username = u, password = p }
                  kafka-clients { near { bootstrap.servers = "%s" }, far { bootstrap.servers = "127.0.0.1:1" } }
                  progressor.streams.main.slot.ns {
                    kafka-client = near, eventsink-topic = events, lifecycle-topic = lifecycle
                  }
                }
                """
                        .formatted(kafka.bootstrapServers()));
        assertThat(execute("decode", "-c", config.toString(), "-t", TOPIC)).isZero();
        assertThat(out.toString().lines()).hasSize(PROCESSES + 2);
        assertThat(execute("decode", "-c", config.toString(), "-t", "other")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("cdc-notifier decode: no client of the configuration sends to topic other; say which to use"
                        + " with --kafka-client: far, near; see cdc-notifier decode --help\n");
        assertThat(execute("decode", "-c", config.toString(), "-t", "other", "--kafka-client", "neer"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("did you mean \"near\"?");
        assertThat(execute("decode", "-c", config.toString(), "-t", "other", "--kafka-client", "near"))
                .isZero();
    }

    @Test
    void a_topic_that_is_not_there_is_one_line_with_the_nearest_there_is() {
        assertThat(execute("decode", "-b", kafka.bootstrapServers(), "-t", "lifecycel"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("cdc-notifier: topic lifecycel (client " + kafka.bootstrapServers()
                        + ") does not exist, or may" + " not be seen; did you mean \"lifecycle\"?\n");
        assertThat(decode("--partition", "7")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("cdc-notifier: there is no partition 7: the topic has 2, 0 to 1\n");
    }

    @Test
    void a_reader_that_goes_away_ends_it_and_following_prints_what_comes() throws Exception {
        kafka.createTopic("live", 1);
        String launcher =
                RunnerProcess.distribution().resolve("bin/cdc-notifier").toString();
        String command = launcher + " decode -b " + kafka.bootstrapServers() + " -t live --follow";
        try (GuardedProcess pipe = new GuardedProcess("decode", "KILL");
                KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            pipe.start(List.of("sh", "-c", "(" + command + "; echo \"exit $?\" >&2) | head -n 1"));
            producer.send(new ProducerRecord<>("live", 0, 0L, bytes("ns p0"), message("p0")))
                    .get();
            Await.until("the first line", PATIENCE, () -> pipe.lastOutput().contains("\"processId\":\"p0\""));
            // It notices when it writes the next one.
            Await.until("the end", PATIENCE, () -> {
                producer.send(new ProducerRecord<>("live", 0, 0L, bytes("ns p1"), message("p1")))
                        .get();
                return !pipe.isRunning();
            });
            assertThat(pipe.lastOutput().lines()).hasSize(2).last().isEqualTo("exit 0");
        }
    }

    @Test
    void an_output_that_is_full_is_no_success() {
        String launcher =
                RunnerProcess.distribution().resolve("bin/cdc-notifier").toString();
        String command = launcher + " decode -b " + kafka.bootstrapServers() + " -t " + TOPIC + " > /dev/full";
        try (GuardedProcess decode = new GuardedProcess("decode", "KILL")) {
            assertThat(decode.run(List.of("sh", "-c", command), PATIENCE)).isEqualTo(1);
            assertThat(decode.lastOutput())
                    .startsWith(
                            "cdc-notifier: standard output cannot be written, what is there is not whole: No space");
        }
    }

    private int decode(String... options) {
        String[] line = new String[options.length + 5];
        System.arraycopy(new String[] {"decode", "-b", kafka.bootstrapServers(), "-t", TOPIC}, 0, line, 0, 5);
        System.arraycopy(options, 0, line, 5, options.length);
        return execute(line);
    }

    private int execute(String... line) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return RootCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), line);
    }

    /** The process of each line, the key where there is none. */
    private List<String> processes() {
        return out.toString()
                .lines()
                .map(line -> line.replaceAll(
                        line.contains("\"processId\"") ? ".*\"processId\":\"([^\"]*)\".*" : ".*\"key\":\"([^\"]*)\".*",
                        "$1"))
                .toList();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static ProducerRecord<byte[], byte[]> created(int partition, long timestamp, String process) {
        return new ProducerRecord<>(TOPIC, partition, timestamp, bytes("ns " + process), message(process));
    }

    /** A lifecycle message: the process was created. */
    private static byte[] message(String process) {
        String hex = "0b0001 00000002 6e73 0b0002 0000000" + process.length()
                + HexFormat.of().formatHex(bytes(process))
                + "0b0003 00000001 74 0c0004 0c0001 0c0001 00 00 00 00";
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
