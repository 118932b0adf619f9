package dev.cdcnotifier.bench.measure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Values are a row, a bar and the time of sending, as an envelope has it. */
class ArrivalsIT {

    private static final int TRANSACTIONS = 3;
    private static final UnaryOperator<byte[]> ROW =
            value -> new String(value, UTF_8).replaceFirst("\\|.*", "").getBytes(UTF_8);

    private static KafkaBroker kafka;

    @BeforeAll
    static void start() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void each_row_once_is_everything() throws Exception {
        assertThat(measured("once", "a|1", "b|2", "c|3").isComplete()).isTrue();
    }

    @Test
    void a_row_that_came_twice_is_counted_and_nothing_is_missing() throws Exception {
        Measurement measured = measured("twice", "a|1", "b|2", "b|3", "c|4");

        assertThat(measured.isComplete()).isTrue();
        assertThat(measured.records()).isEqualTo(4);
    }

    @Test
    void a_row_that_came_twice_does_not_hide_a_lost_one() throws Exception {
        assertThat(measured("lost", "a|1", "b|2", "b|3").isComplete()).isFalse();
    }

    @Test
    void a_row_of_nobody_is_one_too_many() throws Exception {
        assertThat(measured("foreign", "a|1", "b|2", "c|3", "x|4").isComplete()).isFalse();
    }

    @Test
    void without_a_row_of_its_own_the_whole_value_counts() throws Exception {
        send("whole", "a|1", "a|2", "a|2");
        try (Arrivals arrivals = new Arrivals(kafka.directBootstrapServers(), "whole")) {
            assertThat(arrivals.read().distinct()).isEqualTo(2);
        }
    }

    @Test
    void an_ended_process_is_not_waited_for() throws Exception {
        send("ended", "a|1");
        try (Arrivals arrivals = new Arrivals(kafka.directBootstrapServers(), "ended")) {
            assertThat(arrivals.await(TRANSACTIONS, Duration.ofMinutes(1), meter(), () -> false))
                    .isFalse();
        }
    }

    private static Measurement measured(String topic, String... values) throws Exception {
        send(topic, values);
        try (Arrivals arrivals = new Arrivals(kafka.directBootstrapServers(), topic)) {
            assertThat(arrivals.await(TRANSACTIONS, Duration.ofMinutes(1), meter(), () -> true))
                    .isTrue();
            return Measurement.of(topic, arrivals.read(ROW), 0, TRANSACTIONS, meter());
        }
    }

    private static ProcessMeter meter() {
        return new ProcessMeter(ProcessHandle.current().pid());
    }

    private static void send(String topic, String... values) throws InterruptedException, ExecutionException {
        kafka.createTopic(topic, 3, Map.of("message.timestamp.type", "LogAppendTime"));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.directBootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (String value : values) {
                sent.add(producer.send(new ProducerRecord<>(topic, value.substring(0, 1), value)));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
    }
}
