package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SkippedRowsTest {

    private static final StreamIdentity SESSION = new StreamIdentity("1", 1, "db", "slot", List.of("a"));
    private static final Lsn START = new Lsn(1_000);
    private static final Lsn COMMIT = new Lsn(2_000);

    private final RecentEvents events = new RecentEvents();
    private final SkippedRows skipped = new SkippedRows("test", events);

    @BeforeEach
    void stopsAtARow() {
        skipped.begin(SESSION, START);
        skipped.add(new RowId(COMMIT, 2));
    }

    @Test
    void a_row_is_skipped_at_exactly_its_position_in_every_session_until_its_transaction_is_confirmed() {
        for (int i = 0; i < 3; i++) {
            skipped.begin(SESSION, START);
            assertThat(skipped.contains(COMMIT, 2)).isTrue();
            assertThat(skipped.contains(COMMIT, 1)).isFalse();
            assertThat(skipped.contains(COMMIT, 3)).isFalse();
            assertThat(skipped.contains(new Lsn(2_001), 2)).isFalse();
        }
        skipped.begin(SESSION, new Lsn(2_100));
        assertThat(skipped.contains(COMMIT, 2)).isFalse();
    }

    @Test
    void a_session_that_starts_at_the_very_commit_still_reads_it() {
        skipped.begin(SESSION, COMMIT);
        assertThat(skipped.contains(COMMIT, 2)).isTrue();
    }

    @Test
    void a_second_row_of_the_transaction_is_skipped_beside_the_first() {
        skipped.begin(SESSION, START);
        skipped.add(new RowId(COMMIT, 7));
        skipped.begin(SESSION, START);
        assertThat(skipped.contains(COMMIT, 2)).isTrue();
        assertThat(skipped.contains(COMMIT, 7)).isTrue();
    }

    @Test
    void on_another_timeline_the_same_position_is_another_row() {
        skipped.begin(new StreamIdentity("1", 2, "db", "slot", List.of("a")), START);
        assertThat(skipped.contains(COMMIT, 2)).isFalse();
        skipped.begin(SESSION, START);
        assertThat(skipped.contains(COMMIT, 2)).isFalse();
    }

    @Test
    void among_other_publications_rows_are_counted_otherwise() {
        skipped.begin(new StreamIdentity("1", 1, "db", "slot", List.of("a", "b")), START);
        assertThat(skipped.contains(COMMIT, 2)).isFalse();
    }

    @Test
    void that_a_row_is_skipped_is_news_once() {
        assertThat(skipped.passed(new RowId(COMMIT, 2), Map.of("seq", "2"))).isTrue();
        skipped.begin(SESSION, START);
        assertThat(skipped.passed(new RowId(COMMIT, 2), Map.of("seq", "2"))).isFalse();
        assertThat(events.list())
                .extracting(StreamEvent::name, StreamEvent::text)
                .containsExactly(tuple("row_skipped", "seq=2"));
    }

    @Test
    void a_transaction_is_given_up_in_every_session_until_it_is_confirmed() {
        skipped.addTransaction(COMMIT);
        skipped.begin(SESSION, START);
        skipped.passed(new RowId(COMMIT, 9), Map.of());
        for (int i = 0; i < 3; i++) {
            skipped.begin(SESSION, COMMIT);
            assertThat(skipped.isGivenUp(COMMIT)).isTrue();
            assertThat(skipped.isGivenUp(new Lsn(2_001))).isFalse();
            assertThat(skipped.passed(new RowId(COMMIT, 9), Map.of()))
                    .as("news once")
                    .isFalse();
        }
        skipped.begin(SESSION, new Lsn(2_100));
        assertThat(skipped.isGivenUp(COMMIT)).isFalse();
    }

    @Test
    void on_another_timeline_a_transaction_is_another_one() {
        skipped.addTransaction(COMMIT);
        skipped.begin(new StreamIdentity("1", 2, "db", "slot", List.of("a")), START);
        assertThat(skipped.isGivenUp(COMMIT)).isFalse();
    }
}
