package dev.cdcnotifier.chaos.row.once;

import dev.cdcnotifier.chaos.oracle.Deliveries;
import dev.cdcnotifier.chaos.row.Row;

/** A row whose runner delivers exactly once. */
abstract class ExactlyOnceRow implements Row {

    @Override
    public Deliveries deliveries(Deliveries asked) {
        return Deliveries.EXACTLY_ONCE;
    }
}
