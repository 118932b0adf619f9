package dev.cdcnotifier.change;

import java.util.Map;

/** Turns the rows of one relation into messages. Bound to the relation's column positions; used by the slot's thread. */
public interface RowMapper {

    /**
     * Sends what the change means to the outbox: nothing, one message or several, in order.
     *
     * @throws PoisonRowException when the row can never become a message
     * @throws UnusableRelationException when the change shows that the table is not set up as it must be, for example
     *     an update without its old row
     */
    void map(RowChange change, Outbox outbox) throws PoisonRowException;

    /**
     * Names the row for an operator, for example its namespace, process id and event id, in display order. Never
     * throws, whatever the row holds, and leaves out what cannot be read.
     */
    Map<String, String> identify(RowChange change);
}
