package dev.cdcnotifier.chaos.row;

/** S16. */
final class IdentityLost implements Row {

    @Override
    public String id() {
        return "S16";
    }

    @Override
    public String claim() {
        return "the processes' REPLICA IDENTITY is FULL no longer; the stream stops before the next row of it";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.awaitQuiet();
        rows.sql(rows.named("ALTER TABLE {processes} REPLICA IDENTITY DEFAULT"));
        PassedOver transaction = PassedOver.write(rows, "relation_unusable", RowWorld.process("unjudged"));
        rows.expectMessage("REPLICA IDENTITY");
        rows.expectMessage(rows.runner().name() + "_processes");
        rows.sql(rows.named("ALTER TABLE {processes} REPLICA IDENTITY FULL"));
        transaction.passOver();
        rows.world().workload().start();
        rows.awaitRecovery();
    }
}
