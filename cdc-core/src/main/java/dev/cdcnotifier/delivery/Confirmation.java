package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.pg.Lsn;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ledger how one record fared. Runs on the producer's thread, or inside {@code send} when the record was
 * refused there; does nothing else. A second call for the same record counts for nothing.
 */
final class Confirmation implements Callback {

    private final AckLedger ledger;
    private final InFlight run;
    private final Destination destination;
    private final Lsn commitLsn;
    private final long ordinal;
    private final Runnable onFirstFailure;
    private boolean told;

    /** @param onFirstFailure what to do, on the thread that tells, when this is the session's first failure */
    Confirmation(
            AckLedger ledger,
            InFlight run,
            Destination destination,
            Lsn commitLsn,
            long ordinal,
            Runnable onFirstFailure) {
        this.ledger = ledger;
        this.run = run;
        this.destination = destination;
        this.commitLsn = commitLsn;
        this.ordinal = ordinal;
        this.onFirstFailure = onFirstFailure;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (told) {
            return;
        }
        told = true;
        if (exception == null) {
            run.acked();
        } else {
            new FailureReport(ledger, destination, new RowId(commitLsn, ordinal), onFirstFailure)
                    .onCompletion(metadata, exception);
        }
    }
}
