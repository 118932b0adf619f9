package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.supervision.Obstacle;

/** A row that a stream is halted at: poison, or a record that Kafka refuses for what it is. */
public record HaltedRow(RowId row) implements Obstacle {

    @Override
    public String toString() {
        return "the row " + row;
    }
}
