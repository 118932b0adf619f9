package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.inspection.Remedy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways on for a stream that is halted at a row. */
final class HaltRemedies {

    private static final Remedy SKIP_ROW = Remedy.action(Remedy.SKIP).to("give up this one row: it is never sent");

    private static final Remedy SKIP_ALL = Remedy.action(Remedy.SKIP_TRANSACTION)
            .to("give up every such row of its transaction: none of them is ever sent");

    /** For a row that cannot become a message. */
    static final List<Remedy> POISON = List.of(
            Remedy.action(Remedy.RESUME)
                    .to("try again, after the cause is fixed: a version that can read the row, say"),
            SKIP_ROW,
            SKIP_ALL,
            Remedy.setting("on-poison = dead-letter, dead-letter-topic = TOPIC")
                    .to("send such rows to a topic of their own, from the next start of the process on"));

    /** For a record that Kafka refuses for what it is. */
    static final List<Remedy> REJECTED =
            List.of(Remedy.action(Remedy.RESUME).to("try again, after the topic takes the record"), SKIP_ROW, SKIP_ALL);

    /** For a transaction that the server cannot send whole. */
    static final List<Remedy> UNDECODABLE = List.of(
            Remedy.action(Remedy.RESUME).to("try again, after the cause is fixed at the server"),
            Remedy.action(Remedy.SKIP_TRANSACTION)
                    .to("give up this transaction: none of the changes that were not sent yet is ever sent"));

    private HaltRemedies() {}

    /** All that is known of a row once it is on its way. */
    static Map<String, String> position(RowId row) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("commit_lsn", row.commitLsn().toString());
        facts.put("seq", Long.toString(row.ordinal()));
        return facts;
    }
}
