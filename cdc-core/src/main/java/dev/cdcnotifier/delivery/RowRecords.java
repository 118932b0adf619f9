package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Lsn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Makes records of messages: with the headers that name their row, of a size that their topic takes. One thread. */
final class RowRecords {

    /** What a batch of one record needs beside key, value and headers: the batch header and the record's varints. */
    private static final int RECORD_OVERHEAD = 61 + 32;

    /** Headers of the first rows of a transaction: most transactions have no more, and a header never changes. */
    private static final Header[] FIRST_ORDINALS = new Header[256];

    static {
        for (int i = 0; i < FIRST_ORDINALS.length; i++) {
            FIRST_ORDINALS[i] = ordinalHeader(i);
        }
    }

    private final KeyHash keyHash;
    private final boolean headers;

    private Lsn commitLsn = Lsn.NONE;

    /** Made with the transaction's first record. */
    private @Nullable Header commitHeader;

    private long ordinal;

    RowRecords(DeliverySettings settings) {
        this.keyHash = settings.keyHash();
        this.headers = settings.headers();
    }

    /** Names the row that the next records come from. */
    void row(RowChange change) {
        if (!change.transaction().commitLsn().equals(commitLsn)) {
            commitLsn = change.transaction().commitLsn();
            commitHeader = null;
        }
        ordinal = change.ordinal();
    }

    /** The row that the records come from. */
    RowId row() {
        return new RowId(commitLsn, ordinal);
    }

    Lsn commitLsn() {
        return commitLsn;
    }

    long ordinal() {
        return ordinal;
    }

    ProducerRecord<byte[], byte[]> message(Route route, byte[] key, byte[] value) throws PoisonRowException {
        long size = (long) key.length + value.length + RECORD_OVERHEAD + (headers ? 64 : 0);
        if (size > route.maxRecordBytes()) {
            throw new PoisonRowException("its message of " + size + " bytes is larger than " + route.maxRecordBytes()
                    + " bytes, the most that topic " + route.destination().topic()
                    + " takes (the topic's max.message.bytes, the client's max.request.size)");
        }
        return record(route, key, value, headers ? List.of(commitHeader(), ordinalHeader()) : List.of());
    }

    private Header commitHeader() {
        Header header = commitHeader;
        if (header == null) {
            header = header("cdc-lsn", commitLsn.toString());
            commitHeader = header;
        }
        return header;
    }

    private Header ordinalHeader() {
        return ordinal < FIRST_ORDINALS.length ? FIRST_ORDINALS[(int) ordinal] : ordinalHeader(ordinal);
    }

    private static Header ordinalHeader(long ordinal) {
        return header("cdc-seq", Long.toString(ordinal));
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    ProducerRecord<byte[], byte[]> deadLetter(Route route, DeadLetter letter) throws DeliveryException {
        RecordHeaders recordHeaders = new RecordHeaders();
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
                                    + "; raise its max.message.bytes and the client's max.request.size")
                    .of(row());
        }
        return record(route, letter.key(), letter.value(), recordHeaders);
    }

    private ProducerRecord<byte[], byte[]> record(
            Route route, byte[] key, byte[] value, Iterable<Header> recordHeaders) {
        int partition = keyHash.hash(key) % route.partitions();
        return new ProducerRecord<>(route.destination().topic(), partition, null, key, value, recordHeaders);
    }
}
