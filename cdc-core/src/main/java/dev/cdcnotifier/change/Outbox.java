package dev.cdcnotifier.change;

/** Where messages go. */
public interface Outbox {

    /**
     * Hands a message over for delivery and returns at once; delivery is asynchronous, in the order of the calls per
     * partition. Both arrays belong to the outbox afterwards.
     *
     * @throws PoisonRowException when the message is larger than the destination can ever take
     */
    void send(Destination destination, byte[] key, byte[] value) throws PoisonRowException;
}
