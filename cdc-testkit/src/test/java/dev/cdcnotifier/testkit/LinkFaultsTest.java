package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkFaultsTest {

    private final LinkFaults faults = new LinkFaults();

    @Test
    void a_piece_is_no_longer_than_it_was_told() {
        assertThat(faults.nextPiece(Direction.TO_CLIENT, 100)).isEqualTo(100);
        faults.pieces(1);
        assertThat(faults.nextPiece(Direction.TO_CLIENT, 100)).isEqualTo(1);
    }

    @Test
    void a_cut_counts_its_own_direction_and_happens_once() {
        faults.cutAfter(Direction.TO_CLIENT, 3);
        assertThat(faults.nextPiece(Direction.TO_SERVER, 5)).isEqualTo(5);
        assertThat(faults.nextPiece(Direction.TO_CLIENT, 5)).isEqualTo(3);
        assertThat(faults.nextPiece(Direction.TO_CLIENT, 2)).isEqualTo(-1);
        assertThat(faults.nextPiece(Direction.TO_CLIENT, 2)).isEqualTo(2);
    }
}
