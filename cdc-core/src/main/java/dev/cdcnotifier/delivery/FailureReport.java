package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.pg.Lsn;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ledger when a record was not taken; of one that was it says nothing. Runs on the producer's thread, or inside
 * {@code send} when the record was refused there.
 *
 * @param onFirstFailure what to do, on the thread that tells, when this is the session's first failure
 */
record FailureReport(AckLedger ledger, Destination destination, Lsn commitLsn, long ordinal, Runnable onFirstFailure)
        implements Callback {

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception == null) {
            return;
        }
        boolean first = ledger.failure() == null;
        DeliveryException failure = KafkaFailures.of(exception, destination);
        ledger.failed(new DeliveryException(
                failure.kind(),
                failure.reason(),
                failure.getMessage() + " (row: commit_lsn=" + commitLsn + " seq=" + ordinal + ")",
                exception));
        if (first) {
            onFirstFailure.run();
        }
    }
}
