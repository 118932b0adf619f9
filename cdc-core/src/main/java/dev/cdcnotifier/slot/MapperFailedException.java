package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowChange;

/**
 * A mapper threw what it should not. Names the row and the exception's class and has its stack trace, but not its text: that
 * may quote the row, as {@code For input string: "…"} does.
 */
final class MapperFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MapperFailedException(RowChange change, RuntimeException failure) {
        super("the mapper failed with " + failure.getClass().getName() + " at " + change
                + "; its text is left out, since it may hold row data");
        setStackTrace(failure.getStackTrace());
    }
}
