package dev.cdcnotifier.delivery;

import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Reads and writes what is remembered of a slot while no session of it runs. For one thread. */
final class MemoryDesk {

    private final MemoryTopic topic;
    private final Properties producer;
    private final Duration patience;

    MemoryDesk(MemoryTopic topic, Properties producer, Duration patience) {
        this.topic = topic;
        this.producer = producer;
        this.patience = patience;
    }

    List<RememberedPosition> recall() throws DeliveryException, InterruptedException {
        return topic.<RuntimeException>recall(System.nanoTime() + patience.toNanos(), () -> {});
    }

    /** @param alone whether the rest that is remembered of the slot on this server is forgotten afterwards */
    void remember(Lsn position, boolean alone) throws DeliveryException, InterruptedException {
        if (alone) {
            recall();
        }
        write(List.of(topic.record(position)), topic.tombstones());
    }

    boolean forget() throws DeliveryException, InterruptedException {
        recall();
        List<ProducerRecord<byte[], byte[]>> tombstones = topic.tombstones();
        if (tombstones.isEmpty()) {
            return false;
        }
        write(tombstones, List.of());
        return true;
    }

    /** The second part once the first is written. */
    private void write(List<ProducerRecord<byte[], byte[]>> first, List<ProducerRecord<byte[], byte[]>> second)
            throws DeliveryException, InterruptedException {
        Producer<byte[], byte[]> open;
        try {
            open = new KafkaProducer<>(producer);
        } catch (KafkaException e) {
            throw KafkaFailures.unusable(topic.destination().client(), e);
        }
        try {
            write(open, first);
            write(open, second);
        } catch (InterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while writing the position");
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, topic.destination());
        } finally {
            KafkaDelivery.closeAtOnce(open);
        }
    }

    private void write(Producer<byte[], byte[]> open, List<ProducerRecord<byte[], byte[]>> records)
            throws DeliveryException, InterruptedException {
        List<Future<RecordMetadata>> written = new ArrayList<>();
        records.forEach(record -> written.add(open.send(record)));
        long end = System.nanoTime() + patience.toNanos();
        for (Future<RecordMetadata> one : written) {
            try {
                one.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw KafkaFailures.of(e.getCause() == null ? e : e.getCause(), topic.destination());
            } catch (TimeoutException e) {
                throw new DeliveryException(
                        Kind.TRANSIENT,
                        "position_unwritten",
                        "topic " + topic.destination().topic() + " (client "
                                + topic.destination().client() + ") has not confirmed the slot's position in time");
            }
        }
    }
}
