package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;

/**
 * Tells bytes that were damaged on their way, which come whole the next time, from a message that this version cannot
 * read: the third time in a row that the same message fails at the same position, the stream has to stop. Each attempt
 * would only send again what came before it. For the slot's thread.
 */
final class MalformedStreak {

    private static final int LIMIT = 3;

    private String last = "";
    private int count;

    /** An operator wants the message read once more. */
    void forget() {
        count = 0;
    }

    /**
     * What to throw for a message that made no sense.
     *
     * @param confirmed up to where everything before the message is confirmed
     */
    Exception met(PgOutputException failure, Lsn confirmed) {
        String identity = confirmed + " " + failure.getMessage();
        count = identity.equals(last) ? count + 1 : 1;
        last = identity;
        return count < LIMIT ? failure : new UnreadableStreamException(confirmed, count, failure);
    }
}
