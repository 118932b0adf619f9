package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
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
        return new TransactionalOutbox(
                ledger,
                settings,
                producer,
                new Routes(
                        Map.of(destination, new Route(destination, producer, 1, Integer.MAX_VALUE, new AtomicLong()))),
                new Positions(
                        new Destination(destination.client(), POSITIONS),
                        identity,
                        new Properties(),
                        new Properties(),
                        new AtomicReference<>()),
                List.of(),
                clock);
    }

    public static @Nullable Position position(byte[] json) {
        return Position.parse(json).orElse(null);
    }
}
