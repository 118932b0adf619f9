package dev.cdcnotifier.bench.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine.Offsets;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class BatchToKafkaTest {

    private final Marks marks = new Marks();
    private final List<ChangeEvent<byte[], byte[]>> batch = List.of(new Event(1), new Event(2));

    @Test
    void each_record_goes_to_the_topic_and_is_marked() throws InterruptedException {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

        new BatchToKafka(producer, "topic").handleBatch(batch, marks);

        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly("topic", "topic");
        assertThat(marks.marked).isEqualTo(batch);
        assertThat(marks.finished).isEqualTo(1);
    }

    @Test
    void nothing_is_marked_when_kafka_refuses_one() {
        MockProducer<byte[], byte[]> producer = refusing();

        assertThatThrownBy(() -> new BatchToKafka(producer, "topic").handleBatch(batch, marks))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topic")
                .hasCauseInstanceOf(RecordTooLargeException.class);
        assertThat(marks.marked).isEmpty();
        assertThat(marks.finished).isZero();
    }

    /** Confirms the first record and refuses the second one when it is flushed. */
    private static MockProducer<byte[], byte[]> refusing() {
        return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized void flush() {
                completeNext();
                errorNext(new RecordTooLargeException("too large"));
            }
        };
    }

    private record Event(int number) implements ChangeEvent<byte[], byte[]> {

        @Override
        public byte[] key() {
            return new byte[] {(byte) number};
        }

        @Override
        public byte[] value() {
            return new byte[] {(byte) number};
        }

        @Override
        public String destination() {
            return "not.asked.for";
        }

        @Override
        public Integer partition() {
            return null;
        }
    }

    private static final class Marks implements RecordCommitter<ChangeEvent<byte[], byte[]>> {

        private final List<ChangeEvent<byte[], byte[]>> marked = new ArrayList<>();
        private int finished;

        @Override
        public void markProcessed(ChangeEvent<byte[], byte[]> event) {
            marked.add(event);
        }

        @Override
        public void markBatchFinished() {
            finished++;
        }

        @Override
        public void markProcessed(ChangeEvent<byte[], byte[]> event, Offsets offsets) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Offsets buildOffsets() {
            throw new UnsupportedOperationException();
        }
    }
}
