package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.supervision.FailureKind;
import org.junit.jupiter.api.Test;

class MalformedStreakTest {

    private static final Lsn HERE = new Lsn(100);

    private final MalformedStreak streak = new MalformedStreak();

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

    private FailureKind kind(String field, Lsn at) {
        return FailureClassifier.classify(streak.met(new PgOutputException(field, "makes no sense"), at))
                .kind();
    }
}
