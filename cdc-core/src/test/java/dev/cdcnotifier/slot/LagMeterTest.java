package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.WalEnd;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LagMeterTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final LagMeter meter = new LagMeter();

    @Test
    void what_the_server_holds_back_is_lag_although_the_session_heard_nothing_of_it() {
        Progress idle = progress(1_000, 1_000);
        meter.read(end(5_000, 0), new Lsn(900), idle);
        assertThat(meter.lag(idle, NOW).bytes()).hasValue(4_000);
    }

    @Test
    void what_the_session_heard_since_the_last_look_counts_too() {
        meter.read(end(1_000, 0), new Lsn(1_000), progress(1_000, 1_000));
        assertThat(meter.lag(progress(9_000, 1_000), NOW).bytes()).hasValue(8_000);
        assertThat(meter.lag(progress(9_000, 9_000), NOW).bytes()).hasValue(0);
    }

    @Test
    void before_the_first_session_the_slot_says_what_is_confirmed() {
        meter.read(end(5_000, 0), new Lsn(2_000), Progress.NONE);
        assertThat(meter.lag(Progress.NONE, NOW).bytes()).hasValue(3_000);
    }

    @Test
    void a_slot_that_vanished_was_where_it_was_last_seen() {
        meter.read(end(5_000, 0), new Lsn(2_000), Progress.NONE);
        meter.read(end(9_000, 1), Lsn.NONE, Progress.NONE);
        assertThat(meter.lag(Progress.NONE, NOW).bytes()).hasValue(7_000);
    }

    @Test
    void without_a_confirmed_position_the_lag_is_unknown_and_not_the_whole_log() {
        meter.read(end(5_000, 0), Lsn.NONE, Progress.NONE);
        Lag lag = meter.lag(Progress.NONE, NOW.plusSeconds(60));
        assertThat(lag.bytes()).isEmpty();
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void seconds_grow_from_when_the_log_was_first_seen_beyond_what_is_confirmed() {
        Progress halted = progress(1_000, 1_000);
        meter.read(end(1_000, 0), new Lsn(1_000), halted);
        meter.read(end(1_500, 5), new Lsn(1_000), halted);
        meter.read(end(9_000, 10), new Lsn(1_000), halted);
        assertThat(meter.lag(halted, NOW.plusSeconds(65)).seconds()).isEqualTo(60);
    }

    @Test
    void a_stream_that_confirms_what_it_was_seen_behind_is_no_longer_behind_it() {
        Progress before = progress(1_000, 1_000);
        meter.read(end(1_500, 0), new Lsn(1_000), before);
        assertThat(meter.lag(progress(1_500, 1_500), NOW.plusSeconds(5)).seconds())
                .isZero();
        meter.read(end(2_000, 5), new Lsn(1_500), progress(1_500, 1_500));
        assertThat(meter.lag(progress(1_500, 1_500), NOW.plusSeconds(6)).seconds())
                .as("counted from the later look")
                .isEqualTo(1);
    }

    @Test
    void the_commit_that_waits_counts_when_it_is_older_than_the_look() {
        Progress poisoned =
                new Progress(new Lsn(1_500), new Lsn(1_000), new Lsn(1_000), 0, 0, 0, micros(NOW.minusSeconds(300)));
        meter.read(end(1_500, 0), new Lsn(1_000), poisoned);
        assertThat(meter.lag(poisoned, NOW).seconds()).isEqualTo(300);
    }

    @Test
    void an_end_that_was_read_long_ago_makes_the_lag_a_least() {
        Progress halted = progress(1_000, 1_000);
        meter.read(end(5_000, 0), new Lsn(1_000), halted);
        assertThat(meter.lag(halted, NOW.plusSeconds(10)).atLeast()).isFalse();
        Lag old = meter.lag(halted, NOW.plusSeconds(16));
        assertThat(old.atLeast()).isTrue();
        assertThat(old.asOf()).isEqualTo(NOW);
        assertThat(old.bytes()).hasValue(4_000);
    }

    private static WalEnd end(long position, long seconds) {
        return new WalEnd(new Lsn(position), NOW.plusSeconds(seconds));
    }

    private static long micros(Instant time) {
        return time.toEpochMilli() * 1_000;
    }

    private static Progress progress(long server, long confirmed) {
        return new Progress(new Lsn(server), new Lsn(confirmed), new Lsn(confirmed), 0, 0, 0, Progress.NO_COMMIT);
    }
}
