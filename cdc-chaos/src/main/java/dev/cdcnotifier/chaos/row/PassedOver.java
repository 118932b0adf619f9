package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.chaos.world.Lane;
import java.time.Duration;

/** A transaction that stops the stream for good, and what the runbook says of it. The load is paused. */
final class PassedOver {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RowWorld rows;
    private final long from;

    private PassedOver(RowWorld rows, long from) {
        this.rows = rows;
        this.from = from;
    }

    /** Commits a statement that makes one message, which nobody will see, and returns when the stream has stopped. */
    static PassedOver write(RowWorld rows, String reason, String statement) throws Exception {
        PassedOver transaction = new PassedOver(rows, rows.world().walPosition());
        rows.world().checker().gap(rows.runner().name(), transaction.from, Long.MAX_VALUE);
        rows.write(1, statement);
        long end = rows.world().walPosition();
        rows.expectState("NEEDS_OPERATOR", reason);
        String before = rows.ask(
                "SELECT confirmed_flush_lsn - '0/0'::pg_lsn < " + end + " FROM pg_replication_slots WHERE slot_name = '"
                        + rows.runner().name() + '\'');
        RowWorld.require(before.equals("t"), "the slot is confirmed past what stopped the stream");
        return transaction;
    }

    /** It will come no more; what is written from now on has to. */
    void giveUp() throws Exception {
        rows.world().checker().gap(rows.runner().name(), from, rows.world().walPosition());
    }

    /** Moves the slot behind it while the runner is stopped. */
    void passOver() throws Exception {
        Lane runner = rows.runner();
        rows.stopRunner();
        giveUp();
        rows.sql("SELECT pg_replication_slot_advance('" + runner.name() + "', pg_current_wal_lsn())");
        runner.start();
        runner.awaitStreaming(PATIENCE);
    }
}
