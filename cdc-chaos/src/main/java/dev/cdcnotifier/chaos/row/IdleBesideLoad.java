package dev.cdcnotifier.chaos.row;

import java.sql.Connection;
import java.sql.Statement;

/** D3. */
final class IdleBesideLoad implements Row {

    private static final long LIMIT = 64L << 20;

    private final int megabytes;

    IdleBesideLoad(int megabytes) {
        this.megabytes = megabytes;
    }

    @Override
    public String id() {
        return "D3";
    }

    @Override
    public String claim() {
        return "an idle stream beside " + megabytes + " MB of unrelated log; its slot is never more than 64 MB behind";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.awaitQuiet();
        long worst = 0;
        long began = rows.world().walPosition();
        try (Connection connection = rows.world().postgres().connect("elsewhere");
                Statement statement = connection.createStatement()) {
            for (int written = 0; written < megabytes; written++) {
                statement.execute("INSERT INTO unrelated SELECT repeat('x', 1000) FROM generate_series(1, 940)");
                String behind = rows.ask("SELECT pg_current_wal_lsn() - confirmed_flush_lsn FROM pg_replication_slots"
                        + " WHERE slot_name = '" + rows.runner().name() + '\'');
                worst = Math.max(worst, Long.parseLong(behind));
            }
        }
        long log = rows.world().walPosition() - began;
        rows.saw("%,d bytes of log, the slot %,d bytes behind at the most".formatted(log, worst));
        RowWorld.require(log >= (long) megabytes * 900_000, "only " + log + " bytes of log were written");
        RowWorld.require(worst <= LIMIT, "the slot was " + worst + " bytes behind");
        rows.world().workload().start();
        rows.awaitRecovery();
    }
}
