package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.pg.Lsn;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A row that an operator has given up, and what the figures say while a stream is halted at one. */
@Timeout(60)
class SlotSkipTest extends SessionScript {

    @Test
    void a_skipped_row_is_passed_over_and_its_transaction_confirmed() throws Exception {
        skipped.add(new RowId(new Lsn(2_000), 2));
        stream.message(transaction(2_000, 2_100, "a", "poison", "b")).message(transaction(3_000, 3_100, "c"));
        run();
        assertThat(outbox.sent).containsExactly("a", "b", "c");
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(3_100));
    }

    @Test
    void a_transaction_of_nothing_but_a_skipped_row_is_confirmed() throws Exception {
        skipped.add(new RowId(new Lsn(2_000), 1));
        stream.message(transaction(2_000, 2_100, "poison"));
        run();
        assertThat(outbox.sent).isEmpty();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void a_poison_row_beside_the_skipped_one_still_stops_the_stream() {
        skipped.add(new RowId(new Lsn(2_000), 2));
        stream.message(transaction(2_000, 2_100, "a", "poison", "poison"));
        assertThatThrownBy(this::run).isInstanceOfSatisfying(PoisonStopException.class, e -> assertThat(e.row())
                .isEqualTo(new RowId(new Lsn(2_000), 3)));
        assertThat(outbox.sent).containsExactly("a");
        assertThat(stream.confirmed).allMatch(START::equals);
    }

    @Test
    void every_poison_row_of_a_transaction_that_was_given_up_is_passed_over_in_one_session() throws Exception {
        skipped.addTransaction(new Lsn(2_000));
        stream.message(transaction(2_000, 2_100, "poison:1", "a", "poison:2", "poison:3", "b"))
                .message(transaction(3_000, 3_100, "c"));
        run();
        assertThat(outbox.sent).containsExactly("a", "b", "c");
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(3_100));
        assertThat(events.list()).extracting(StreamEvent::name).containsOnly("row_skipped");
        assertThat(events.list())
                .extracting(StreamEvent::text)
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("text=poison:1 ").contains(" seq=1 problem="),
                        text -> assertThat(text).startsWith("text=poison:2 ").contains(" seq=3 problem="),
                        text -> assertThat(text).startsWith("text=poison:3 ").contains(" seq=4 problem="));
    }

    @Test
    void a_poison_row_of_the_next_transaction_still_stops_the_stream() {
        skipped.addTransaction(new Lsn(2_000));
        stream.message(transaction(2_000, 2_100, "poison:1", "a")).message(transaction(3_000, 3_100, "poison"));
        assertThatThrownBy(this::run).isInstanceOfSatisfying(PoisonStopException.class, e -> assertThat(e.row())
                .isEqualTo(new RowId(new Lsn(3_000), 1)));
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void a_transaction_that_was_given_up_goes_to_dead_letters_where_there_are_some() throws Exception {
        deadLetters = new Destination("kafka", "dead");
        skipped.addTransaction(new Lsn(2_000));
        stream.message(transaction(2_000, 2_100, "poison:1", "a"));
        run();
        assertThat(outbox.deadLetters).hasSize(1);
        assertThat(events.list()).isEmpty();
    }

    @Test
    void what_names_a_row_cannot_begin_a_line_or_pretend_to_be_another_fact() throws Exception {
        skipped.addTransaction(new Lsn(2_000));
        stream.message(transaction(2_000, 2_100, "poison:\nERROR seq=7 \u001b[2J"));
        run();
        assertThat(events.list().get(0).text())
                .startsWith("text=\"poison:<U+000A>ERROR seq=7 <U+001B>[2J\" table=public.t operation=INSERT ");
    }

    @Test
    void a_row_that_is_none_of_ours_is_counted_before_a_skipped_one_as_well() throws Exception {
        skipped.add(new RowId(new Lsn(3_000), 1));
        stream.message(transaction(2_000, 2_100, "poison2")).message(transaction(3_000, 3_100, "poison", "b"));
        run();
        assertThat(outbox.sent).containsExactly("poison2", "b");
    }

    @Test
    void a_halted_stream_goes_on_saying_how_old_the_commit_is_that_it_is_halted_at() {
        stream.message(transaction(2_000, 2_100, "poison"));
        assertThatThrownBy(this::run).isInstanceOf(PoisonStopException.class);
        metrics.sessionEnded();
        // The script's commits are of the year 2000.
        long commitMillis = 946_684_800_000L;
        assertThat(metrics.progress().commitAgeSeconds(commitMillis + 90_000)).isEqualTo(90);
        assertThat(metrics.progress().commitAgeSeconds(commitMillis - 1))
                .as("clocks disagree")
                .isZero();
    }

    @Test
    void a_stream_that_was_drained_has_no_lag_in_seconds() throws Exception {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a")).then(() -> stop.request(Duration.ofSeconds(10)));
        clock.onPark(outbox::ackAll);
        runWithoutStop();
        metrics.sessionEnded();
        assertThat(metrics.progress().commitAgeSeconds(Long.MAX_VALUE / 2_000)).isZero();
        assertThat(metrics.progress().confirmed()).isEqualTo(new Lsn(2_100));
        assertThat(metrics.progress().received()).isEqualTo(new Lsn(2_100));
        assertThat(metrics.activity().confirmedAt()).isNotNull();
        assertThat(metrics.activity().latency()).isNotNull();
    }

    @Test
    void while_kafka_is_silent_nothing_counts_as_confirmed_although_the_server_hears_of_us() throws Exception {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .then(() -> clock.advance(Duration.ofSeconds(6)))
                .nothing()
                .then(() -> stop.request(Duration.ZERO));
        runWithoutStop();
        assertThat(stream.confirmed).isNotEmpty().allMatch(START::equals);
        assertThat(metrics.activity().confirmedAt()).isNull();
        assertThat(metrics.activity().latency()).isNull();
    }
}
