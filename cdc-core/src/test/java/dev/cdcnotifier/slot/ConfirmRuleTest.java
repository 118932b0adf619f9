package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ConfirmRuleTest {

    private static final Lsn L100 = new Lsn(100);
    private static final Lsn L200 = new Lsn(200);
    private static final Lsn L300 = new Lsn(300);

    @Test
    void the_end_of_the_completed_prefix_is_confirmed() {
        assertThat(ConfirmRule.next(L100, L200, false, L300, Lsn.MAX)).isEqualTo(L200);
    }

    @Test
    void the_servers_position_is_not_confirmed_while_anything_is_pending() {
        assertThat(ConfirmRule.next(L100, Lsn.NONE, false, L300, Lsn.MAX)).isEqualTo(L100);
    }

    @Test
    void the_servers_position_is_confirmed_when_nothing_is_pending() {
        assertThat(ConfirmRule.next(L100, L200, true, L300, Lsn.MAX)).isEqualTo(L300);
    }

    @Test
    void nothing_is_confirmed_beyond_the_limit() {
        assertThat(ConfirmRule.next(L100, Lsn.NONE, true, L300, L200)).isEqualTo(L200);
        assertThat(ConfirmRule.next(L100, L300, false, L300, L200)).isEqualTo(L200);
    }

    @Test
    void positions_compare_as_unsigned_numbers() {
        Lsn high = new Lsn(-5);
        assertThat(ConfirmRule.next(L100, high, false, Lsn.NONE, Lsn.MAX)).isEqualTo(high);
    }

    @Property
    void the_confirmed_position_never_goes_back(
            @ForAll long confirmed,
            @ForAll long completed,
            @ForAll boolean nothingPending,
            @ForAll long server,
            @ForAll long limit) {
        Lsn next = ConfirmRule.next(
                new Lsn(confirmed), new Lsn(completed), nothingPending, new Lsn(server), new Lsn(limit));
        assertThat(next.isBefore(new Lsn(confirmed))).isFalse();
    }
}
