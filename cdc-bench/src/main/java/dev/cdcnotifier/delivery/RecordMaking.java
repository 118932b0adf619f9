package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes records of messages, with their headers, and sends them nowhere: for the benchmarks of encoders. One thread. */
public final class RecordMaking implements Outbox {

    private static final int PARTITIONS = 3;
    private static final long MAX_RECORD_BYTES = 1 << 20;

    private final RowRecords records;
    private final Route route;
    private @Nullable ProducerRecord<byte[], byte[]> last;

    /** All records go to this destination's topic, of three partitions. */
    public RecordMaking(Destination destination, KeyHash keyHash) {
        records = new RowRecords(new DeliverySettings(Map.of(), keyHash, Duration.ofSeconds(1), 1, 1, 1, true, null));
        route = new Route(destination, new MockProducer<>(), PARTITIONS, MAX_RECORD_BYTES, new AtomicLong());
    }

    /** Names the row that the next records come from. */
    public void row(RowChange change) {
        records.row(change);
        last = null;
    }

    @Override
    public void send(Destination destination, byte[] key, byte[] value) throws PoisonRowException {
        last = records.message(route, key, value);
    }

    /** The record that was made last; null when the row became none. */
    public @Nullable ProducerRecord<byte[], byte[]> last() {
        return last;
    }
}
