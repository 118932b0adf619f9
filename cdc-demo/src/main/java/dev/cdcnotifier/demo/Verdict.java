package dev.cdcnotifier.demo;

import java.util.List;

/**
 * What became of the committed messages.
 *
 * @param delivered messages in the topics
 * @param lost messages that are missing
 * @param outOfOrder messages of a key that came before an earlier one
 * @param duplicates messages that were there already
 * @param violations what is wrong, a sentence each; also messages that nobody committed
 */
record Verdict(long delivered, long lost, long outOfOrder, long duplicates, List<String> violations) {

    /** Every message once and in order, and no other. */
    boolean isGood() {
        return lost == 0 && outOfOrder == 0 && duplicates == 0 && violations.isEmpty();
    }

    /** The verdict in a line. */
    String headline() {
        if (isGood()) {
            return "VERDICT: ok, nothing lost, nothing out of order, no duplicates";
        }
        return "VERDICT: NOT ok, %,d lost, %,d out of order, %,d duplicates".formatted(lost, outOfOrder, duplicates);
    }
}
