package dev.cdcnotifier.slot;

import dev.cdcnotifier.slot.SimulatedPostgres.Transaction;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What consumers of a simulated world see: each message as it becomes readable, checked against all before it. */
final class SimulatedTopic {

    private final int[] delivered = new int[SimulatedPostgres.POISON_KEY + 1];
    private final int[] ofSession = new int[delivered.length];
    private boolean isPoisonGivenUp;
    private int wholeTransactions;
    private int duplicates;

    /** Another producer writes from here on. */
    void sessionStarts() {
        Arrays.fill(ofSession, 0);
    }

    /** A message is readable from here on. */
    void arrive(String message) {
        int key = keyOf(message);
        int number = numberOf(message);
        if (number > delivered[key] + 1) {
            throw new AssertionError("a gap: " + message + " came after " + delivered[key]);
        }
        if (ofSession[key] != 0 && number != ofSession[key] + 1) {
            throw new AssertionError("one session sent " + message + " after " + ofSession[key]);
        }
        ofSession[key] = number;
        if (number == delivered[key] + 1) {
            delivered[key] = number;
        } else {
            duplicates++;
        }
    }

    /** An operator has the poison row skipped: nobody misses it. */
    void giveUpPoison() {
        isPoisonGivenUp = true;
    }

    int duplicates() {
        return duplicates;
    }

    /** The first transaction of which a message is not readable, or null. */
    @Nullable
    Transaction firstMissing(List<Transaction> log) {
        while (wholeTransactions < log.size()
                && log.get(wholeTransactions).rows().stream().allMatch(this::isDelivered)) {
            wholeTransactions++;
        }
        return wholeTransactions < log.size() ? log.get(wholeTransactions) : null;
    }

    private boolean isDelivered(String row) {
        return row.equals(SimulatedPostgres.SILENT_ROW)
                || isPoisonGivenUp && row.equals(SimulatedPostgres.POISON_ROW)
                || numberOf(row) <= delivered[keyOf(row)];
    }

    static int keyOf(String message) {
        return message.charAt(0) - '0';
    }

    private static int numberOf(String message) {
        return Integer.parseInt(message, 2, message.length(), 10);
    }
}
