package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** One stream's positions in the topic that keeps them, during one session. Owned by the slot's thread. */
final class Positions {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Kafka's own smallest pause between two keepalives: well below what a server waits for a client. */
    private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(2).toNanos();

    /** How far before the end to look first: a stream that was at work a moment ago is found there. */
    private static final long FIRST_SPAN = 4_096;

    private final Destination destination;
    private final StreamIdentity identity;
    private final Properties admin;
    private final Properties consumer;
    private final AtomicReference<@Nullable Committed> memory;
    private final TopicPartition partition;
    private final byte[] key;

    private @Nullable Position sent;

    /** What this process has committed last. */
    record Committed(String key, Position position) {}

    /** The records between two offsets. */
    private record Span(long from, long to) {}

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
        this.partition = new TopicPartition(destination.topic(), 0);
        this.key = identity.positionKey().getBytes(StandardCharsets.UTF_8);
    }

    Destination destination() {
        return destination;
    }

    /** The record that says how far the messages of its transaction reach. */
    ProducerRecord<byte[], byte[]> record(RowPosition reached) {
        Position position = new Position(identity.timeline(), reached, identity.publications());
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
        Span all = extent();
        try (Consumer<byte[], byte[]> reader = new KafkaConsumer<>(consumer)) {
            reader.assign(List.of(partition));
            Position found = null;
            long from = all.to();
            for (long span = FIRST_SPAN; found == null && from > all.from(); span *= 16) {
                from = Math.max(all.from(), all.to() - span);
                found = last(reader, new Span(from, all.to()), end, keepAlive);
            }
            return checked(found);
        } catch (InterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while reading the position");
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, destination);
        }
    }

    /** From the first record to the last that is written, of whatever transaction: ours may be before one that is open. */
    private Span extent() throws DeliveryException, InterruptedException {
        try (Admin client = Admin.create(admin)) {
            return new Span(offset(client, OffsetSpec.earliest()), offset(client, OffsetSpec.latest()));
        } catch (ExecutionException e) {
            throw KafkaFailures.of(e.getCause() == null ? e : e.getCause(), destination);
        } catch (KafkaException e) {
            throw KafkaFailures.unusable(destination.client(), e);
        }
    }

    private long offset(Admin client, OffsetSpec spec) throws ExecutionException, InterruptedException {
        KafkaFuture<ListOffsetsResultInfo> offset = client.listOffsets(
                        Map.of(partition, spec), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .partitionResult(partition);
        return offset.get().offset();
    }

    private <E extends Exception> @Nullable Position last(
            Consumer<byte[], byte[]> reader, Span span, long end, KeepAlive<E> keepAlive) throws E, DeliveryException {
        Position found = null;
        long keptAlive = System.nanoTime();
        reader.seek(partition, span.from());
        while (reader.position(partition) < span.to()) {
            for (ConsumerRecord<byte[], byte[]> polled : reader.poll(POLL)) {
                if (polled.value() != null && Arrays.equals(polled.key(), key)) {
                    found = parsed(polled.value());
                }
            }
            long now = System.nanoTime();
            if (now - keptAlive > KEEP_ALIVE_NANOS) {
                keptAlive = now;
                keepAlive.send();
            }
            if (now - end > 0) {
                throw new DeliveryException(
                        Kind.TRANSIENT,
                        "position_unread",
                        "topic " + destination.topic() + " (client " + destination.client()
                                + ") could not be read to its end in time: the brokers do not answer, or another"
                                + " stream's transaction is open there until it times out");
            }
        }
        return found;
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
