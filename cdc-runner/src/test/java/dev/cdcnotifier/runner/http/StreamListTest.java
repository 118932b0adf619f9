package dev.cdcnotifier.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.SlotStatus;
import dev.cdcnotifier.slot.HaltedRow;
import dev.cdcnotifier.slot.Lag;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamActivity;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.supervision.WorkerStatus.LastFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is told of a stream, and what is left out while it is not known. */
class StreamListTest {

    private static final Failure POISON = new Failure(
            FailureKind.HALT,
            "poison_row",
            "a row cannot",
            new HaltedRow(new RowId(Lsn.parse("16/B374D848"), 3)),
            Map.of("process_id", "p1"),
            List.of(Remedy.action(Remedy.SKIP).to("give it up")));

    @Test
    void a_halted_stream_is_told_with_everything_that_can_be_known() {
        SlotStatus slot = new SlotStatus(
                Lsn.parse("1/0"),
                Lsn.parse("0/FFFFFF00"),
                "extended",
                OptionalLong.of(4_096),
                OptionalInt.empty(),
                Lsn.parse("1/200"));
        StreamActivity activity = new StreamActivity(
                11,
                7,
                Map.of("events", 11L),
                new StreamActivity.Latency(Duration.ofMillis(3), Duration.ofMillis(12)),
                Instant.ofEpochSecond(60),
                Instant.ofEpochSecond(30));
        assertThat(StreamList.fields(stream(new WorkerState.NeedsOperator(POISON, false), POISON, activity, slot)))
                .containsEntry("state", "NEEDS_OPERATOR")
                .containsEntry("facts", List.of(Map.of("name", "process_id", "value", "p1")))
                .containsEntry("remedies", List.of(Map.of("kind", "action", "text", "skip", "purpose", "give it up")))
                .containsEntry("runbook", "runbooks/poison-row.md")
                .containsEntry("haltedAt", Map.of("commitLsn", "16/B374D848", "seq", 3L))
                .containsEntry(
                        "lastError",
                        Map.of("reason", "poison_row", "message", "a row cannot", "at", "1970-01-01T00:00:10Z"))
                .containsEntry("receivedLsn", "1/8")
                .containsEntry("transactions", 7L)
                .containsEntry("messages", Map.of("events", 11L))
                .containsEntry("latencyMillis", Map.of("p50", 3.0, "p99", 12.0))
                .containsEntry("lastConfirmedAt", "1970-01-01T00:01:00Z")
                .containsEntry("checkedAt", "1970-01-01T00:00:30Z")
                .containsEntry("walEndLsn", "1/200")
                .containsEntry("restartLsn", "0/FFFFFF00")
                .containsEntry("retainedBytes", 768L)
                .containsEntry("safeBytes", 4_096L)
                .containsEntry("walStatus", "extended")
                .containsEntry("lagBytes", 16L)
                .containsEntry("lagSeconds", 90.5)
                .containsEntry("lagAsOf", "1970-01-01T00:01:10Z")
                .containsEntry("lagAtLeast", true);
    }

    @Test
    void a_lag_that_is_not_known_is_left_out_and_never_told_as_none() {
        assertThat(StreamList.fields(stream(new WorkerState.Starting(), POISON, fresh(), null, Lag.UNKNOWN)))
                .doesNotContainKeys("lagBytes", "lagAsOf", "lagAtLeast")
                .containsEntry("lagSeconds", 0.0);
    }

    @Test
    void a_paused_stream_is_not_ready_and_keeps_its_last_error_but_is_halted_at_nothing() {
        assertThat(StreamList.fields(stream(new WorkerState.Paused(), POISON, fresh(), null)))
                .containsEntry("state", "PAUSED")
                .containsEntry("ready", false)
                .containsEntry("reason", "paused")
                .containsKey("lastError")
                .containsEntry("runbook", "runbooks/paused.md")
                .doesNotContainKeys("facts", "remedies", "haltedAt", "latencyMillis", "lastConfirmedAt", "checkedAt")
                .doesNotContainKeys("walEndLsn", "restartLsn", "retainedBytes", "safeBytes", "walStatus");
    }

    private static StreamActivity fresh() {
        return new StreamActivity(0, 0, Map.of(), null, null, null);
    }

    private static StreamStatus stream(WorkerState state, Failure last, StreamActivity activity, SlotStatus slot) {
        return stream(state, last, activity, slot, new Lag(OptionalLong.of(16), 90.5, Instant.ofEpochSecond(70), true));
    }

    private static StreamStatus stream(
            WorkerState state, Failure last, StreamActivity activity, SlotStatus slot, Lag lag) {
        return new StreamStatus(
                "a",
                "slot_a",
                "127.0.0.1:5432/db",
                "at-least-once",
                state,
                Instant.EPOCH,
                3,
                new LastFailure(last, Instant.ofEpochSecond(10)),
                new Progress(
                        Lsn.parse("1/10"), Lsn.parse("1/8"), Lsn.parse("1/0"), 2, 200, 7_900_000, Progress.NO_COMMIT),
                lag,
                activity,
                slot);
    }
}
