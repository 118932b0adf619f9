package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.Lsn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The real transactional outbox over whatever producer, for simulations in other packages. */
public final class TransactionalOutboxes {

    public static final String POSITIONS = "positions";

    private TransactionalOutboxes() {}

    public static Delivery open(
            AckLedger ledger,
            Producer<byte[], byte[]> producer,
            Destination destination,
            StreamIdentity identity,
            LongSupplier clock) {
        DeliverySettings settings = new DeliverySettings(
                        Map.of(), new Murmur2(), Duration.ofSeconds(1), 1, 10_000, 16 << 20, true, null)
                .exactlyOnce(POSITIONS);
        Destination positions = new Destination(destination.client(), POSITIONS);
        return new TransactionalOutbox(
                ledger,
                settings,
                producer,
                new Routes(
                        Map.of(destination, new Route(destination, producer, 1, Integer.MAX_VALUE, new AtomicLong())),
                        List.of()),
                new Positions(positions, identity, new Properties(), new Properties(), new AtomicReference<>()),
                new MemoryTopic(positions, identity, new TopicScan(positions, new Properties(), new Properties())),
                clock);
    }

    /** Whether it is a record of {@link PositionMemory}, not of how far messages are delivered. */
    public static boolean isRemembered(ProducerRecord<byte[], byte[]> message) {
        return message.topic().equals(POSITIONS) && new String(message.key(), StandardCharsets.UTF_8).contains("~");
    }

    public static Lsn remembered(ProducerRecord<byte[], byte[]> message) {
        return Objects.requireNonNull(MemoryTopic.parse("1", message.value(), 0))
                .position();
    }

    public static @Nullable Position position(byte[] json) {
        return Position.parse(json).orElse(null);
    }
}
