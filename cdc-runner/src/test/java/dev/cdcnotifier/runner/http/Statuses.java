package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.Lag;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamActivity;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.WorkerState;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/** Streams that stream. */
final class Statuses {

    private Statuses() {}

    /** @param name {@code db_ref/slot} */
    static StreamStatus of(String name) {
        return new StreamStatus(
                name,
                name.substring(name.lastIndexOf('/') + 1),
                "127.0.0.1:5432/db",
                "at-least-once",
                new WorkerState.Streaming(),
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
