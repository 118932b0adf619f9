package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.supervision.Worker;
import dev.cdcnotifier.testkit.PgOutputWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the loop confirms, and what it waits for. */
@Timeout(60)
class SlotSessionTest extends SessionScript {

    @Test
    void a_delivered_transaction_is_confirmed_at_its_end() throws Exception {
        stream.message(transaction(2_000, 2_100, "a", "b"));
        assertThat(run()).isEqualTo(Worker.End.STOPPED);
        assertThat(outbox.sent).containsExactly("a", "b");
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void keepalive_during_an_open_transaction_does_not_advance_the_slot() throws Exception {
        stream.message(RELATION, PgOutputWriter.begin(2_000, 0, 1), insert("a"))
                .keepalive(9_000)
                .nothing()
                .then(() -> clock.advance(Duration.ofSeconds(30)))
                .nothing()
                .nothing();
        run();
        assertThat(stream.confirmed).isNotEmpty().allMatch(START::equals);
    }

    @Test
    void keepalive_with_a_record_in_flight_does_not_advance_the_slot() throws Exception {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .keepalive(9_000)
                .nothing()
                .then(() -> clock.advance(Duration.ofSeconds(6)))
                .nothing()
                .nothing()
                .then(() -> assertThat(stream.confirmed).isNotEmpty().allMatch(START::equals))
                .then(outbox::ackAll)
                .nothing()
                .then(() -> clock.advance(Duration.ofSeconds(1)))
                .nothing();
        run();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(9_000));
    }

    @Test
    void an_idle_stream_follows_the_servers_position() throws Exception {
        stream.keepalive(5_000)
                .nothing()
                .then(() -> clock.advance(Duration.ofSeconds(1)))
                .nothing();
        run();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(5_000));
    }

    @Test
    void a_server_that_reports_an_older_position_does_not_take_the_slot_back() throws Exception {
        stream.message(transaction(2_000, 2_100, "a"))
                .keepalive(1_500)
                .nothing()
                .then(() -> clock.advance(Duration.ofSeconds(10)))
                .nothing();
        run();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
        assertThat(stream.confirmed).isSorted();
    }

    @Test
    void an_earlier_transaction_that_is_not_acked_holds_the_later_one() throws Exception {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .message(transaction(3_000, 3_100, "b"))
                .then(outbox::ackNewest)
                .nothing()
                .then(() -> clock.advance(Duration.ofSeconds(6)))
                .nothing()
                .nothing();
        run();
        assertThat(outbox.sent).containsExactly("a", "b");
        assertThat(stream.confirmed).isNotEmpty().allMatch(START::equals);
    }

    @Test
    void a_failed_record_ends_the_session_and_nothing_past_it_is_confirmed() {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .message(transaction(3_000, 3_100, "b"))
                .then(outbox::ackOldest)
                .then(() -> outbox.failOldest(DeliveryException.Kind.TRANSIENT))
                .nothing();
        assertThatThrownBy(this::run).isInstanceOf(DeliveryException.class).hasMessage("scripted");
        assertThat(stream.confirmed).allMatch(lsn -> !lsn.isAfter(new Lsn(2_100)));
    }

    @Test
    void nothing_is_sent_behind_a_record_that_failed_at_once() {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .then(() -> outbox.failOldest(DeliveryException.Kind.TRANSIENT))
                .message(RELATION)
                .message(transaction(3_000, 3_100, "b"));
        assertThatThrownBy(this::run).isInstanceOf(DeliveryException.class);
        assertThat(outbox.sent).containsExactly("a");
    }

    @Test
    void the_status_is_sent_while_kafka_is_slow_until_the_deadline() {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a")).atEnd(() -> clock.advance(Duration.ofSeconds(1)));
        assertThatThrownBy(this::runWithoutStop)
                .isInstanceOf(DeliveryException.class)
                .satisfies(e -> assertThat(((DeliveryException) e).reason()).isEqualTo("delivery_deadline"));
        assertThat(stream.confirmed).hasSize(2).allMatch(START::equals);
        assertThat(clock.nanoTime())
                .isBetween(DEADLINE.toNanos(), DEADLINE.plusSeconds(2).toNanos());
    }

    @Test
    void a_cluster_that_confirms_now_and_then_is_waited_for_as_long_as_it_takes() throws Exception {
        outbox.hold = true;
        for (int i = 1; i <= 6; i++) {
            stream.message(transaction(i * 1_000, i * 1_000 + 100, "row " + i));
        }
        for (int i = 1; i <= 6; i++) {
            stream.then(() -> clock.advance(DEADLINE.minusSeconds(2)))
                    .nothing()
                    .then(outbox::ackOldest)
                    .nothing();
        }
        run();
        assertThat(outbox.sent).hasSize(6).doesNotHaveDuplicates();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(6_100));
        assertThat(states).contains("backpressure");
    }

    @Test
    void a_pause_that_a_broker_asks_for_is_not_held_against_it() {
        Duration pause = Duration.ofSeconds(30);
        outbox.hold = true;
        outbox.throttle(pause.toNanos());
        stream.message(transaction(2_000, 2_100, "a")).atEnd(() -> clock.advance(Duration.ofSeconds(1)));
        assertThatThrownBy(this::runWithoutStop)
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("has confirmed nothing for 12 s")
                .satisfies(e -> assertThat(((DeliveryException) e).reason()).isEqualTo("delivery_deadline"));
        assertThat(clock.nanoTime())
                .isBetween(
                        DEADLINE.plus(pause).toNanos(),
                        DEADLINE.plus(pause).plusSeconds(2).toNanos());
    }

    @Test
    void a_full_window_stops_the_reading_and_not_the_status() {
        outbox.hold = true;
        for (int i = 0; i < 200; i++) {
            stream.message(transaction(2_000 + i * 10, 2_005 + i * 10, "row" + i));
        }
        assertThatThrownBy(this::runWithoutStop).isInstanceOf(DeliveryException.class);
        assertThat(outbox.sent).hasSize(100);
        assertThat(stream.confirmed).hasSizeGreaterThanOrEqualTo(2).allMatch(START::equals);
        assertThat(states).contains("backpressure");
    }

    @Test
    void a_transaction_larger_than_the_window_passes() throws Exception {
        stream.message(RELATION, PgOutputWriter.begin(2_000, 0, 1));
        for (int i = 0; i < 10_000; i++) {
            stream.message(insert("row" + i));
        }
        stream.message(PgOutputWriter.commit(2_000, 2_100, 0));
        run();
        assertThat(outbox.sent).hasSize(10_000);
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void an_endless_deadline_is_no_arithmetic_error() throws Exception {
        deadline = Duration.ofSeconds(Long.MAX_VALUE);
        stream.message(transaction(2_000, 2_100, "a"));
        run();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }
}
