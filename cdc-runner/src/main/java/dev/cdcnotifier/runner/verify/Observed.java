package dev.cdcnotifier.runner.verify;

import java.time.Instant;

/**
 * A message of the namespace as one side wrote it. Immutable; compared by identity alone.
 *
 * @param process the process: {@code <namespace> <process id>}, from the message itself
 * @param key the record's key as text
 * @param place when its side was here: the latest time that a message up to this one of its partition speaks of
 * @param counts whether it has to be there on both sides; false for what happened before the comparison's start
 * @param mayBeRepeat whether the very same message came from this side before; then it is one, unless the other side has it
 *     twice as well
 * @param readAtNanos when it was read, by {@link System#nanoTime}
 */
record Observed(
        Content content,
        String process,
        String key,
        String topic,
        int partition,
        long offset,
        Instant place,
        boolean counts,
        boolean mayBeRepeat,
        long readAtNanos) {

    /** Objects around the content. */
    private static final int OVERHEAD_BYTES = 300;

    int bytes() {
        return OVERHEAD_BYTES + content.bytes();
    }

    String where() {
        return topic + '-' + partition + '@' + offset;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
