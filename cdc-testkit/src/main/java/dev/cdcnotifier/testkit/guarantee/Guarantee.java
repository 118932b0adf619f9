package dev.cdcnotifier.testkit.guarantee;

import java.util.List;

/**
 * A promise about delivery that can be checked: it is told what happens and says what broke it. Not thread-safe.
 *
 * <p>Messages of a key are numbered 1, 2, 3 … in the order in which they were committed.
 */
public interface Guarantee {

    /** The promise in one sentence. */
    String promise();

    /** How the promise was broken, each time in one sentence that names the key; empty when it holds. */
    List<String> violations();
}
