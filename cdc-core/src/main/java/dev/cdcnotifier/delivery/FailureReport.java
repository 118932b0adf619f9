package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.RowId;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ledger when a record was not taken; of one that was it says only that there is progress. Runs on the producer's thread, or inside
 * {@code send} when the record was refused there.
 *
 * @param row the row that the record was made of; null when it was made of none
 * @param onFirstFailure what to do, on the thread that tells, when this is the session's first failure
 */
record FailureReport(AckLedger ledger, Destination destination, @Nullable RowId row, Runnable onFirstFailure)
        implements Callback {

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception == null) {
            ledger.progressed();
            return;
        }
        boolean first = ledger.failure() == null;
        DeliveryException failure = KafkaFailures.of(exception, destination);
        ledger.failed(row == null ? failure : failure.of(row));
        if (first) {
            onFirstFailure.run();
        }
    }
}
