package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.WalEnd;
import dev.cdcnotifier.replication.WalsenderLook;
import dev.cdcnotifier.replication.WalsenderLook.Standby;
import dev.cdcnotifier.supervision.Stall;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StallWatchTest {

    private static final long LOOK = Duration.ofSeconds(5).toNanos();
    private static final Lsn HEARD = new Lsn(1_000);

    private final List<WalEnd> ends = new ArrayList<>();
    private final StallWatch watch = new StallWatch("s", this::look, this::isDoubtful, ends::add, 0);

    private @Nullable WalsenderLook next = look(9_000, "IPC", "SomethingNew", 0);
    private @Nullable SQLException failure;
    private boolean doubtful;
    private int looks;

    @Test
    void a_stream_to_which_nothing_comes_for_two_looks_although_there_is_wal_stands() {
        turn(0, true);
        assertThat(watch.stall()).as("one look says nothing yet").isNull();
        turn(LOOK, true);
        assertThat(watch.stall()).isNotNull();
        assertThat(ends).extracting(WalEnd::position).containsExactly(new Lsn(9_000), new Lsn(9_000));
    }

    @Test
    void it_goes_on_standing_between_looks_and_is_over_with_the_first_message() {
        turn(0, true);
        turn(LOOK, true);
        turn(LOOK + 1, true);
        assertThat(watch.stall()).isNotNull();
        watch.check(HEARD, 1, false, LOOK + 2);
        assertThat(watch.stall()).isNull();
        watch.check(HEARD, 1, true, 2 * LOOK);
        assertThat(watch.stall()).as("counted from the message on").isNull();
    }

    @Test
    void a_position_that_moves_is_progress() {
        for (int turn = 0; turn < 5; turn++) {
            watch.check(new Lsn(1_000 + turn), 0, true, turn * LOOK);
            assertThat(watch.stall()).isNull();
        }
    }

    @Test
    void an_idle_stream_of_a_quiet_server_does_not_stand() {
        next = look(1_000, "IPC", "SomethingNew", 0);
        turn(0, true);
        turn(LOOK, true);
        assertThat(watch.stall()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"WalSenderWaitForWal", "WalSenderWaitForWAL"})
    void a_walsender_that_has_read_everything_does_not_stand_over_half_a_record(String event) {
        next = look(1_000 + 8_192, "Client", event, 0);
        turn(0, true);
        turn(LOOK, true);
        assertThat(watch.stall()).isNull();
        assertThat(ends)
                .as("half a record can be read by nobody")
                .extracting(WalEnd::position)
                .containsOnly(HEARD);
    }

    @Test
    void a_walsender_that_claims_to_have_read_what_it_never_sent_is_not_believed() {
        next = look(1_000 + (64 << 20), "Client", "WalSenderWaitForWal", 0);
        turn(0, true);
        turn(LOOK, true);
        assertThat(watch.stall()).isNotNull();
    }

    @Test
    void a_stream_that_does_not_poll_because_it_is_full_is_not_the_servers_doing() {
        turn(0, false);
        turn(LOOK, false);
        turn(2 * LOOK, false);
        assertThat(watch.stall()).isNull();
    }

    @Test
    void a_server_that_may_be_gone_is_asked_nothing() {
        doubtful = true;
        turn(0, true);
        turn(LOOK, true);
        assertThat(looks).isZero();
    }

    @Test
    void a_look_that_fails_changes_nothing() {
        turn(0, true);
        turn(LOOK, true);
        failure = new SQLException("scripted");
        turn(2 * LOOK, true);
        assertThat(watch.stall()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0, decoding, true",
        "IO, WALRead, 0, decoding, true",
        "IO, ReorderBufferRead, 0, spilling, true",
        "'', '', 100, spilling, true",
        "Lock, relation, 0, waiting_for_lock, false",
        "IPC, WaitForStandbyConfirmation, 0, waiting_for_standby, false",
        "Client, WaitForStandbyConfirmation, 0, waiting_for_standby, false",
        "Extension, Extension, 0, server_silent, false"
    })
    void the_cause_is_what_the_walsender_does(String type, String event, long spilled, String reason, boolean working) {
        Stall stall = Stalls.of(look(9_000, "", "", 0), look(9_000, type, event, spilled));
        assertThat(stall.reason()).isEqualTo(reason);
        assertThat(stall.working()).isEqualTo(working);
    }

    @Test
    void standbys_that_are_waited_for_are_named_with_the_statement_that_drops_them() {
        Stall stall = Stalls.of(
                look(9_000, "", "", 0),
                new WalsenderLook(
                        new Lsn(9_000),
                        "IPC",
                        "WaitForStandbyConfirmation",
                        0,
                        List.of(),
                        List.of(
                                new Standby("gone", false, false),
                                new Standby("asleep", true, false),
                                new Standby("good", true, true))));
        assertThat(stall.message())
                .contains("gone does not exist, asleep is inactive")
                .endsWith("Run: ALTER SYSTEM SET synchronized_standby_slots = 'good'; SELECT pg_reload_conf();");
    }

    @Test
    void sessions_that_block_the_walsender_are_named() {
        Stall stall = Stalls.of(
                look(9_000, "", "", 0),
                new WalsenderLook(
                        new Lsn(9_000), "Lock", "relation", 0, List.of("pid 7, application psql"), List.of()));
        assertThat(stall.message()).contains("pid 7, application psql");
    }

    private boolean isDoubtful() {
        return doubtful;
    }

    private void turn(long nanos, boolean dry) {
        watch.check(HEARD, 0, dry, nanos);
    }

    private @Nullable WalsenderLook look() throws SQLException {
        looks++;
        if (failure != null) {
            throw failure;
        }
        return next;
    }

    private static WalsenderLook look(long end, String type, String event, long spilled) {
        return new WalsenderLook(new Lsn(end), type, event, spilled, List.of(), List.of());
    }
}
