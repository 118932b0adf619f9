package dev.cdcnotifier.delivery;

/** Chooses a message's partition from its key: {@code hash(key) mod partitions}. Stateless; any thread may call it. */
@FunctionalInterface
public interface KeyHash {

    /** The key's hash, never negative. */
    int hash(byte[] key);
}
