package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import java.util.Map;

/** A row cannot become a message and the stream is set to stop at one. Names the row, never its data. */
final class PoisonStopException extends Exception {

    private static final long serialVersionUID = 1L;

    private final RowId row;
    private final transient Map<String, String> facts;

    /** @param facts what names the row, printable */
    PoisonStopException(RowId row, Map<String, String> facts, Exception cause) {
        super(
                "a row cannot become a message: " + RowFacts.printable(String.valueOf(cause.getMessage()))
                        + "; nothing after it is sent and the slot stays before its transaction",
                cause);
        this.row = row;
        this.facts = facts;
    }

    RowId row() {
        return row;
    }

    Map<String, String> facts() {
        return facts;
    }
}
