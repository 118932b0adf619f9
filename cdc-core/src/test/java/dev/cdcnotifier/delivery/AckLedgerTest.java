package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cdcnotifier.pg.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AckLedgerTest {

    private final AckLedger ledger = new AckLedger(1_000, 1_000_000);

    @Test
    void nothing_is_complete_before_the_commit_even_when_everything_is_acked() {
        ledger.begin(0);
        ledger.sent(10, 0).acked();
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
        ledger.commit(new Lsn(100));
        assertThat(ledger.completed()).isEqualTo(new Lsn(100));
    }

    @Test
    void a_transaction_behind_an_unacked_one_is_not_complete() {
        InFlight first = transaction(100);
        InFlight second = transaction(200);
        second.acked();
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
        first.acked();
        assertThat(ledger.completed()).isEqualTo(new Lsn(200));
    }

    @Test
    void one_unacked_record_of_many_holds_its_transaction() {
        ledger.begin(0);
        List<InFlight> records = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            records.add(ledger.sent(10, 0));
        }
        ledger.commit(new Lsn(100));
        records.stream().skip(1).forEach(InFlight::acked);
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
        assertThat(ledger.hasUnacked()).isTrue();
        records.get(0).acked();
        assertThat(ledger.completed()).isEqualTo(new Lsn(100));
        assertThat(ledger.isIdle()).isTrue();
    }

    @Test
    void an_empty_transaction_is_complete_at_its_commit() {
        ledger.begin(0);
        ledger.commit(new Lsn(100));
        assertThat(ledger.completed()).isEqualTo(new Lsn(100));
    }

    @Test
    void an_empty_transaction_waits_for_the_one_before_it() {
        InFlight before = transaction(100);
        ledger.begin(0);
        ledger.commit(new Lsn(200));
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
        before.acked();
        assertThat(ledger.completed()).isEqualTo(new Lsn(200));
    }

    @Test
    void a_million_empty_transactions_behind_a_stuck_one_take_no_memory() {
        transaction(1);
        for (int i = 2; i < 1_000_000; i++) {
            ledger.begin(0);
            ledger.commit(new Lsn(i));
        }
        assertThat(ledger.records()).isEqualTo(1);
        assertThat(ledger.hasRoom()).isTrue();
    }

    @Test
    void a_failed_record_is_never_complete_and_the_first_failure_is_kept() {
        transaction(100);
        DeliveryException first = failure("first");
        ledger.failed(first);
        ledger.failed(failure("second"));
        transaction(200).acked();
        assertThat(ledger.failure()).isSameAs(first);
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
    }

    @Test
    void a_full_window_has_no_room_until_its_oldest_run_is_acked() {
        AckLedger small = new AckLedger(4, 1_000_000);
        small.begin(0);
        List<InFlight> records = new ArrayList<>();
        while (small.hasRoom()) {
            records.add(small.sent(10, 0));
        }
        assertThat(records).hasSize(4);
        records.get(3).acked();
        small.completed();
        assertThat(small.hasRoom()).isFalse();
        records.get(0).acked();
        small.completed();
        assertThat(small.hasRoom()).isTrue();
    }

    @Test
    void a_window_of_one_record_passes_a_transaction_of_many() {
        AckLedger one = new AckLedger(1, 1);
        one.begin(0);
        for (int i = 0; i < 10; i++) {
            assertThat(one.hasRoom()).isTrue();
            one.sent(100, 0).acked();
            one.completed();
        }
        one.commit(new Lsn(5));
        assertThat(one.completed()).isEqualTo(new Lsn(5));
    }

    @Test
    void the_window_is_bounded_by_bytes_too() {
        AckLedger small = new AckLedger(1_000, 100);
        small.begin(0);
        small.sent(99, 0);
        assertThat(small.hasRoom()).isTrue();
        small.sent(1, 0);
        assertThat(small.hasRoom()).isFalse();
    }

    @Test
    void a_long_transaction_releases_what_is_acked_while_it_lasts() {
        ledger.begin(0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(ledger.hasRoom()).isTrue();
            ledger.sent(100, 0).acked();
            ledger.completed();
        }
        assertThat(ledger.records()).isLessThan(1_000);
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
    }

    @Test
    void the_age_is_that_of_the_oldest_unacked_record() {
        assertThat(ledger.oldestAgeNanos(500)).isZero();
        InFlight first = transaction(100, 1_000);
        InFlight second = transaction(200, 2_000);
        assertThat(ledger.oldestAgeNanos(5_000)).isEqualTo(4_000);
        first.acked();
        ledger.completed();
        assertThat(ledger.oldestAgeNanos(5_000)).isEqualTo(3_000);
        second.acked();
        ledger.completed();
        assertThat(ledger.oldestAgeNanos(5_000)).isZero();
    }

    @Test
    void the_age_stays_true_in_a_transaction_that_takes_long_to_send() {
        ledger.begin(0);
        long second = TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < 60; i++) {
            ledger.sent(10, i * second).acked();
            ledger.completed();
            assertThat(ledger.oldestAgeNanos(i * second)).isZero();
        }
        ledger.sent(10, 60 * second);
        assertThat(ledger.oldestAgeNanos(63 * second)).isEqualTo(3 * second);
    }

    @Test
    void the_deadline_counts_from_the_last_confirmation_of_whatever_record() {
        InFlight first = transaction(100, 1_000);
        InFlight second = transaction(200, 2_000);
        ledger.turn(5_000);
        assertThat(ledger.stalledNanos(5_000)).isEqualTo(4_000);
        second.acked();
        ledger.turn(6_000);
        assertThat(ledger.stalledNanos(6_500)).as("the first still waits").isEqualTo(500);
        first.acked();
        ledger.turn(9_000);
        assertThat(ledger.stalledNanos(20_000)).as("nothing waits").isZero();
        transaction(300, 30_000);
        assertThat(ledger.stalledNanos(30_100))
                .as("silent because there was nothing")
                .isEqualTo(100);
    }

    @Test
    void a_record_that_only_counts_with_its_transaction_is_progress_when_it_is_confirmed() {
        transaction(100, 1_000);
        ledger.progressed();
        ledger.turn(5_000);
        assertThat(ledger.stalledNanos(5_100)).isEqualTo(100);
        assertThat(ledger.completed()).isEqualTo(Lsn.NONE);
    }

    @Test
    void a_partition_that_stands_is_not_hidden_by_others_that_go_on() {
        AckLedger whole = new AckLedger(1_000_000, 1L << 40);
        long second = TimeUnit.SECONDS.toNanos(1);
        whole.begin(0);
        whole.sent(10, 0);
        whole.commit(new Lsn(1));
        long now = 0;
        List<InFlight> others = new ArrayList<>();
        while (whole.stalledNanos(now) < 12 * second) {
            now += second / 10;
            assertThat(now).isLessThan(120 * second);
            others.forEach(InFlight::acked);
            others.clear();
            whole.turn(now);
            whole.completed();
            if (whole.hasRoom()) {
                whole.begin(0);
                others.add(whole.sent(1_000, now));
                whole.commit(new Lsn(now));
            }
        }
        assertThat(whole.isSlow()).isTrue();
    }

    @Test
    void a_window_that_shrinks_below_the_run_that_is_open_has_room_again_once_that_is_confirmed() {
        AckLedger whole = new AckLedger(1_000_000, 1L << 30);
        long second = TimeUnit.SECONDS.toNanos(1);
        whole.begin(0);
        for (int i = 0; i < 8; i++) {
            while (whole.hasRoom()) {
                whole.sent(1_000, i).acked();
            }
            whole.turn(i + 1);
            whole.completed();
        }
        InFlight waiting = whole.sent(10_000, 10);
        InFlight open = whole.sent(150_000, 10);
        whole.turn(60 * second);
        waiting.acked();
        open.acked();
        whole.turn(60 * second);
        whole.completed();
        assertThat(whole.hasRoom()).isTrue();
    }

    @Test
    void records_and_commits_outside_of_a_transaction_are_refused() {
        assertThatIllegalStateException().isThrownBy(() -> ledger.sent(1, 0));
        assertThatIllegalStateException().isThrownBy(() -> ledger.commit(new Lsn(1)));
        ledger.begin(0);
        assertThatIllegalStateException().isThrownBy(() -> ledger.begin(0));
    }

    @Test
    void the_oldest_commit_is_that_of_the_first_transaction_that_is_not_complete() {
        assertThat(ledger.oldestCommitMicros()).isEqualTo(AckLedger.NO_COMMIT);
        InFlight first = transaction(100, 0, 1_000);
        InFlight second = transaction(200, 0, 2_000);
        ledger.begin(3_000);
        assertThat(ledger.oldestCommitMicros()).isEqualTo(1_000);
        first.acked();
        ledger.completed();
        assertThat(ledger.oldestCommitMicros()).isEqualTo(2_000);
        second.acked();
        ledger.completed();
        assertThat(ledger.oldestCommitMicros()).as("open, and without a record").isEqualTo(3_000);
        ledger.commit(new Lsn(300));
        assertThat(ledger.oldestCommitMicros()).isEqualTo(AckLedger.NO_COMMIT);
    }

    @Test
    void of_what_became_complete_together_the_first_commit_is_handed_out_once() {
        InFlight first = transaction(100, 0, 1_000);
        InFlight second = transaction(200, 0, 2_000);
        ledger.completed();
        assertThat(ledger.takeDelivered()).isEqualTo(AckLedger.NO_COMMIT);
        second.acked();
        first.acked();
        ledger.completed();
        assertThat(ledger.takeDelivered()).isEqualTo(1_000);
        assertThat(ledger.takeDelivered()).isEqualTo(AckLedger.NO_COMMIT);
    }

    @Test
    void a_transaction_without_records_is_no_delivery() {
        ledger.begin(1_000);
        ledger.commit(new Lsn(100));
        assertThat(ledger.completed()).isEqualTo(new Lsn(100));
        assertThat(ledger.takeDelivered()).isEqualTo(AckLedger.NO_COMMIT);
    }

    private InFlight transaction(long endLsn) {
        return transaction(endLsn, 0, 0);
    }

    private InFlight transaction(long endLsn, long sentAt) {
        return transaction(endLsn, sentAt, 0);
    }

    private InFlight transaction(long endLsn, long sentAt, long commitMicros) {
        ledger.begin(commitMicros);
        InFlight record = ledger.sent(10, sentAt);
        ledger.commit(new Lsn(endLsn));
        return record;
    }

    private static DeliveryException failure(String reason) {
        return new DeliveryException(DeliveryException.Kind.TRANSIENT, reason, reason);
    }
}
