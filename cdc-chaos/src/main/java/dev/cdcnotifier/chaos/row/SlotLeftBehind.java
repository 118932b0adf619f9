package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** P8: a base backup has no slots, so a standby made of one has none. */
final class SlotLeftBehind implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "P8";
    }

    @Override
    public String claim() {
        return "the server comes back promoted, on a new timeline and without the slot, as a standby does; as after S1";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        Path data = Path.of(rows.ask("SHOW data_directory"));
        rows.sql("ALTER SYSTEM SET restore_command = 'false'");
        // Until it is promoted the server takes no rows.
        rows.world().workload().pause();
        SlotGap gap = SlotGap.open(rows);
        rows.world().postgres().stopFast();
        delete(data.resolve("pg_replslot").resolve(rows.runner().name()));
        Files.createFile(data.resolve("recovery.signal"));
        rows.world().postgres().restart();
        Await.until("the end of recovery", PATIENCE, () -> rows.ask("SELECT pg_is_in_recovery()")
                .equals("f"));
        String timeline = rows.ask("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)");
        RowWorld.require(!timeline.equals("00000001"), "the server was not promoted");
        RowWorld.require(rows.confirmed().isEmpty(), "the slot is still there");
        rows.expectState("NEEDS_OPERATOR", "slot_missing");
        rows.expectMessage("was at ");
        rows.saw("stopped; the server is on timeline " + timeline);
        rows.awaitAttempts(3);
        RowWorld.require(rows.confirmed().isEmpty(), "the slot was made again at " + rows.confirmed());
        gap.closeByNewSlot();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
