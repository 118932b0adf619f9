package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.Position;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.TimelineHistory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumePointTest {

    private static final Lsn START = Lsn.parse("0/100");
    private static final Lsn COMMIT = Lsn.parse("0/200");
    private static final RowPosition WHOLE = new RowPosition(COMMIT, RowPosition.WHOLE);
    private static final RowPosition INSIDE = new RowPosition(COMMIT, 7);

    @Test
    void without_a_position_every_row_is_sent() throws Exception {
        assertThat(resume(null, 1, "")).isEqualTo(RowPosition.NONE);
        assertThat(RowPosition.NONE.covers(new Lsn(1), 1)).isFalse();
    }

    @Test
    void on_the_same_timeline_rows_up_to_the_position_are_passed_over() throws Exception {
        RowPosition whole = resume(new Position(1, WHOLE, identity(1).fingerprint()), 1, "");
        assertThat(whole.covers(Lsn.parse("0/1FF"), 99)).isTrue();
        assertThat(whole.covers(COMMIT, 1_000_000)).isTrue();
        assertThat(whole.covers(Lsn.parse("0/201"), 1)).isFalse();
        RowPosition inside = resume(new Position(1, INSIDE, identity(1).fingerprint()), 1, "");
        assertThat(inside.covers(COMMIT, 7)).isTrue();
        assertThat(inside.covers(COMMIT, 8)).isFalse();
    }

    @Test
    void what_was_delivered_before_the_fork_is_passed_over_after_a_failover() throws Exception {
        assertThat(resume(
                        new Position(1, WHOLE, identity(1).fingerprint()),
                        2,
                        "1\t0/300\tno recovery target specified\n"))
                .isEqualTo(WHOLE);
    }

    @Test
    void what_was_delivered_beyond_the_fork_is_not_what_the_new_primary_has_there() throws Exception {
        RowPosition resume =
                resume(new Position(1, WHOLE, identity(1).fingerprint()), 3, "1\t0/180\tfirst\n\n2\t0/190\tsecond\n");
        assertThat(resume.covers(Lsn.parse("0/17F"), 5)).isTrue();
        assertThat(resume.covers(Lsn.parse("0/180"), 1)).isFalse();
        assertThat(resume.covers(COMMIT, 1)).isFalse();
    }

    @Test
    void a_commit_at_the_fork_itself_belongs_to_the_new_timeline() throws Exception {
        assertThat(resume(new Position(1, WHOLE, identity(1).fingerprint()), 2, "1\t0/200\tx\n")
                        .covers(COMMIT, 1))
                .isFalse();
    }

    @Test
    void a_timeline_the_server_does_not_come_from_stops_the_stream() {
        assertStops(
                "position_other_timeline",
                new Position(4, WHOLE, identity(1).fingerprint()),
                3,
                "1\t0/180\tx\n2\t0/190\ty\n");
        assertStops(
                "position_other_timeline", new Position(2, WHOLE, identity(1).fingerprint()), 1, "");
    }

    @Test
    void inside_of_a_transaction_another_list_of_publications_stops_the_stream() {
        assertStops("position_other_publications", new Position(1, INSIDE, "cd"), 1, "");
    }

    @Test
    void between_transactions_the_list_of_publications_does_not_matter() throws Exception {
        assertThat(resume(new Position(1, WHOLE, "cd"), 1, "")).isEqualTo(WHOLE);
    }

    @Test
    void a_transaction_that_is_confirmed_already_may_have_been_counted_in_any_way() throws Exception {
        RowPosition before = new RowPosition(Lsn.parse("0/FF"), 7);
        assertThat(resume(new Position(1, before, "cd"), 1, "")).isEqualTo(before);
    }

    private static void assertStops(String reason, Position position, int timeline, String history) {
        assertThatThrownBy(() -> resume(position, timeline, history))
                .isInstanceOf(DeliveryException.class)
                .extracting(e -> ((DeliveryException) e).reason())
                .isEqualTo(reason);
    }

    private static RowPosition resume(Position position, int timeline, String history) throws Exception {
        StreamIdentity now = identity(timeline);
        return ResumePoint.of(position, now, START, () -> TimelineHistory.parse(history));
    }

    private static StreamIdentity identity(int timeline) {
        return new StreamIdentity("1", timeline, "db", "slot", List.of("a"));
    }
}
