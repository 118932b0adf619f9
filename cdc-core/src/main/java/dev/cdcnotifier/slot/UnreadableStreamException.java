package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;

/** The server sends the same message again and again, and it cannot be read: no further attempt will change that. */
final class UnreadableStreamException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableStreamException(Lsn after, int attempts, PgOutputException cause) {
        super(
                cause.getMessage() + "; " + attempts + " attempts after " + after + " ended at the same message, so no"
                        + " more are made. Nothing after it is sent, the slot stays at " + after
                        + ". Look for a proxy in between, report it with the log, then resume the stream",
                cause);
    }
}
