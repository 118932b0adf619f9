package dev.cdcnotifier.chaos.row;

import java.time.Duration;
import java.util.List;

/** S6, S7, S8. Nothing is written while the publication is less than it has to be: that would be lost. */
final class PublicationTaken implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String id;
    private final String what;
    private final String taking;
    private final String mending;
    private final String reason;

    private PublicationTaken(String id, String what, String taking, String mending, String reason) {
        this.id = id;
        this.what = what;
        this.taking = taking;
        this.mending = mending;
        this.reason = reason;
    }

    static List<Row> all() {
        String alter = "ALTER PUBLICATION {publication} ";
        return List.of(
                new PublicationTaken(
                        "S6",
                        "dropped",
                        "DROP PUBLICATION {publication}",
                        "CREATE PUBLICATION {publication} FOR TABLE {processes}, {events}",
                        "publication_missing"),
                new PublicationTaken(
                        "S7",
                        "filtered",
                        alter + "SET TABLE {processes} WHERE (process_id <> 'x'), {events}",
                        alter + "SET TABLE {processes}, {events}",
                        "publication_narrow"),
                new PublicationTaken(
                        "S7n",
                        "narrowed to inserts",
                        alter + "SET (publish = 'insert')",
                        alter + "SET (publish = 'insert, update, delete, truncate')",
                        "publication_narrow"),
                new PublicationTaken(
                        "S8",
                        "there without one of our tables",
                        alter + "DROP TABLE {events}",
                        alter + "ADD TABLE {events}",
                        "publication_narrow"));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String claim() {
        return "the publication is " + what
                + "; the stream stops within 30 s, nothing is put back by itself, a start is"
                + " refused, and the stream goes on by itself when it is mended";
    }

    /** The first version on which all of them can be made, and the one that only warns when a publication is gone. */
    @Override
    public List<Integer> versions(int asked) {
        return List.of(15, 18);
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.world().workload().pause();
        rows.awaitQuiet();
        String comment = rows.ask("SELECT obj_description(oid, 'pg_publication') FROM pg_publication WHERE pubname = '"
                + rows.runner().name() + "'");
        long from = System.nanoTime();
        rows.sql(rows.named(taking));
        rows.expectState("NEEDS_OPERATOR", reason);
        rows.within("stopped", RowWorld.NOTICED, RowWorld.since(from));
        rows.awaitAttempts(2);
        rows.stopRunner();
        // In the other mode a process that never streamed the publication would make it.
        rows.runner().configure(text -> text.replace("max-retries = 3", "max-retries = 3, publications = verify"));
        rows.runner().start();
        rows.expectState("NEEDS_OPERATOR", reason);
        rows.sql(rows.named(mending));
        if (!comment.isEmpty()) {
            rows.sql(rows.named("COMMENT ON PUBLICATION {publication} IS '" + comment + "'"));
        }
        rows.runner().awaitStreaming(PATIENCE);
        rows.world().workload().start();
        rows.saw("delivering again after " + rows.awaitRecovery().toMillis() + " ms");
    }
}
