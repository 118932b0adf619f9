package dev.cdcnotifier.bench.debezium;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends each batch of the engine as a whole, waits until Kafka has confirmed every record of it, and only then marks the
 * records as processed: what is marked is never lost. The producer is flushed after the last record, so that its linger
 * does not hold up the batch. The engine calls it from one thread.
 */
final class BatchToKafka implements ChangeConsumer<ChangeEvent<byte[], byte[]>> {

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    BatchToKafka(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /** @throws IllegalStateException when Kafka refused a record; none of the batch is marked, and the engine stops */
    @Override
    public void handleBatch(
            List<ChangeEvent<byte[], byte[]>> events, RecordCommitter<ChangeEvent<byte[], byte[]>> committer)
            throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        for (ChangeEvent<byte[], byte[]> event : events) {
            sent.add(producer.send(new ProducerRecord<>(topic, event.key(), event.value())));
        }
        producer.flush();
        for (Future<RecordMetadata> one : sent) {
            confirmed(one);
        }
        for (ChangeEvent<byte[], byte[]> event : events) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    private void confirmed(Future<RecordMetadata> record) throws InterruptedException {
        try {
            record.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused a record for topic " + topic, e.getCause());
        }
    }
}
