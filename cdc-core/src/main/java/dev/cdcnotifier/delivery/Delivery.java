package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.RowChange;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An outbox in use by one session of a slot: what is sent through it is entered in the session's {@link AckLedger} before
 * it leaves. Owned by the slot's thread.
 */
public interface Delivery extends Outbox, AutoCloseable {

    /** What the loop says of itself in each turn. */
    enum Urgency {
        /** There is more to read. */
        BUSY,
        /** There is nothing to read right now. */
        PAUSE,
        /** Nothing more will be sent in this session. */
        END
    }

    /** Lets the source of the rows know that we live. */
    @FunctionalInterface
    interface KeepAlive<E extends Exception> {
        void send() throws E;
    }

    /**
     * Takes the stream over from whoever sent it before: nothing of theirs can arrive afterwards. To be called once,
     * before the first row, and only when the slot is ours: it would end the work of whoever has it.
     *
     * @param keepAlive called every few seconds while this waits for the cluster
     * @return how far the stream is delivered, when that is known: rows up to there must not be sent; else null
     * @throws DeliveryException when the cluster does not answer in time, or refuses
     */
    <E extends Exception> @Nullable Position takeOver(KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException;

    /** What bounds how far the slot may be confirmed, in this session. */
    PositionMemory memory();

    /**
     * Names the row that the next messages come from.
     *
     * @param nowNanos a recent reading of the clock
     */
    void sending(RowChange change, long nowNanos);

    /**
     * Sends a row that cannot become a message to where such rows are kept.
     *
     * @throws DeliveryException when it is too large for that topic as well
     */
    void send(DeadLetter deadLetter) throws DeliveryException;

    /**
     * Moves on with what has been sent; to be called once in each turn of the loop. May wait for two seconds.
     *
     * @param reached the last row of which every message has been sent
     * @return whether more may be sent; when not, call this again first
     * @throws DeliveryException when what was sent is not delivered, or it cannot be known whether it was
     */
    boolean advance(Urgency urgency, Supplier<RowPosition> reached) throws DeliveryException, InterruptedException;

    /**
     * Asks the cluster whether the topics are still those of the start, with as many partitions, and does not wait for the
     * answer: what has changed becomes the ledger's failure.
     */
    void check();

    /**
     * The longest pause that a broker has asked for of late because of a quota, in nanoseconds; 0 when none has. Nothing is
     * sent to that broker meanwhile, so nothing can be confirmed.
     */
    long throttledNanos();

    /** Drops what is not confirmed and gives up at once: whoever wants to wait asks the ledger before. */
    @Override
    void close();
}
