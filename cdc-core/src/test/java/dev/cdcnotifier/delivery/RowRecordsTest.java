package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowChange.Operation;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RowRecordsTest {

    private static final Destination TOPIC = new Destination("client", "topic");
    private static final Route ROUTE = new Route(TOPIC, new MockProducer<>(), 3, 1 << 20, new AtomicLong());
    private static final Relation TABLE = new Relation(1, "public", "t", ReplicaIdentity.DEFAULT, List.of());

    @Test
    void each_record_names_its_row() throws PoisonRowException {
        RowRecords records = records(true);
        for (long ordinal : new long[] {1, 2, 255, 256, 257, 1_000_000_000_000L}) {
            records.row(change(new Lsn(0x16_B374_D848L), ordinal));
            assertThat(headers(records)).containsExactly("cdc-lsn=16/B374D848", "cdc-seq=" + ordinal);
            assertThat(headers(records)).containsExactly("cdc-lsn=16/B374D848", "cdc-seq=" + ordinal);
        }
    }

    @Test
    void the_next_transaction_has_its_own_name_also_after_one_without_records() throws PoisonRowException {
        RowRecords records = records(true);
        records.row(change(new Lsn(1), 1));
        assertThat(headers(records)).containsExactly("cdc-lsn=0/1", "cdc-seq=1");
        records.row(change(new Lsn(2), 1));
        records.row(change(new Lsn(3), 1));
        assertThat(headers(records)).containsExactly("cdc-lsn=0/3", "cdc-seq=1");
    }

    @Test
    void headers_can_be_left_out() throws PoisonRowException {
        RowRecords records = records(false);
        records.row(change(new Lsn(1), 1));
        assertThat(headers(records)).isEmpty();
    }

    @Test
    void what_a_reader_adds_to_one_record_is_not_in_the_next() throws PoisonRowException {
        RowRecords records = records(true);
        records.row(change(new Lsn(1), 1));
        records.message(ROUTE, new byte[1], new byte[1]).headers().add("trace", new byte[1]);
        assertThat(headers(records)).containsExactly("cdc-lsn=0/1", "cdc-seq=1");
    }

    private static RowRecords records(boolean headers) {
        return new RowRecords(
                new DeliverySettings(Map.of(), key -> key[0], Duration.ofSeconds(1), 1, 1, 1, headers, null));
    }

    private static RowChange change(Lsn commit, long ordinal) {
        return new RowChange(Operation.INSERT, new Begin(commit, 0, 1), ordinal, TABLE, null, false, null);
    }

    private static List<String> headers(RowRecords records) throws PoisonRowException {
        ProducerRecord<byte[], byte[]> record = records.message(ROUTE, new byte[] {4}, new byte[1]);
        assertThat(record.partition()).isEqualTo(1);
        return Stream.of(record.headers().toArray())
                .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
