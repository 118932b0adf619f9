package dev.cdcnotifier.runner.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.Problem;
import dev.cdcnotifier.replication.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateMessageTest {

    @Test
    void the_statements_of_a_precondition_come_out_as_they_went_in() {
        List<String> statements = List.of(
                "BEGIN;",
                "CREATE PUBLICATION \"a;\"\"b\" FOR TABLE \"public\".\"it's_events\";",
                "COMMENT ON PUBLICATION \"a\" IS 'joins; at ''0/0''';",
                "COMMIT;",
                "DO 'BEGIN PERFORM 1; EXECUTE format(''x %I;'', ''a''); END';");
        PreconditionException failure = new PreconditionException(
                List.of(new Problem(Reason.PUBLICATION_MISSING, "publication a does not exist", statements)));

        StateMessage message = StateMessage.of(failure.getMessage());

        assertThat(message.what()).isEqualTo("publication a does not exist.");
        assertThat(message.sql()).isEqualTo(statements);
    }

    @Test
    void a_message_without_statements_is_what_happened() {
        assertThat(StateMessage.of("PostgreSQL is away")).isEqualTo(new StateMessage("PostgreSQL is away", List.of()));
        assertThat(StateMessage.of("")).isEqualTo(new StateMessage("", List.of()));
    }

    @Test
    void a_last_statement_without_its_end_is_one_too() {
        assertThat(StateMessage.of("x. Run: SELECT 1; SELECT 'a").sql()).containsExactly("SELECT 1;", "SELECT 'a");
    }
}
