package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;

/** A row cannot become a message and the stream is set to stop at one. Names the row, never its data. */
final class PoisonStopException extends Exception {

    private static final long serialVersionUID = 1L;

    private final RowId row;

    PoisonStopException(RowId row, String message, Throwable cause) {
        super(message, cause);
        this.row = row;
    }

    RowId row() {
        return row;
    }
}
