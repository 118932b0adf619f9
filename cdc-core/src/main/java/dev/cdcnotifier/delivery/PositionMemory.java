package dev.cdcnotifier.delivery;

import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.util.List;

/**
 * What outlives the process of a slot: a position is written to Kafka before it may be confirmed to PostgreSQL, so a slot
 * that stands beyond every remembered position was moved by somebody else. Owned by the slot's thread.
 */
public interface PositionMemory {

    /** Remembers nothing and lets everything be confirmed. */
    PositionMemory NONE = new PositionMemory() {

        @Override
        public <E extends Exception> List<RememberedPosition> recall(KeepAlive<E> keepAlive) {
            return List.of();
        }

        @Override
        public <E extends Exception> void begin(Lsn start, KeepAlive<E> keepAlive) {}

        @Override
        public void remember(Lsn position) {}

        @Override
        public Lsn remembered() {
            return Lsn.MAX;
        }
    };

    /**
     * What is remembered of the slot's name in this database, of whichever server. Call only while the slot is ours and
     * after {@link Delivery#takeOver}: nobody else writes then, except one that was frozen, whose positions are old.
     *
     * @throws DeliveryException when the topic cannot be read to its end in time
     */
    <E extends Exception> List<RememberedPosition> recall(KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException;

    /**
     * Remembers where the session starts and then forgets what {@link #recall} found of the same server. Waits until that
     * is written; nothing may be confirmed or sent before.
     *
     * @throws DeliveryException when it cannot be written in time, or not at all
     */
    <E extends Exception> void begin(Lsn start, KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException;

    /** Asks for a position to be remembered and returns at once; does nothing while an earlier one is on its way. */
    void remember(Lsn position);

    /** Nothing beyond this may be confirmed. Never goes back. */
    Lsn remembered();
}
