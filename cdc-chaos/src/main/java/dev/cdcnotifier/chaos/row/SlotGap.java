package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.chaos.world.Lane;
import java.time.Duration;

/** What is lost together with a slot, from its confirmed position on, until an operator lets the stream begin anew. */
final class SlotGap {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RowWorld rows;
    private final long from;

    private SlotGap(RowWorld rows, long from) {
        this.rows = rows;
        this.from = from;
    }

    /** A gap that begins where the slot is confirmed now. */
    static SlotGap open(RowWorld rows) throws Exception {
        String from =
                rows.ask("SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots WHERE slot_name = '"
                        + rows.runner().name() + "'");
        SlotGap gap = new SlotGap(rows, Long.parseLong(from));
        rows.world().checker().gap(rows.runner().name(), gap.from, Long.MAX_VALUE);
        return gap;
    }

    /** It ends here; nothing is written until {@link #writeAgain}. */
    void end() throws Exception {
        rows.world().workload().pause();
        rows.world().checker().gap(rows.runner().name(), from, rows.world().walPosition());
    }

    /** Something is written again, and has to be delivered. */
    void writeAgain() throws Exception {
        rows.world().workload().start();
        rows.saw("delivering again after " + rows.awaitRecovery().toMillis() + " ms");
    }

    /**
     * As the runbook says: with the process stopped, whatever the operator does to the slot, then the word that a new one is
     * accepted, and a start.
     */
    void closeByNewSlot(String... meanwhile) throws Exception {
        Lane runner = rows.runner();
        rows.stopRunner();
        end();
        rows.sql(meanwhile);
        RowWorld.require(runner.run("init", "--new-slot"), "init --new-slot failed");
        runner.start();
        runner.awaitStreaming(PATIENCE);
        writeAgain();
    }
}
