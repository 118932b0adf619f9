package dev.cdcnotifier.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import org.junit.jupiter.api.Test;

class JoinMarkTest {

    private static final JoinMark JOINING = new JoinMark("7710210827606320867", null);
    private static final JoinMark FIXED = new JoinMark("7710210827606320867", Lsn.parse("16/B374D848"));

    @Test
    void a_note_is_read_back_as_it_was_written() {
        assertThat(JoinMark.in(JOINING.text())).contains(JOINING);
        assertThat(JoinMark.in(FIXED.text())).contains(FIXED);
    }

    @Test
    void a_comment_without_a_note_says_nothing() {
        assertThat(JoinMark.in("")).isEmpty();
        assertThat(JoinMark.in("cdc-notifier: joins at some time")).isEmpty();
    }

    @Test
    void a_comment_of_others_is_kept_and_an_older_note_replaced() {
        String first = JOINING.writtenInto("for the $1 warehouse");
        assertThat(first).isEqualTo("for the $1 warehouse\ncdc-notifier: joining (system 7710210827606320867)");
        assertThat(FIXED.writtenInto(first + " really"))
                .isEqualTo(
                        "for the $1 warehouse\ncdc-notifier: joins at 16/B374D848 (system 7710210827606320867) really");
    }
}
