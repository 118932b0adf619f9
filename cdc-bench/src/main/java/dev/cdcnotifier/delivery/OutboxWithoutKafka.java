package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The outbox of at-least-once delivery with somebody else in the producer's place, for the benchmarks. */
public final class OutboxWithoutKafka {

    private static final int PARTITIONS = 3;
    private static final long MAX_RECORD_BYTES = 1 << 20;
    private static final int WINDOW_RECORDS = 10_000;
    private static final long WINDOW_BYTES = 32 << 20;
    private static final int MAX_RETRIES = 4;

    private OutboxWithoutKafka() {}

    /** Takes each record, with what has to be told once it is confirmed. */
    @FunctionalInterface
    public interface Taker {
        void take(ProducerRecord<byte[], byte[]> record, Callback confirmation);
    }

    /** A ledger of the default window. */
    public static AckLedger ledger() {
        return new AckLedger(WINDOW_RECORDS, WINDOW_BYTES);
    }

    /** An outbox to these destinations, each a topic of three partitions; records carry headers. */
    public static Delivery open(AckLedger ledger, KeyHash keyHash, Collection<Destination> destinations, Taker taker) {
        DeliverySettings settings = new DeliverySettings(
                Map.of(), keyHash, Duration.ofSeconds(1), MAX_RETRIES, WINDOW_RECORDS, WINDOW_BYTES, true, null);
        TakingProducer producer = new TakingProducer(taker);
        Map<Destination, Route> routes = new HashMap<>();
        for (Destination destination : destinations) {
            routes.put(destination, new Route(destination, producer, PARTITIONS, MAX_RECORD_BYTES, new AtomicLong()));
        }
        return new KafkaOutbox(ledger, settings, List.of(), new Routes(routes, List.of()), null);
    }

    /** Only sends: nothing of what it inherits is used. */
    private static final class TakingProducer extends MockProducer<byte[], byte[]> {

        private static final Future<RecordMetadata> NEVER_ASKED = new CompletableFuture<>();

        private final Taker taker;

        TakingProducer(Taker taker) {
            this.taker = taker;
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            taker.take(record, callback);
            return NEVER_ASKED;
        }
    }
}
