package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.progressor.ErlangPhash2;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.progressor.EngineMessages;
import dev.cdcnotifier.testkit.progressor.EventRow;
import dev.cdcnotifier.testkit.progressor.LoadGenerator;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code verify} between a runner and an engine that writes its own topics. */
@Timeout(240)
class VerifyIT {

    private static final int MAJOR = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void an_engine_and_a_runner_that_was_killed_in_between_tell_the_same() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka)) {
            long messages;
            try (LoadGenerator load = sides.load(200)) {
                Await.until("some load", PATIENCE, () -> load.history().commits() > 200);
                sides.runner.signal("KILL");
                sides.runner.awaitExit(PATIENCE);
                sides.runner.start();
                Await.until("more load", PATIENCE, () -> load.history().commits() > 600);
                load.close();
                messages = load.history().events() + load.history().lifecycleChanges();
            }
            sides.awaitDelivery();
            assertThat(sides.verify("--from", "beginning", "--once", "--grace", "2s", "--tolerance", "60s"))
                    .as(sides.printed())
                    .isZero();
            assertThat(sides.printed())
                    .contains("VERDICT: same: %,d messages, process by process and in order\n".formatted(messages))
                    .contains("created_at of lifecycle messages: the engine's minus ours is ");
        }
    }

    @Test
    void each_planted_difference_is_found_and_nothing_else() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka);
                ProgressorSimulator engine = sides.engine()) {
            for (String process : List.of("lost", "changed", "added", "swapped", "repeated", "lost-change", "sound")) {
                engine.startProcess(process);
            }
            sides.notifier.plant(records -> records.subList(1, 3));
            engine.call("lost", 3);
            sides.notifier.plant(records -> List.of(changed(records.get(0)), records.get(1)));
            engine.call("changed", 2);
            sides.notifier.plant(records -> List.of(added(records.get(0), 99), records.get(0)));
            engine.call("added", 1);
            sides.notifier.plant(records -> {
                List<ProducerRecord<byte[], byte[]>> swapped = new ArrayList<>(records);
                Collections.swap(swapped, 0, 1);
                return swapped;
            });
            engine.call("swapped", 2);
            sides.notifier.plant(records -> List.of(records.get(0), records.get(1), records.get(0), records.get(1)));
            engine.call("repeated", 2);
            sides.notifier.plant(records -> List.of());
            engine.fail("lost-change", "secret reason");
            sides.notifier.plant(records -> records);
            engine.repair("lost-change");
            engine.remove("lost-change");
            engine.fail("sound", null);
            engine.repair("sound");
            sides.awaitDelivery();

            assertThat(sides.verify("--from", "beginning", "--once", "--grace", "2s", "--tolerance", "60s"))
                    .as(sides.printed())
                    .isEqualTo(1);
            assertThat(sides.printed().lines().filter(line -> line.contains("default/default")))
                    .map(line -> line.replaceAll(" \\(.*", ""))
                    .containsExactlyInAnyOrder(
                            "only ours: eventsink 'default/default lost' event 2",
                            "different: eventsink 'default/default changed' event 2: data",
                            "only engine: eventsink 'default/default added' event 99",
                            "out of order: eventsink 'default/default swapped' event 2",
                            "only ours: lifecycle 'default/default lost-change' failed");
            assertThat(sides.printed())
                    .contains("repeats, which at-least-once delivery allows: ours 0, engine 2\n")
                    .contains("VERDICT: DIFFERENT: 2 only ours, 1 only engine, 1 different, 1 out of order; ")
                    .doesNotContain("secret");

            assertThat(sides.verify(
                            "--from",
                            "beginning",
                            "--once",
                            "--grace",
                            "2s",
                            "--tolerance",
                            "60s",
                            "--json",
                            "--show-values"))
                    .isEqualTo(1);
            assertThat(sides.printed().lines().filter(line -> line.startsWith("{\"type\":\"difference\"")))
                    .hasSize(5)
                    .anyMatch(line ->
                            line.contains("\"value\":{\"change\":\"failed\",") && line.contains("secret reason"));
            assertThat(sides.printed()).contains("{\"type\":\"verdict\",\"verdict\":\"different\",");
        }
    }

    @Test
    void it_compares_live_until_it_is_interrupted() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka);
                ProgressorSimulator engine = sides.engine()) {
            engine.startProcess("before");
            sides.startVerify("--grace", "2s", "--tolerance", "60s");
            sides.awaitPrinted("same=");
            engine.startProcess("p1");
            sides.notifier.plant(records -> List.of());
            engine.call("p1", 1);
            sides.notifier.plant(records -> records);
            Await.until("the difference", PATIENCE, () -> {
                engine.timer("p1");
                return sides.printed().contains("only ours: eventsink 'default/default p1' event 2 (ours events-");
            });
            assertThat(sides.interruptVerify()).as(sides.printed()).isEqualTo(1);
            assertThat(sides.printed().lines()).last().asString().startsWith("VERDICT: DIFFERENT: 1 only ours; ");
        }
    }

    @Test
    void a_loss_is_found_although_others_write_into_the_same_topics_all_the_time() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka);
                Flood flood = new Flood(kafka.bootstrapServers(), List.of("events", BothSides.ENGINE_EVENTS), 3);
                ProgressorSimulator engine = sides.engine()) {
            engine.startProcess("p1");
            sides.startVerify("--from", "beginning", "--grace", "2s", "--tolerance", "60s");
            sides.awaitPrinted("same=");
            sides.notifier.plant(records -> List.of());
            engine.call("p1", 1);
            sides.notifier.plant(records -> records);
            Await.until("the difference", PATIENCE, () -> {
                engine.timer("p1");
                return sides.printed().contains("only ours: eventsink 'default/default p1' event 2 (ours events-");
            });
            flood.close();
            assertThat(sides.interruptVerify()).as(sides.printed()).isEqualTo(1);
        }
    }

    @Test
    void a_reader_that_goes_away_ends_it() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka)) {
            sides.startVerifyForALine();
            sides.awaitPrinted("gone\n");
            assertThat(sides.printed().lines()).hasSize(2);
        }
    }

    @Test
    void what_ends_before_all_was_compared_proves_nothing() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka);
                ProgressorSimulator engine = sides.engine()) {
            engine.startProcess("p1");
            sides.notifier.plant(records -> List.of());
            engine.call("p1", 1);
            sides.awaitDelivery();
            sides.startVerify("--from", "beginning", "--once", "--grace", "10m", "--tolerance", "60s");
            sides.awaitPrinted("same=2 ");
            assertThat(sides.interruptVerify()).as(sides.printed()).isEqualTo(4);
            assertThat(sides.printed())
                    .contains("ended early: not all was compared that was there at the start\n")
                    .endsWith("VERDICT: nothing proved: only 2 messages could be compared, which are the same\n");
        }
    }

    @Test
    void our_own_messages_in_the_engines_place_and_topics_that_changed_prove_nothing() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka);
                ProgressorSimulator engine = sides.engine()) {
            sides.startVerify("--grace", "2s", "--tolerance", "60s");
            sides.awaitPrinted("same=");
            kafka.admin()
                    .createPartitions(Map.of("lifecycle", NewPartitions.increaseTo(4)))
                    .all()
                    .get();
            sides.awaitPrinted("VERDICT: ");
            assertThat(sides.printed())
                    .contains("gave up: ours: topic lifecycle has 4 partitions now, and had 3; start again\n");

            sides.notifier.plant(
                    records -> records.stream().map(VerifyIT::ofRow).toList());
            engine.startProcess(inTheSamePartitionOf(3, 4));
            sides.awaitDelivery();
            assertThat(sides.verify("--from", "beginning", "--once", "--grace", "2s"))
                    .as(sides.printed())
                    .isEqualTo(4);
            assertThat(sides.printed())
                    .containsPattern(
                            "gave up: mg_\\w+-\\d@0 has the header cdc-lsn: cdc-notifier wrote it, not the engine");
        }
    }

    /** A process whose messages lie in the same partition of a topic, whether it has so many partitions or so many. */
    private static String inTheSamePartitionOf(int some, int others) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "p" + i)
                .filter(id -> {
                    int hash = new ErlangPhash2().hash(("default/default " + id).getBytes(StandardCharsets.UTF_8));
                    return hash % some == hash % others;
                })
                .findFirst()
                .orElseThrow();
    }

    @Test
    void other_partitions_are_a_difference_unless_they_may_be_and_nothing_compared_proves_nothing() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka, 4);
                ProgressorSimulator engine = sides.engine()) {
            assertThat(sides.verify("--from", "beginning", "--once", "--grace", "1s"))
                    .isEqualTo(4);
            assertThat(sides.printed())
                    .contains("note: topic events has 3 partitions and mg_eventsink has 4")
                    .contains("engine: no message of default/default was read\n")
                    .endsWith("VERDICT: nothing proved: no message was found on both sides\n");
            for (int i = 0; i < 20; i++) {
                engine.startProcess("p" + i);
            }
            sides.awaitDelivery();
            String[] options = {
                "--from", "beginning", "--once", "--grace", "2s", "--tolerance", "60s", "--any-partition"
            };
            assertThat(sides.verify(List.of(options).subList(0, 7).toArray(String[]::new)))
                    .isEqualTo(1);
            assertThat(sides.printed()).containsPattern("VERDICT: DIFFERENT: \\d+ in another partition; same: 40");
            assertThat(sides.verify(options)).as(sides.printed()).isZero();
        }
    }

    @Test
    void too_much_that_waits_is_a_clear_end() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                BothSides sides = new BothSides(PgServers.shared(MAJOR), kafka);
                ProgressorSimulator engine = sides.engine()) {
            engine.startProcess("added");
            sides.notifier.plant(records -> IntStream.range(1_000, 4_000)
                    .mapToObj(eventId -> added(records.get(0), eventId))
                    .toList());
            engine.timer("added");
            sides.awaitDelivery();
            assertThat(sides.verify("--from", "beginning", "--max-waiting-mib", "1"))
                    .isEqualTo(4);
            assertThat(sides.printed())
                    .contains("gave up: messages without a counterpart take more than 1 MiB; ")
                    .endsWith("VERDICT: nothing proved: only 2 messages could be compared, which are the same\n");
            assertThat(sides.verify("--from", "beginning", "--once", "--grace", "2s", "--at-least", "9"))
                    .as("3000 differences are counted, and not all are shown")
                    .isEqualTo(1);
            assertThat(sides.printed()).contains("VERDICT: DIFFERENT: 1 only ours, 3,000 only engine; ");
            assertThat(sides.printed().lines().filter(line -> line.startsWith("only engine")))
                    .hasSizeLessThan(200);
        }
    }

    private static ProducerRecord<byte[], byte[]> changed(ProducerRecord<byte[], byte[]> record) {
        byte[] value = record.value().clone();
        String text = new String(value, StandardCharsets.ISO_8859_1);
        value[text.indexOf("application/x-call")] = 'b';
        return new ProducerRecord<>(record.topic(), record.partition(), record.key(), value);
    }

    private static ProducerRecord<byte[], byte[]> ofRow(ProducerRecord<byte[], byte[]> record) {
        record.headers().add("cdc-lsn", "0/1".getBytes(StandardCharsets.UTF_8));
        record.headers().add("cdc-seq", "1".getBytes(StandardCharsets.UTF_8));
        return record;
    }

    /** Writes records of another namespace without a pause. */
    private static final class Flood implements AutoCloseable {

        private final KafkaProducer<byte[], byte[]> producer;
        private final Thread thread;
        private volatile boolean isClosed;

        Flood(String brokers, List<String> topics, int partitions) {
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", brokers, "linger.ms", 0),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            thread = new Thread(() -> write(topics, partitions), "flood");
            thread.start();
        }

        private void write(List<String> topics, int partitions) {
            byte[] key = "other p".getBytes(StandardCharsets.UTF_8);
            while (!isClosed) {
                for (int partition = 0; partition < partitions; partition++) {
                    for (String topic : topics) {
                        producer.send(new ProducerRecord<>(topic, partition, key, new byte[] {1}));
                    }
                }
                producer.flush();
            }
        }

        @Override
        public void close() throws InterruptedException {
            isClosed = true;
            thread.join();
            producer.close();
        }
    }

    private static ProducerRecord<byte[], byte[]> added(ProducerRecord<byte[], byte[]> like, int eventId) {
        EventRow row = new EventRow(eventId, Instant.now(), 1, "more", new byte[0]);
        byte[] value = EngineMessages.event(BothSides.NAMESPACE, "added", row);
        return new ProducerRecord<>(like.topic(), like.partition(), like.key(), value);
    }
}
