package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells an end of a session that passes, such as bytes that were damaged on their way, from one that every session would
 * come to: a message that this version cannot read, or a change that the server cannot send. The third identical end at
 * one position stops the stream; each further attempt would only send again what came before it. For the slot's thread.
 */
final class RepeatedEnds {

    private static final int LIMIT = 3;

    /** The server may be short of memory for a while, for reasons that have nothing to do with the change. */
    private static final int MEMORY_LIMIT = 12;

    private static final String OUT_OF_MEMORY = "53200";

    /** Classes of errors that do not come from the data: connections, sessions, resources, locks, and disks. */
    private static final Set<String> WEATHER = Set.of("08", "25", "28", "40", "53", "55", "57", "58", "60", "99");

    /** What has a reason of its own: a missing right, and a slot or a publication that is gone. */
    private static final Set<String> KNOWN = Set.of("42501", "42704", "42710");

    private String last = "";
    private int count;

    /** An operator wants it tried once more. */
    void forget() {
        count = 0;
    }

    /**
     * What to throw for a message that made no sense.
     *
     * @param confirmed up to where everything before the message is confirmed
     */
    Exception met(PgOutputException failure, Lsn confirmed) {
        int attempts = count(confirmed + " " + failure.getMessage());
        return attempts < LIMIT ? failure : new UnreadableStreamException(confirmed, attempts, failure);
    }

    /** Whether the server's answer may come from the data it was about to send: then the next attempt ends there too. */
    static boolean dependsOnData(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && state.length() == 5
                && (state.equals(OUT_OF_MEMORY) || !WEATHER.contains(state.substring(0, 2)) && !KNOWN.contains(state));
    }

    /**
     * What to throw for a change that the server could not send. To be told only when everything before it is delivered.
     *
     * @param in the transaction that was being read; null when none was
     * @param confirmed up to where everything is confirmed
     */
    Exception met(SQLException failure, @Nullable OpenTransaction in, Lsn confirmed) {
        int attempts = count((in == null ? "after " + confirmed : "in " + in.commitLsn()) + " " + failure.getMessage());
        int limit = OUT_OF_MEMORY.equals(failure.getSQLState()) ? MEMORY_LIMIT : LIMIT;
        return new UndecodableChangeException(failure, in, confirmed, attempts, attempts >= limit);
    }

    private int count(String identity) {
        count = identity.equals(last) ? count + 1 : 1;
        last = identity;
        return count;
    }
}
