package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatedEndsTest {

    private static final Lsn HERE = new Lsn(100);
    private static final OpenTransaction IN = new OpenTransaction(new Lsn(200), 7, 3, "public.t");

    private final RepeatedEnds streak = new RepeatedEnds();

    @Test
    void the_third_identical_failure_stops_the_stream() {
        assertThat(kind("Insert", HERE)).isEqualTo(FailureKind.BUG);
        assertThat(kind("Insert", HERE)).isEqualTo(FailureKind.BUG);
        assertThat(kind("Insert", HERE)).isEqualTo(FailureKind.HALT);
    }

    @Test
    void another_position_or_another_message_begins_anew() {
        for (int i = 0; i < 5; i++) {
            assertThat(kind("Insert", new Lsn(100 + i))).isEqualTo(FailureKind.BUG);
            assertThat(kind("Update", new Lsn(100 + i))).isEqualTo(FailureKind.BUG);
        }
    }

    @Test
    void the_third_identical_answer_of_the_server_in_one_transaction_stops_the_stream_with_a_way_past_it() {
        assertThat(refused("22021", IN).kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(refused("22021", IN).kind()).isEqualTo(FailureKind.TRANSIENT);
        Failure halt = refused("22021", IN);
        assertThat(halt.kind()).isEqualTo(FailureKind.HALT);
        assertThat(halt.reason()).isEqualTo("undecodable_change");
        assertThat(halt.obstacle()).isEqualTo(new UndecodableTransaction(IN.commitLsn(), IN.rows()));
        assertThat(new HaltedTransaction(IN.commitLsn())
                        .includes(new UndecodableTransaction(IN.commitLsn(), IN.rows())))
                .isTrue();
        assertThat(halt.facts())
                .containsEntry("table", "public.t")
                .containsEntry("commit_lsn", IN.commitLsn().toString())
                .containsEntry("change_lsn", "0/1B2C3D4");
        assertThat(halt.remedies()).extracting(Remedy::text).contains(Remedy.SKIP_TRANSACTION);
    }

    @Test
    void without_a_transaction_it_stops_as_well_and_offers_nothing_that_would_not_work() {
        refused("XX000", null);
        refused("XX000", null);
        Failure halt = refused("XX000", null);
        assertThat(halt.kind()).isEqualTo(FailureKind.HALT);
        assertThat(halt.obstacle()).isNull();
        assertThat(halt.remedies()).isEmpty();
    }

    @Test
    void another_transaction_begins_the_count_again() {
        for (int i = 0; i < 5; i++) {
            OpenTransaction other = new OpenTransaction(new Lsn(1_000 + i), 7, 1, "public.t");
            assertThat(refused("22021", other).kind()).isEqualTo(FailureKind.TRANSIENT);
        }
    }

    @Test
    void a_server_short_of_memory_is_given_longer() {
        for (int i = 0; i < 11; i++) {
            assertThat(refused("53200", IN).kind()).isEqualTo(FailureKind.TRANSIENT);
        }
        assertThat(refused("53200", IN).kind()).isEqualTo(FailureKind.HALT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22P05", "22P02", "54000", "54001", "XX000", "XX001", "0A000", "P0001", "53200"})
    void what_the_data_causes_comes_again(String state) {
        assertThat(RepeatedEnds.dependsOnData(new SQLException("no", state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "57P01", "57P02", "57P03", "57014", "53100", "53300", "55006", "55P03", "40001", "25P04",
                "25006", "58030", "58P01", "28P01", "42704", "42501", "99999", ""
            })
    void what_passes_does_not(String state) {
        assertThat(RepeatedEnds.dependsOnData(new SQLException("no", state))).isFalse();
    }

    private Failure refused(String state, @Nullable OpenTransaction in) {
        SQLException answer = new SQLException(
                "ERROR: no\n  Where: slot \"s\", output plugin \"pgoutput\", in the change callback, associated LSN"
                        + " 0/1B2C3D4",
                state);
        return FailureClassifier.classify(streak.met(answer, in, HERE));
    }

    private FailureKind kind(String field, Lsn at) {
        return FailureClassifier.classify(streak.met(new PgOutputException(field, "makes no sense"), at))
                .kind();
    }
}
