package dev.cdcnotifier.testkit.progressor;

import dev.cdcnotifier.testkit.TestkitException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The engine's own notifications: right after a commit it writes to topics of its own what the commit made, with its clock's
 * time in lifecycle messages. What it is about to write can be changed, to plant differences. Any thread.
 */
public final class EngineNotifier implements Consumer<List<Committed>>, AutoCloseable {

    private final String namespace;
    private final String eventsinkTopic;
    private final String lifecycleTopic;
    private final ToIntFunction<byte[]> keyHash;
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile UnaryOperator<List<ProducerRecord<byte[], byte[]>>> plant = UnaryOperator.identity();

    /**
     * Writes to topics that exist.
     *
     * @param keyHash chooses a key's partition, modulo their number; not negative
     */
    public EngineNotifier(
            String bootstrapServers,
            String namespace,
            String eventsinkTopic,
            String lifecycleTopic,
            ToIntFunction<byte[]> keyHash) {
        this.namespace = namespace;
        this.eventsinkTopic = eventsinkTopic;
        this.lifecycleTopic = lifecycleTopic;
        this.keyHash = keyHash;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What becomes of the records of a transaction from now on: they can be left out, changed, repeated or reordered. */
    public void plant(UnaryOperator<List<ProducerRecord<byte[], byte[]>>> change) {
        plant = change;
    }

    /** Writes the messages of a committed transaction; returns when Kafka has them. */
    @Override
    public void accept(List<Committed> transaction) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        transaction.forEach(step -> add(records, step));
        List<Future<?>> sent = new ArrayList<>();
        plant.apply(records).forEach(record -> sent.add(producer.send(record)));
        for (Future<?> future : sent) {
            await(future);
        }
    }

    private static void await(Future<?> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new TestkitException("the engine cannot notify: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while the engine notified", e);
        }
    }

    private void add(List<ProducerRecord<byte[], byte[]>> records, Committed step) {
        for (LifecycleChange change : step.lifecycle()) {
            byte[] value = EngineMessages.lifecycle(namespace, step.processId(), change, Instant.now());
            records.add(record(lifecycleTopic, step.processId(), value));
        }
        for (EventRow row : step.events()) {
            records.add(
                    record(eventsinkTopic, step.processId(), EngineMessages.event(namespace, step.processId(), row)));
        }
    }

    private ProducerRecord<byte[], byte[]> record(String topic, String processId, byte[] value) {
        byte[] key = (namespace + ' ' + processId).getBytes(StandardCharsets.UTF_8);
        int partition = keyHash.applyAsInt(key) % producer.partitionsFor(topic).size();
        return new ProducerRecord<>(topic, partition, key, value);
    }

    @Override
    public void close() {
        producer.close();
    }
}
