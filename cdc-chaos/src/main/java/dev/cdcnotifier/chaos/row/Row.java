package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.chaos.oracle.Deliveries;
import java.util.List;

/** A fault of the catalogue, tried in a world of its own. */
public interface Row {

    /** Its number in the catalogue, for example {@code N1}. */
    String id();

    /** What is done, and what must be seen, in one sentence. */
    String claim();

    /** The versions of PostgreSQL it is tried on, when this one is asked for. */
    default List<Integer> versions(int asked) {
        return List.of(asked);
    }

    /** How many lanes its world has. */
    default int lanes() {
        return 1;
    }

    /** Whether its world has a cluster of three brokers in place of one. */
    default boolean clustered() {
        return false;
    }

    /** How its runners deliver, when this is asked for. */
    default Deliveries deliveries(Deliveries asked) {
        return asked;
    }

    /** Tries it; throws when what must be seen is not. The invariants are verified after it. */
    void run(RowWorld world) throws Exception;
}
