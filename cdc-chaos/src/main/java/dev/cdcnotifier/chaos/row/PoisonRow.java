package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.TopicReader;
import java.time.Duration;

/** D9. */
final class PoisonRow implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DATA = "00c0ffee00c0ffee";

    @Override
    public String id() {
        return "D9";
    }

    @Override
    public String claim() {
        return "a payload that nobody can read stops the stream, which names the row and not its data; with dead letters"
                + " it goes on; an unknown status and nulls do not matter";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.sql("ALTER TYPE process_status ADD VALUE 'asleep'");
        rows.write(1, RowWorld.process("poisoned"));
        rows.awaitQuiet();
        PassedOver row = PassedOver.write(
                rows, "poison_row", RowWorld.event("poisoned", 7, "now()", "NULL", "'\\x" + DATA + "'::bytea"));
        rows.expectMessage("process_id=poisoned");
        rows.expectMessage("event_id=7");
        rows.expectMessage(rows.runner().name() + "_events");
        RowWorld.require(rows.runner().metric("cdc_rows_poison_total", "") == 1, "not one poison row was counted");
        String said = (rows.log() + rows.runner().streams()).toLowerCase(java.util.Locale.ROOT);
        RowWorld.require(!said.contains(DATA), "the row's data was printed");
        deadLetters(rows);
        row.giveUp();
        rows.runner().start();
        Await.until("a dead letter", PATIENCE, () -> rows.runner().metric("cdc_rows_dead_letter_total", "") == 1);
        // With exactly-once delivery it is counted when it is sent and seen when it is committed.
        Await.until("one dead letter to be readable", PATIENCE, () -> deadLettersRead(rows) > 0);
        int letters = deadLettersRead(rows);
        RowWorld.require(letters == 1, letters + " dead letters");
        rows.write(0, "UPDATE {processes} SET status = 'asleep' WHERE process_id = 'poisoned'");
        rows.write(0, "UPDATE {processes} SET status = 'running' WHERE process_id = 'poisoned'");
        rows.write(1, "UPDATE {processes} SET status = 'error', detail = NULL WHERE process_id = 'poisoned'");
        rows.write(1, RowWorld.event("poisoned", 8, "now()", "'null'::jsonb", RowWorld.GOOD_PAYLOAD));
        rows.world().workload().start();
        rows.awaitRecovery();
    }

    /** Stops the runner and lets its next start send such rows to a topic of their own. */
    static void deadLetters(RowWorld rows) throws Exception {
        rows.stopRunner();
        rows.world().kafka().createTopic("dead", 1);
        rows.runner()
                .configure(text -> text.replace(
                        "max-retries = 3", "max-retries = 3, on-poison = dead-letter, dead-letter-topic = dead"));
    }

    private static int deadLettersRead(RowWorld rows) throws Exception {
        return TopicReader.readAll(rows.world().kafka(), "dead").size();
    }
}
