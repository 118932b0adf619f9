package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class ProducerSettingsTest {

    private static final DeliverySettings SETTINGS =
            new DeliverySettings(Map.of(), new Murmur2(), Duration.ofSeconds(3), 3, 10_000, 64 << 20, true, null);

    @Test
    void the_deadline_is_the_resend_timeout_times_all_attempts() {
        assertThat(SETTINGS.deadline()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void what_the_guarantee_insists_on_is_set_whatever_the_user_says() {
        Properties properties = ProducerSettings.producer(SETTINGS, Map.of("acks", "1", "linger.ms", "7"), "id", 1);
        assertThat(properties)
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("max.in.flight.requests.per.connection", "1")
                .containsEntry("delivery.timeout.ms", "2147483647")
                .containsEntry("linger.ms", "7");
    }

    @Test
    void no_client_registers_jmx_beans_unless_the_user_says_so() {
        assertThat(ProducerSettings.producer(SETTINGS, Map.of(), "id", 1)).containsEntry("metric.reporters", "");
        assertThat(ProducerSettings.consumer(SETTINGS, Map.of(), "id")).containsEntry("metric.reporters", "");
        assertThat(ProducerSettings.admin(SETTINGS, Map.of(), "id")).containsEntry("metric.reporters", "");
        Map<String, String> user = Map.of("metric.reporters", "a.Reporter", "retry.backoff.ms", "70");
        assertThat(ProducerSettings.producer(SETTINGS, user, "id", 1)).containsAllEntriesOf(user);
        assertThat(ProducerSettings.consumer(SETTINGS, user, "id")).containsAllEntriesOf(user);
        assertThat(ProducerSettings.admin(SETTINGS, user, "id")).containsAllEntriesOf(user);
    }

    @Test
    void a_property_that_would_lose_or_reorder_is_a_problem() {
        assertThat(ProducerSettings.problems(Map.of("bootstrap.servers", "b:1", "acks", "1", "transactional.id", "t")))
                .containsOnlyKeys("acks", "transactional.id");
        assertThat(ProducerSettings.problems(Map.of("bootstrap.servers", "b:1", "acks", "all")))
                .isEmpty();
        assertThat(ProducerSettings.problems(Map.of())).containsOnlyKeys("bootstrap.servers");
    }

    /** The client adds the time to the clock without a look at overflow; an overflow expires every topic at once. */
    @Test
    void the_metadata_of_a_topic_does_not_expire_for_not_being_used() {
        long idle = Long.parseLong((String)
                ProducerSettings.producer(SETTINGS, Map.of(), "id", 1).get(ProducerConfig.METADATA_MAX_IDLE_CONFIG));
        assertThat(Duration.ofMillis(idle)).isGreaterThan(Duration.ofDays(10_000));
        assertThatCode(() -> Math.addExact(System.currentTimeMillis(), idle)).doesNotThrowAnyException();
    }

    /** Rebootstrapping forgets the topics: sends would wait for metadata and fail long before the deadline. */
    @Test
    void brokers_that_are_all_away_keep_their_metadata() {
        assertThat(ProducerSettings.producer(SETTINGS, Map.of(), "id", 3))
                .containsEntry("metadata.recovery.strategy", "none");
    }

    @Test
    void the_buffer_holds_twice_the_window() {
        Properties properties = ProducerSettings.producer(SETTINGS, Map.of(), "id", 1);
        assertThat(properties).containsEntry("buffer.memory", String.valueOf(128 << 20));
    }

    @Test
    void a_batch_waiting_for_every_partition_leaves_half_of_the_buffer() {
        for (int partitions : new int[] {1, 12, 300, 5_000}) {
            ProducerConfig config = new ProducerConfig(
                    ProducerSettings.producer(SETTINGS, Map.of("bootstrap.servers", "127.0.0.1:1"), "id", partitions));
            long waiting = (long) partitions * config.getInt(ProducerConfig.BATCH_SIZE_CONFIG);
            assertThat(2 * waiting).isLessThanOrEqualTo(config.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG));
        }
    }
}
