package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads the topic of positions from its end backwards, in spans that grow, until enough was found. For one thread. */
final class TopicScan {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Kafka's own smallest pause between two keepalives: well below what a server waits for a client. */
    private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(2).toNanos();

    /** How far before the end to look first: a stream that was at work a moment ago is found there. */
    private static final long FIRST_SPAN = 4_096;

    private final Destination destination;
    private final TopicPartition partition;
    private final Properties admin;
    private final Properties consumer;

    TopicScan(Destination destination, Properties admin, Properties consumer) {
        this.destination = destination;
        this.partition = new TopicPartition(destination.topic(), 0);
        this.admin = admin;
        this.consumer = consumer;
    }

    /** What is looked for. */
    interface Search {

        /** A larger span is read from its beginning: what was found before is found again. */
        void begin();

        void met(ConsumerRecord<byte[], byte[]> polled) throws DeliveryException;

        /** Whether what lies before the span need not be read; asked once the span is read to its end. */
        boolean isEnough();
    }

    /** The records between two offsets. */
    private record Span(long from, long to) {}

    /**
     * Reads until it is enough, or everything.
     *
     * @param end when to give up, by {@link System#nanoTime}
     */
    <E extends Exception> void read(Search search, long end, KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        Span all = extent();
        try (Consumer<byte[], byte[]> reader = new KafkaConsumer<>(consumer)) {
            reader.assign(List.of(partition));
            search.begin();
            long from = all.to();
            for (long span = FIRST_SPAN; !search.isEnough() && from > all.from(); span *= 16) {
                from = Math.max(all.from(), all.to() - span);
                search.begin();
                read(reader, new Span(from, all.to()), search, end, keepAlive);
            }
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

    private <E extends Exception> void read(
            Consumer<byte[], byte[]> reader, Span span, Search search, long end, KeepAlive<E> keepAlive)
            throws E, DeliveryException {
        long keptAlive = System.nanoTime();
        reader.seek(partition, span.from());
        while (reader.position(partition) < span.to()) {
            for (ConsumerRecord<byte[], byte[]> polled : reader.poll(POLL)) {
                search.met(polled);
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
    }
}
