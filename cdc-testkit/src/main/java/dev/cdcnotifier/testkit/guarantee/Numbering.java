package dev.cdcnotifier.testkit.guarantee;

import java.util.List;

/**
 * Gives the messages of one key their numbers, when the messages carry none: by what was committed and what came just
 * before. Not thread-safe.
 *
 * <p>A message that occurs several times among the committed ones ("working" after each of two failures) is taken for
 * the one that continues the sequence; after a jump back, for the latest one seen before. That choice is lenient about
 * the jump only: a message that never came is still missed at the end.
 *
 * @param <T> the message, compared by equals
 */
public final class Numbering<T> {

    private final List<T> committed;
    private int previous;
    private int greatest;

    /** For a key of which these messages were committed, in this order. */
    public Numbering(List<T> committed) {
        this.committed = List.copyOf(committed);
    }

    /** The number of this message, which came next; one more than there are when it was never committed. */
    public int next(T message) {
        int number = find(message);
        previous = number;
        greatest = Math.max(greatest, number);
        return number;
    }

    private int find(T message) {
        if (isAt(previous + 1, message)) {
            return previous + 1;
        }
        for (int number = greatest + 1; number >= 1; number--) {
            if (isAt(number, message)) {
                return number;
            }
        }
        int index = committed
                .subList(Math.min(greatest, committed.size()), committed.size())
                .indexOf(message);
        return index < 0 ? committed.size() + 1 : greatest + index + 1;
    }

    private boolean isAt(int number, T message) {
        return number <= committed.size() && committed.get(number - 1).equals(message);
    }
}
