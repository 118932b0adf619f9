package dev.cdcnotifier.chaos.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.InFlight;
import dev.cdcnotifier.pg.Lsn;
import org.junit.jupiter.api.Test;

class UndeliveredTest {

    private final AckLedger ledger = new AckLedger(100, 10_000);

    @Test
    void a_position_at_the_end_of_an_unacknowledged_transaction_passes_it_and_one_before_does_not() {
        transaction(1_000);
        assertThat(Undelivered.isPassed(ledger, 999)).isFalse();
        assertThat(Undelivered.isPassed(ledger, 1_000)).isTrue();
    }

    @Test
    void an_acknowledged_transaction_is_passed_only_behind_one_that_is_not_acknowledged() {
        transaction(1_000).acked();
        assertThat(Undelivered.isPassed(ledger, 5_000)).isFalse();
        transaction(2_000);
        transaction(3_000).acked();
        assertThat(Undelivered.isPassed(ledger, 1_999)).isFalse();
        assertThat(Undelivered.isPassed(ledger, 3_000)).isTrue();
    }

    @Test
    void an_open_transaction_without_an_end_is_not_passed() {
        transaction(1_000).acked();
        ledger.begin(0);
        ledger.sent(10, 0);
        assertThat(Undelivered.isPassed(ledger, 5_000)).isFalse();
    }

    private InFlight transaction(long end) {
        ledger.begin(0);
        InFlight run = ledger.sent(10, 0);
        ledger.commit(new Lsn(end));
        return run;
    }
}
