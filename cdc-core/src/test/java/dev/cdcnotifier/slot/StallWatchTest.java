package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.WalEnd;
import dev.cdcnotifier.replication.WalsenderLook;
import dev.cdcnotifier.replication.WalsenderLook.Standby;
import dev.cdcnotifier.supervision.Stall;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StallWatchTest {

    private static final long LOOK = Duration.ofSeconds(5).toNanos();
    private static final Lsn HEARD = new Lsn(1_000);

    private final List<WalEnd> ends = new ArrayList<>();
    private final List<Long> busyAt = new ArrayList<>();
    private final Deque<Runnable> questions = new ArrayDeque<>();
    private Executor thread = Runnable::run;
    private final StallWatch watch =
            new StallWatch("s", this::look, ends::add, busyAt::add, question -> thread.execute(question), 0);

    private @Nullable WalsenderLook next = look(9_000, "IPC", "SomethingNew", 0);
    private @Nullable SQLException failure;
    private int looks;

    @Test
    void a_stream_to_which_nothing_comes_for_two_looks_although_there_is_wal_stands() throws InterruptedException {
        turn(0, true);
        assertThat(watch.stall()).as("one look says nothing yet").isNull();
        turn(LOOK, true);
        assertThat(watch.stall()).isNotNull();
        assertThat(ends).extracting(WalEnd::position).containsExactly(new Lsn(9_000), new Lsn(9_000));
    }

    @Test
    void it_goes_on_standing_between_looks_and_is_over_with_the_first_message() throws InterruptedException {
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
    void a_position_that_moves_is_progress() throws InterruptedException {
        for (int turn = 0; turn < 5; turn++) {
            watch.check(new Lsn(1_000 + turn), 0, true, turn * LOOK);
            assertThat(watch.stall()).isNull();
        }
    }

    @Test
    void an_idle_stream_of_a_quiet_server_does_not_stand() throws InterruptedException {
        next = look(1_000, "IPC", "SomethingNew", 0);
        turn(0, true);
        turn(LOOK, true);
        assertThat(watch.stall()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"WalSenderWaitForWal", "WalSenderWaitForWAL"})
    void a_walsender_that_has_read_everything_does_not_stand_over_half_a_record(String event)
            throws InterruptedException {
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
    void a_walsender_that_claims_to_have_read_what_it_never_sent_is_not_believed() throws InterruptedException {
        next = look(1_000 + (64 << 20), "Client", "WalSenderWaitForWal", 0);
        turn(0, true);
        turn(LOOK, true);
        assertThat(watch.stall()).isNotNull();
    }

    @Test
    void a_stream_that_does_not_poll_because_it_is_full_is_not_the_servers_doing() throws InterruptedException {
        turn(0, false);
        turn(LOOK, false);
        turn(2 * LOOK, false);
        assertThat(watch.stall()).isNull();
    }

    @Test
    void a_look_that_is_not_answered_holds_up_nothing_and_is_not_asked_twice() throws Exception {
        thread = questions::add;
        turn(0, true);
        turn(LOOK, true);
        turn(2 * LOOK, true);
        assertThat(questions).hasSize(1);
        assertThat(looks).isZero();
        questions.remove().run();
        turn(2 * LOOK + 1, true);
        assertThat(ends).extracting(WalEnd::position).containsExactly(new Lsn(9_000));
        turn(3 * LOOK, true);
        assertThat(questions).hasSize(1);
    }

    @Test
    void what_came_while_the_server_was_asked_is_progress() throws Exception {
        turn(0, true);
        thread = questions::add;
        turn(LOOK, true);
        watch.check(HEARD, 1, true, LOOK + 1);
        questions.remove().run();
        watch.check(HEARD, 1, true, LOOK + 2);
        thread = Runnable::run;
        watch.check(HEARD, 1, true, 2 * LOOK);
        assertThat(watch.stall()).as("one look since the message").isNull();
        watch.check(HEARD, 1, true, 3 * LOOK);
        assertThat(watch.stall()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "IO, ReorderBufferRead, true",
        "LWLock, WALInsert, true",
        "Lock, relation, true",
        "Client, WalSenderWaitForWal, false",
        "Client, WalSenderWriteData, false",
        "Client, WaitForStandbyConfirmation, false",
        "Activity, WalSenderMain, false"
    })
    void a_walsender_that_does_not_wait_for_us_is_busy_as_of_when_it_was_asked(String type, String event, boolean busy)
            throws Exception {
        next = look(9_000, type, event, 0);
        turn(7, true);
        assertThat(busyAt).hasSize(busy ? 1 : 0).allMatch(at -> at == 7);
    }

    @Test
    void a_look_that_fails_changes_nothing() throws InterruptedException {
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
    void sessions_that_block_the_walsender_are_named() throws InterruptedException {
        Stall stall = Stalls.of(
                look(9_000, "", "", 0),
                new WalsenderLook(
                        new Lsn(9_000), "Lock", "relation", 0, List.of("pid 7, application psql"), List.of()));
        assertThat(stall.message()).contains("pid 7, application psql");
    }

    private void turn(long nanos, boolean dry) throws InterruptedException {
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
