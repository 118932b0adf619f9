package dev.cdcnotifier.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.SlotName;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotMemoryTest {

    private static final ServerFacts SERVER = new ServerFacts(150013, "1", 1);
    private static final ServerFacts PROMOTED = new ServerFacts(150013, "1", 2);
    private static final Lsn LOG_END = new Lsn(1000);

    private final SlotMemory memory = new SlotMemory(new SlotName("s"));

    @BeforeEach
    void start() {
        memory.started(SERVER, new Lsn(100), 42);
        memory.confirmed(new Lsn(200));
    }

    @Test
    void a_confirmed_position_never_goes_back() {
        memory.confirmed(new Lsn(150));
        assertThat(memory.confirmedOn(SERVER)).isEqualTo(new Lsn(200));
    }

    @Test
    void a_position_of_another_timeline_is_worth_nothing() {
        assertThat(memory.confirmedOn(PROMOTED)).isEqualTo(Lsn.NONE);
        assertThat(memory.problems(PROMOTED, new Lsn(900), new Lsn(10), Lsn.MAX))
                .isEmpty();
    }

    @Test
    void a_slot_behind_is_normal_after_a_crash() {
        assertThat(memory.problems(SERVER, new Lsn(100), LOG_END, Lsn.MAX)).isEmpty();
        assertThat(memory.problems(SERVER, new Lsn(200), LOG_END, Lsn.MAX)).isEmpty();
    }

    @Test
    void a_slot_ahead_of_what_was_delivered_is_an_alarm() {
        assertThat(memory.problems(SERVER, new Lsn(201), LOG_END, Lsn.MAX))
                .extracting(Problem::reason)
                .containsExactly(Reason.SLOT_MOVED);
    }

    @Test
    void a_log_that_ends_before_what_was_delivered_is_an_alarm() {
        assertThat(memory.problems(SERVER, new Lsn(100), new Lsn(199), Lsn.MAX))
                .extracting(Problem::reason)
                .containsExactly(Reason.SLOT_MOVED);
    }

    @Test
    void what_is_forgotten_alarms_nobody() {
        memory.forget();
        assertThat(memory.problems(SERVER, new Lsn(900), LOG_END, Lsn.MAX)).isEmpty();
        assertThat(memory.confirmedOn(SERVER)).isEqualTo(Lsn.NONE);
    }

    @Test
    void it_knows_its_own_session_among_others() {
        assertThat(memory.holds(OptionalInt.of(42))).isTrue();
        assertThat(memory.holds(OptionalInt.of(43))).isFalse();
        assertThat(memory.holds(OptionalInt.empty())).isFalse();
    }

    @Test
    void a_slot_that_was_gone_and_is_back_is_another_one_wherever_it_is() {
        memory.seen();
        memory.missed();
        assertThat(memory.problems(SERVER, new Lsn(150), LOG_END, Lsn.MAX))
                .extracting(Problem::reason)
                .containsExactly(Reason.SLOT_MOVED);
        memory.forget();
        assertThat(memory.problems(SERVER, new Lsn(150), LOG_END, Lsn.MAX)).isEmpty();
    }

    @Test
    void a_slot_that_never_was_there_is_not_gone() {
        memory.missed();
        assertThat(memory.problems(SERVER, new Lsn(150), LOG_END, Lsn.MAX)).isEmpty();
    }

    @Test
    void a_slot_ahead_is_another_runners_work_when_one_stood_by() {
        memory.accompanied();
        assertThat(memory.followsRunner(SERVER, new Lsn(200))).isFalse();
        assertThat(memory.followsRunner(SERVER, new Lsn(201))).isTrue();
        assertThat(memory.problems(SERVER, new Lsn(201), LOG_END, Lsn.MAX)).isEmpty();
    }

    @Test
    void a_slot_that_was_gone_is_nobodys_work() {
        memory.seen();
        memory.accompanied();
        memory.missed();
        assertThat(memory.followsRunner(SERVER, new Lsn(201))).isFalse();
    }

    @Test
    void a_runner_that_stood_by_during_an_earlier_session_excuses_nothing() {
        memory.accompanied();
        memory.started(SERVER, new Lsn(200), 43);
        assertThat(memory.followsRunner(SERVER, new Lsn(201))).isFalse();
    }

    @Test
    void what_is_confirmed_after_the_end_of_the_log_was_read_says_nothing_of_that_end() {
        Lsn before = memory.lastConfirmed();
        memory.confirmed(new Lsn(300));
        assertThat(memory.problems(SERVER, new Lsn(200), new Lsn(250), before)).isEmpty();
        assertThat(memory.problems(SERVER, new Lsn(200), new Lsn(250), memory.lastConfirmed()))
                .isNotEmpty();
    }
}
