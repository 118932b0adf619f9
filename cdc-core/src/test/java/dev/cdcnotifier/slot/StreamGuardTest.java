package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamGuardTest {

    private static final long INTERVAL = Duration.ofSeconds(25).toNanos();

    private final AtomicInteger asked = new AtomicInteger();
    private boolean warned;
    private boolean newTable;
    private boolean refuses;
    private final AtomicInteger found = new AtomicInteger();
    private final Deque<Runnable> questions = new ArrayDeque<>();
    private Executor thread = Runnable::run;

    private final StreamGuard guard = new StreamGuard(
            () -> warned,
            this::takeNewTable,
            () -> {
                asked.incrementAndGet();
                if (refuses) {
                    throw new SQLException("sorry, too many clients already", "53300");
                }
            },
            found::incrementAndGet,
            question -> thread.execute(question),
            0);

    @Test
    void the_catalog_is_asked_soon_enough_to_notice_and_stop_within_thirty_seconds() throws Exception {
        guard.check(INTERVAL - 1);
        assertThat(asked).hasValue(0);
        guard.check(INTERVAL);
        guard.check(INTERVAL + 1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_table_that_is_new_is_looked_at_within_a_second_and_many_of_them_once() throws Exception {
        long second = Duration.ofSeconds(1).toNanos();
        newTable = true;
        guard.check(1);
        assertThat(asked).hasValue(0);
        newTable = true;
        guard.check(second);
        guard.check(2 * second);
        assertThat(asked).hasValue(1);
        newTable = true;
        guard.check(3 * second);
        assertThat(asked).hasValue(2);
    }

    private boolean takeNewTable() {
        boolean was = newTable;
        newTable = false;
        return was;
    }

    @Test
    void a_question_that_is_not_answered_holds_up_nothing_and_is_not_asked_twice() throws Exception {
        thread = questions::add;
        guard.check(INTERVAL);
        warned = true;
        guard.check(2 * INTERVAL);
        guard.check(3 * INTERVAL);
        assertThat(questions).hasSize(1);
        assertThat(asked).as("nobody has answered yet").hasValue(0);
        warned = false;
        questions.remove().run();
        assertThat(found).as("only the loop takes an answer").hasValue(0);
        guard.check(3 * INTERVAL + 1);
        assertThat(found).hasValue(1);
        assertThat(questions)
                .as("the warning came after the first question was put")
                .isEmpty();
        guard.check(3 * INTERVAL + 2);
        assertThat(questions).hasSize(1);
    }

    @Test
    void a_catalog_that_cannot_be_asked_for_a_while_does_not_end_a_stream_that_works() throws Exception {
        refuses = true;
        for (int i = 1; i <= 11; i++) {
            guard.check(i * INTERVAL);
        }
        refuses = false;
        guard.check(12 * INTERVAL);
        refuses = true;
        guard.check(13 * INTERVAL);
        assertThat(asked).hasValue(13);
    }

    @Test
    void a_catalog_that_cannot_be_asked_for_five_minutes_ends_the_stream() throws Exception {
        refuses = true;
        for (int i = 1; i <= 11; i++) {
            guard.check(i * INTERVAL);
        }
        assertThatThrownBy(() -> guard.check(12 * INTERVAL)).isInstanceOf(SQLException.class);
    }

    @Test
    void a_catalog_that_cannot_be_asked_after_a_warning_ends_the_stream() {
        refuses = true;
        warned = true;
        assertThatThrownBy(() -> guard.check(1)).isInstanceOf(SQLException.class);
    }
}
