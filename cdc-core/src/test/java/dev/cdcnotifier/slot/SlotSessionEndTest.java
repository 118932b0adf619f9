package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.pgoutput.UnreadableColumnException;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.supervision.Worker;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a session ends: asked to, at a limit, or by what it cannot pass. */
@Timeout(60)
class SlotSessionEndTest extends SessionScript {

    @Test
    void a_poison_row_stops_the_stream_after_what_came_before_it_is_confirmed() {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .message(RELATION, PgOutputWriter.begin(3_000, 0, 2), insert("b"), insert("poison"), insert("c"));
        clock.onPark(outbox::ackAll);
        assertThatThrownBy(this::run)
                .isInstanceOfSatisfying(PoisonStopException.class, e -> assertThat(e.facts())
                        .containsExactly(
                                Map.entry("text", "poison"),
                                Map.entry("table", "public.t"),
                                Map.entry("operation", "INSERT"),
                                Map.entry("commit_lsn", "0/BB8"),
                                Map.entry("seq", "2")))
                .hasMessageStartingWith("a row cannot become a message: scripted poison; ");
        assertThat(outbox.sent).containsExactly("a", "b");
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void what_names_a_poison_row_begins_no_line_of_the_log_and_commands_no_terminal() {
        stream.message(transaction(2_000, 2_100, "poison:\r\n2026-11-28T03:12:40Z INFO all is well\u001b[2J\u009b"));
        assertThatThrownBy(this::run).isInstanceOfSatisfying(PoisonStopException.class, e -> assertThat(e.facts())
                .containsEntry(
                        "text", "poison:<U+000D><U+000A>2026-11-28T03:12:40Z INFO all is well<U+001B>[2J<U+009B>"));
    }

    @Test
    void what_came_before_a_table_that_cannot_be_used_is_confirmed() {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .message(PgOutputWriter.relation(TABLE + 1, "public", "unusable", 'f', List.of(Column.key("id", 23))));
        clock.onPark(outbox::ackAll);
        assertThatThrownBy(this::runWithoutStop).isInstanceOf(UnusableRelationException.class);
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void what_came_before_a_mappers_bug_is_confirmed() {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a")).message(transaction(3_000, 3_100, "bug"));
        clock.onPark(outbox::ackAll);
        assertThatThrownBy(this::runWithoutStop)
                .isInstanceOf(MapperFailedException.class)
                .hasMessageContaining("java.lang.IllegalStateException at INSERT of public.t commit_lsn=0/BB8 seq=1")
                .hasMessageNotContaining("scripted bug")
                .hasNoCause();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void a_value_that_cannot_be_read_makes_its_row_poison_even_where_the_mapper_cannot_name_it() {
        stream.message(transaction(2_000, 2_100, "a", "malformed"));
        assertThatThrownBy(this::run)
                .isInstanceOf(PoisonStopException.class)
                .hasMessageContaining("cannot become a message: column id: int8: holds a character that is no digit");
        assertThat(outbox.sent).containsExactly("a");
    }

    @Test
    void a_column_that_is_read_as_another_type_halts_the_stream_and_sends_nothing_to_the_dead_letters() {
        deadLetters = TOPIC;
        stream.message(transaction(2_000, 2_100, "a", "mistyped"));
        assertThatThrownBy(this::run)
                .isInstanceOf(UnreadableColumnException.class)
                .hasMessage("table public.t: column id is int4, which is not read as uuid; read it as int8")
                .satisfies(thrown -> assertThat(FailureClassifier.classify(thrown))
                        .returns(FailureKind.HALT, Failure::kind)
                        .returns("relation_unusable", Failure::reason));
        assertThat(outbox.deadLetters).isEmpty();
    }

    @Test
    void a_poison_row_goes_to_the_dead_letters_and_the_stream_goes_on() throws Exception {
        deadLetters = TOPIC;
        stream.message(transaction(2_000, 2_100, "a", "poison", "b"));
        run();
        assertThat(outbox.sent).containsExactly("a", "b");
        assertThat(outbox.deadLetters).hasSize(1);
        assertThat(outbox.deadLetters.get(0).facts())
                .containsEntry("commit_lsn", "0/7D0")
                .containsEntry("seq", "2")
                .containsEntry("table", "public.t");
        assertThat(new String(outbox.deadLetters.get(0).value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"schema\":\"public\",\"table\":\"t\",\"operation\":\"INSERT\",\"old\":null,"
                        + "\"new\":{\"id\":\"poison\"}}");
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void a_stop_waits_for_what_is_in_flight_and_confirms_it() throws Exception {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a")).then(() -> stop.request(Duration.ofSeconds(10)));
        clock.onPark(outbox::ackAll);
        assertThat(runWithoutStop()).isEqualTo(Worker.End.STOPPED);
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void a_stop_with_kafka_down_ends_after_its_drain_and_confirms_nothing_more() throws Exception {
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a")).then(() -> stop.request(Duration.ofSeconds(10)));
        assertThat(runWithoutStop()).isEqualTo(Worker.End.STOPPED);
        assertThat(stream.confirmed).allMatch(START::equals);
        assertThat(clock.nanoTime()).isBetween(10_000_000_000L, 11_000_000_000L);
    }

    @Test
    void a_stop_inside_a_transaction_reads_it_to_its_end_and_no_further() throws Exception {
        stream.message(RELATION, PgOutputWriter.begin(2_000, 0, 1), insert("a"))
                .then(() -> stop.request(Duration.ofSeconds(10)))
                .message(insert("b"), PgOutputWriter.commit(2_000, 2_100, 0))
                .message(transaction(3_000, 3_100, "c"));
        assertThat(runWithoutStop()).isEqualTo(Worker.End.STOPPED);
        assertThat(outbox.sent).containsExactly("a", "b");
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void a_stop_inside_a_transaction_that_does_not_end_gives_up_after_its_drain() throws Exception {
        stream.message(RELATION, PgOutputWriter.begin(2_000, 0, 1), insert("a"))
                .then(() -> stop.request(Duration.ofSeconds(10)))
                .atEnd(() -> clock.advance(Duration.ofSeconds(1)));
        assertThat(runWithoutStop()).isEqualTo(Worker.End.STOPPED);
        assertThat(stream.confirmed).allMatch(START::equals);
        assertThat(clock.nanoTime()).isBetween(10_000_000_000L, 12_000_000_000L);
    }

    @Test
    void nothing_beyond_the_limit_is_read_or_confirmed_and_the_limit_is_confirmed_exactly() throws Exception {
        limit = new Lsn(3_000);
        outbox.hold = true;
        stream.message(transaction(2_000, 2_100, "a"))
                .message(transaction(3_000, 3_100, "beyond"))
                .keepalive(9_000)
                .atEnd(() -> {
                    throw new AssertionError("read beyond the limit");
                });
        clock.onPark(outbox::ackAll);
        assertThat(runWithoutStop()).isEqualTo(Worker.End.REOPEN);
        assertThat(outbox.sent).containsExactly("a");
        assertThat(stream.lastConfirmed()).isEqualTo(limit);
    }

    @Test
    void an_idle_stream_confirms_up_to_the_limit_and_makes_way() throws Exception {
        limit = new Lsn(3_000);
        stream.keepalive(9_000).atEnd(() -> clock.advance(Duration.ofMillis(10)));
        assertThat(runWithoutStop()).isEqualTo(Worker.End.REOPEN);
        assertThat(stream.lastConfirmed()).isEqualTo(limit);
    }

    @Test
    void a_join_that_can_go_on_waits_for_the_end_of_the_open_transaction() throws Exception {
        probe = () -> true;
        stream.message(RELATION, PgOutputWriter.begin(2_000, 0, 1), insert("a"))
                .then(() -> clock.advance(Duration.ofSeconds(3)))
                .nothing()
                .nothing()
                .message(insert("b"), PgOutputWriter.commit(2_000, 2_100, 0));
        assertThat(runWithoutStop()).isEqualTo(Worker.End.REOPEN);
        assertThat(outbox.sent).containsExactly("a", "b");
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }

    @Test
    void a_lost_connection_is_thrown() {
        stream.fail("08006");
        assertThatThrownBy(this::run).isInstanceOf(SQLException.class);
    }

    @Test
    void rows_and_commits_out_of_place_are_malformed() {
        stream.message(RELATION, insert("a"));
        assertThatThrownBy(this::run).isInstanceOf(PgOutputException.class).hasMessageContaining("INSERT");
    }

    @Test
    void a_commit_of_another_transaction_is_malformed() {
        stream.message(PgOutputWriter.begin(2_000, 0, 1), PgOutputWriter.commit(2_001, 2_100, 0));
        assertThatThrownBy(this::run).isInstanceOf(PgOutputException.class).hasMessageContaining("Commit.commitLsn");
    }

    @Test
    void a_truncate_makes_no_message_and_is_confirmed() throws Exception {
        stream.message(
                RELATION,
                PgOutputWriter.begin(2_000, 0, 1),
                PgOutputWriter.truncate(false, false, List.of(TABLE)),
                PgOutputWriter.commit(2_000, 2_100, 0));
        run();
        assertThat(outbox.sent).isEmpty();
        assertThat(stream.lastConfirmed()).isEqualTo(new Lsn(2_100));
    }
}
