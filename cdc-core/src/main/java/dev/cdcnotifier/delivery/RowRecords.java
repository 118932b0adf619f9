package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Lsn;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Makes records of messages: with the headers that name their row, of a size that their topic takes. One thread. */
final class RowRecords {

    /** What a batch of one record needs beside key, value and headers: the batch header and the record's varints. */
    private static final int RECORD_OVERHEAD = 61 + 32;

    private static final byte[] NO_COMMIT = {};

    private final KeyHash keyHash;
    private final boolean headers;

    private Lsn commitLsn = Lsn.NONE;
    private byte[] commitLsnText = NO_COMMIT;
    private long ordinal;

    RowRecords(DeliverySettings settings) {
        this.keyHash = settings.keyHash();
        this.headers = settings.headers();
    }

    /** Names the row that the next records come from. */
    void row(RowChange change) {
        if (!change.transaction().commitLsn().equals(commitLsn)) {
            commitLsn = change.transaction().commitLsn();
            commitLsnText = commitLsn.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
        ordinal = change.ordinal();
    }

    Lsn commitLsn() {
        return commitLsn;
    }

    long ordinal() {
        return ordinal;
    }

    ProducerRecord<byte[], byte[]> message(Route route, byte[] key, byte[] value) throws PoisonRowException {
        Headers recordHeaders = new RecordHeaders();
        if (headers) {
            recordHeaders.add("cdc-lsn", commitLsnText);
            recordHeaders.add("cdc-seq", Long.toString(ordinal).getBytes(StandardCharsets.ISO_8859_1));
        }
        long size = (long) key.length + value.length + RECORD_OVERHEAD + (headers ? 64 : 0);
        if (size > route.maxRecordBytes()) {
            throw new PoisonRowException("its message of " + size + " bytes is larger than " + route.maxRecordBytes()
                    + " bytes, the most that topic " + route.destination().topic()
                    + " takes (the topic's max.message.bytes, the client's max.request.size)");
        }
        return record(route, key, value, recordHeaders);
    }

    ProducerRecord<byte[], byte[]> deadLetter(Route route, DeadLetter letter) throws DeliveryException {
        Headers recordHeaders = new RecordHeaders();
        long size = (long) letter.key().length + letter.value().length + RECORD_OVERHEAD;
        for (Map.Entry<String, String> fact : letter.facts().entrySet()) {
            byte[] text = fact.getValue().getBytes(StandardCharsets.UTF_8);
            recordHeaders.add(fact.getKey(), text);
            size += fact.getKey().length() + text.length + 10L;
        }
        if (size > route.maxRecordBytes()) {
            throw new DeliveryException(
                    Kind.REJECTED,
                    "dead_letter_too_large",
                    "a dead letter of " + size + " bytes (" + letter.facts() + ") is larger than topic "
                            + letter.destination().topic() + " takes: " + route.maxRecordBytes()
                            + "; raise its max.message.bytes and the client's max.request.size");
        }
        return record(route, letter.key(), letter.value(), recordHeaders);
    }

    private ProducerRecord<byte[], byte[]> record(Route route, byte[] key, byte[] value, Headers recordHeaders) {
        int partition = keyHash.hash(key) % route.partitions();
        return new ProducerRecord<>(route.destination().topic(), partition, null, key, value, recordHeaders);
    }
}
