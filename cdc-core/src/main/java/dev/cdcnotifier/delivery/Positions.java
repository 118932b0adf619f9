package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** One stream's positions in the topic that keeps them, during one session. Owned by the slot's thread. */
final class Positions {

    private final Destination destination;
    private final StreamIdentity identity;
    private final Properties admin;
    private final Properties consumer;
    private final AtomicReference<@Nullable Committed> memory;
    private final byte[] key;

    private @Nullable Position sent;

    /** What this process has committed last. */
    record Committed(String key, Position position) {}

    /** @param memory outlives the session */
    Positions(
            Destination destination,
            StreamIdentity identity,
            Properties admin,
            Properties consumer,
            AtomicReference<@Nullable Committed> memory) {
        this.destination = destination;
        this.identity = identity;
        this.admin = admin;
        this.consumer = consumer;
        this.memory = memory;
        this.key = identity.positionKey().getBytes(StandardCharsets.UTF_8);
    }

    Destination destination() {
        return destination;
    }

    /** The record that says how far the messages of its transaction reach. */
    ProducerRecord<byte[], byte[]> record(RowPosition reached) {
        Position position = new Position(identity.timeline(), reached, identity.fingerprint());
        sent = position;
        return new ProducerRecord<>(destination.topic(), 0, key, position.json());
    }

    /** The last record is committed. */
    void committed() {
        Position position = sent;
        if (position != null) {
            memory.set(new Committed(identity.positionKey(), position));
        }
    }

    /** What an exception means that concerns the transaction rather than a record. */
    DeliveryException failure(RuntimeException e) {
        return KafkaFailures.ofTransaction(e, destination.client(), identity.transactionalId());
    }

    /**
     * The stream's last committed position; null when it has none. Good only once no transaction of the stream is open.
     *
     * @param end when to give up
     */
    <E extends Exception> @Nullable Position read(long end, KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        Last last = new Last();
        new TopicScan(destination, admin, consumer).read(last, end, keepAlive);
        return checked(last.found);
    }

    /** The last record of the stream. */
    private final class Last implements TopicScan.Search {

        private @Nullable Position found;

        @Override
        public void begin() {
            found = null;
        }

        @Override
        public void met(ConsumerRecord<byte[], byte[]> polled) throws DeliveryException {
            if (polled.value() != null && Arrays.equals(polled.key(), key)) {
                found = parsed(polled.value());
            }
        }

        @Override
        public boolean isEnough() {
            return found != null;
        }
    }

    private Position parsed(byte[] value) throws DeliveryException {
        return Position.parse(value)
                .orElseThrow(() -> new DeliveryException(
                        Kind.NEEDS_OPERATOR,
                        "position_unreadable",
                        "the position of " + identity.positionKey() + " in topic " + destination.topic()
                                + " is not one that this version writes; use the version that wrote it"));
    }

    /** What this process committed must be there: else somebody removed it, and rows would come twice. */
    private @Nullable Position checked(@Nullable Position found) throws DeliveryException {
        Committed known = memory.get();
        if (known == null
                || !known.key().equals(identity.positionKey())
                || found != null && known.position().timeline() != found.timeline()) {
            return found;
        }
        RowPosition row = known.position().row();
        if (found == null || !found.row().covers(row.commitLsn(), row.ordinal())) {
            throw new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "position_lost",
                    "topic " + destination.topic() + " has " + (found == null ? "no position" : found.row()) + " for "
                            + identity.positionKey() + ", but this process committed " + row
                            + ": the topic was deleted or set back. To go on, with messages that come twice, resume the"
                            + " stream");
        }
        return found;
    }
}
