package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.HaltedRow;
import dev.cdcnotifier.slot.Lag;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamActivity;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.supervision.WorkerState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Streams that stream. */
final class Statuses {

    private Statuses() {}

    /** @param name {@code db_ref/slot} */
    static StreamStatus of(String name) {
        return of(name, new WorkerState.Streaming());
    }

    /** Halted at a row. */
    static StreamStatus halted(String name) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("process_id", "p1");
        facts.put("event_id", "7");
        facts.put("commit_lsn", "16/B374D848");
        facts.put("seq", "3");
        return of(
                name,
                new WorkerState.NeedsOperator(
                        new Failure(
                                FailureKind.HALT,
                                "poison_row",
                                "a row cannot",
                                new HaltedRow(new RowId(Lsn.parse("16/B374D848"), 3)),
                                facts,
                                List.of()),
                        false));
    }

    private static StreamStatus of(String name, WorkerState state) {
        return new StreamStatus(
                name,
                name.substring(name.lastIndexOf('/') + 1),
                "127.0.0.1:5432/db",
                "at-least-once",
                state,
                Instant.EPOCH,
                0,
                null,
                new Progress(
                        Lsn.parse("1/10"), Lsn.parse("1/8"), Lsn.parse("1/0"), 2, 200, 7_900_000, Progress.NO_COMMIT),
                new Lag(OptionalLong.of(16), 0, null, false),
                new StreamActivity(11, 7, Map.of("events", 11L), null, null, null),
                null);
    }
}
