package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.util.List;

/**
 * What is known of a slot's name beyond the life of this process and of the slot itself. Called by the thread that prepares
 * a stream.
 *
 * @param <E> what it fails with when it cannot answer
 */
public interface SlotHistory<E extends Exception> {

    /** Knows nothing and remembers nothing: a slot that is missing counts as one that never existed. */
    SlotHistory<RuntimeException> NONE = new SlotHistory<>() {

        @Override
        public List<RememberedPosition> recall(ServerFacts server) {
            return List.of();
        }

        @Override
        public void remember(ServerFacts server, Lsn position) {}

        @Override
        public void begin(ServerFacts server, Lsn position) {}
    };

    /** Up to where slots of this name were confirmed, in this database of any server. */
    List<RememberedPosition> recall(ServerFacts server) throws E, InterruptedException;

    /**
     * The same, asked before a missing slot is made. One that answers without knowing keeps changes from being missed while
     * nobody can be asked: a slot made in ignorance stands beyond what is remembered, and {@link #recall} shows that before
     * anything of it is sent.
     */
    default List<RememberedPosition> recallBeforeMaking(ServerFacts server) throws E, InterruptedException {
        return recall(server);
    }

    /** The slot is about to be moved to the position, and nothing before that needs to be delivered. Returns once that is written. */
    void remember(ServerFacts server, Lsn position) throws E, InterruptedException;

    /** A slot was made, or accepted, where it stands: what was remembered of this server's before is forgotten. */
    void begin(ServerFacts server, Lsn position) throws E, InterruptedException;

    /** The slot was made; whether there was one before, which an operator has given up. */
    default void made(boolean again) {}
}
