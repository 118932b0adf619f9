package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.delivery.Delivery.Urgency;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TransactionalOutboxIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Lsn COMMIT = Lsn.parse("16/B374D848");
    private static final RowPosition WHOLE = new RowPosition(COMMIT, RowPosition.WHOLE);

    private static KafkaBroker kafka;

    private final String topic = "topic-" + UUID.randomUUID();
    private final Destination destination = new Destination("main", topic);
    private final StreamIdentity identity = new StreamIdentity("1", 1, "db", "slot-" + UUID.randomUUID(), List.of("a"));
    private final AckLedger ledger = new AckLedger(10_000, 16 << 20);
    private Duration resendTimeout = Duration.ofSeconds(3);

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.builder()
                .ownProcess()
                .setting("transaction.abort.timed.out.transaction.cleanup.interval.ms", "100")
                .start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void createTopic() {
        kafka.createTopic(topic, 3);
    }

    @Test
    void messages_and_position_are_committed_together() throws Exception {
        try (Delivery delivery = open(ledger)) {
            assertThat(takeOver(delivery)).isNull();
            send(delivery, ledger, 1, "one");
            assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
            assertThat(committed()).isEmpty();
            commit(delivery, ledger, WHOLE);
            assertThat(ledger.completed()).isEqualTo(new Lsn(COMMIT.value() + 8));
            assertThat(committed()).containsExactly("one");
        }
        try (Delivery next = open(new AckLedger(10, 100))) {
            assertThat(takeOver(next)).isEqualTo(new Position(1, WHOLE, identity.fingerprint()));
        }
    }

    @Test
    void what_a_dead_session_left_uncommitted_is_never_seen() throws Exception {
        Delivery dead = open(ledger);
        takeOver(dead);
        send(dead, ledger, 1, "never");
        AckLedger second = new AckLedger(10, 1_000);
        try (Delivery next = open(second)) {
            assertThat(takeOver(next)).isNull();
            send(next, second, 1, "once");
            commit(next, second, WHOLE);
        } finally {
            dead.close();
        }
        assertThat(committed()).containsExactly("once");
    }

    @Test
    void a_producer_that_was_taken_over_from_commits_nothing_and_says_fenced() throws Exception {
        try (Delivery former = open(ledger);
                Delivery next = open(new AckLedger(10, 1_000))) {
            takeOver(former);
            send(former, ledger, 1, "never");
            takeOver(next);
            assertThatThrownBy(() -> commit(former, ledger, WHOLE))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining("another producer took over")
                    .extracting(e -> ((DeliveryException) e).kind())
                    .isEqualTo(Kind.FENCED);
        }
        assertThat(committed()).isEmpty();
    }

    @Test
    void a_transaction_that_timed_out_is_never_seen_and_the_session_ends() throws Exception {
        resendTimeout = Duration.ofMillis(100);
        try (Delivery delivery = open(ledger)) {
            takeOver(delivery);
            send(delivery, ledger, 1, "never");
            Await.until(
                    "the broker gives the transaction up", PATIENCE, () -> state() == TransactionState.COMPLETE_ABORT);
            assertThatThrownBy(() -> commit(delivery, ledger, WHOLE)).isInstanceOf(DeliveryException.class);
            assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
        }
        assertThat(committed()).isEmpty();
    }

    @Test
    void a_commit_waits_for_brokers_that_stand_still_and_goes_on_with_them() throws Exception {
        try (Delivery delivery = open(ledger)) {
            takeOver(delivery);
            send(delivery, ledger, 1, "one");
            kafka.freeze();
            try {
                for (int i = 0; i < 3; i++) {
                    assertThat(delivery.advance(Urgency.END, () -> WHOLE)).isFalse();
                    assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
                }
            } finally {
                kafka.thaw();
            }
            commit(delivery, ledger, WHOLE);
            assertThat(ledger.completed()).isEqualTo(new Lsn(COMMIT.value() + 8));
        }
        assertThat(committed()).containsExactly("one");
    }

    @Test
    void while_another_takes_over_slowly_the_server_hears_of_us() throws Exception {
        AtomicInteger kept = new AtomicInteger();
        try (Delivery delivery = open(ledger)) {
            kafka.freeze();
            try {
                assertThatThrownBy(() -> delivery.<RuntimeException>takeOver(kept::incrementAndGet))
                        .isInstanceOf(DeliveryException.class)
                        .extracting(e -> ((DeliveryException) e).kind())
                        .isEqualTo(Kind.TRANSIENT);
            } finally {
                kafka.thaw();
            }
            assertThat(kept).hasValueGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void a_row_that_stopped_half_way_sends_none_of_its_messages() throws Exception {
        try (Delivery delivery = open(ledger)) {
            takeOver(delivery);
            send(delivery, ledger, 1, "one");
            delivery.sending(change(2), System.nanoTime());
            delivery.send(destination, bytes("k"), bytes("half of the second"));
            commit(delivery, ledger, new RowPosition(COMMIT, 1));
        }
        assertThat(committed()).containsExactly("one");
    }

    @Test
    void the_position_is_found_behind_those_of_many_others() throws Exception {
        try (Delivery delivery = open(ledger)) {
            takeOver(delivery);
            send(delivery, ledger, 1, "one");
            commit(delivery, ledger, WHOLE);
        }
        StreamIdentity other = new StreamIdentity("1", 1, "db", "busy", List.of("a"));
        AckLedger others = new AckLedger(10, 1_000);
        try (Delivery busy = opened(other, others)) {
            takeOver(busy);
            for (int i = 0; i < 2_500; i++) {
                send(busy, others, 1, "other");
                commit(busy, others, WHOLE);
            }
        }
        try (Delivery next = open(new AckLedger(10, 100))) {
            assertThat(takeOver(next)).isEqualTo(new Position(1, WHOLE, identity.fingerprint()));
        }
    }

    private TransactionState state() throws Exception {
        return kafka.admin()
                .describeTransactions(List.of(identity.transactionalId()))
                .all()
                .get()
                .get(identity.transactionalId())
                .state();
    }

    private List<String> committed() {
        return TopicReader.readAll(kafka, topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Position takeOver(Delivery delivery) throws Exception {
        return delivery.<RuntimeException>takeOver(() -> {});
    }

    private void send(Delivery delivery, AckLedger entries, long ordinal, String value) throws Exception {
        if (!entries.isTransactionOpen()) {
            entries.begin(0);
        }
        delivery.sending(change(ordinal), System.nanoTime());
        delivery.send(destination, bytes("k"), bytes(value));
        // The next row hands this one over, and unlike a turn of the loop never asks for a commit.
        delivery.sending(change(ordinal + 1), System.nanoTime());
    }

    private static void commit(Delivery delivery, AckLedger entries, RowPosition reached) throws Exception {
        if (reached.ordinal() == RowPosition.WHOLE && entries.isTransactionOpen()) {
            entries.commit(new Lsn(COMMIT.value() + 8));
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!delivery.advance(Urgency.END, () -> reached)) {
            if (entries.failure() != null) {
                throw entries.failure();
            }
            assertThat(System.nanoTime() - end).as("waiting for the commit").isNegative();
        }
    }

    private Delivery open(AckLedger entries) throws Exception {
        return opened(identity, entries);
    }

    private Delivery opened(StreamIdentity stream, AckLedger entries) throws Exception {
        DeliverySettings settings = new DeliverySettings(
                        Map.of("main", Map.of("bootstrap.servers", kafka.bootstrapServers())),
                        new Murmur2(),
                        resendTimeout,
                        0,
                        10_000,
                        16 << 20,
                        true,
                        null)
                .exactlyOnce("positions");
        return new KafkaDelivery(settings, "test").open(entries, Set.of(destination), stream);
    }

    private static RowChange change(long ordinal) {
        return new RowChange(
                RowChange.Operation.DELETE,
                new Begin(COMMIT, 0, 1),
                ordinal,
                new Relation(1, "public", "t", ReplicaIdentity.FULL, List.of()),
                null,
                false,
                null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
