package dev.cdcnotifier.chaos.row.once;

import dev.cdcnotifier.chaos.row.Row;
import java.util.List;

/** The rows of this package. */
public final class ExactlyOnceRows {

    /** In the order of the catalogue. */
    public static final List<Row> ALL =
            List.of(new Fenced(), new TransactionTimedOut(), new OutcomeUnknown(), new StopInsideTransaction());

    private ExactlyOnceRows() {}
}
