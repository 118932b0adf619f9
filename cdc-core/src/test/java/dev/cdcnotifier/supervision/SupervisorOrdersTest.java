package dev.cdcnotifier.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What an operator tells a worker: to pause, to go on, to begin anew, to pass over what it is halted at. */
@Timeout(60)
class SupervisorOrdersTest {

    static final RestartPolicy AFTER_A_DAY = new RestartPolicy(Duration.ofDays(1), Duration.ofDays(1));

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Supervisor.class.getPackageName());

    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    private final ScriptedWorker worker = new ScriptedWorker();
    private final Supervisor supervisor = new Supervisor(
            List.of(worker), ScriptedWorker::classify, (name, before, after) -> states.add(after.name()));

    @AfterEach
    void stop() {
        worker.mayEnd.release(1_000);
        supervisor.close();
        assertThat(state()).isEqualTo("STOPPED");
        LOG.setLevel(null);
    }

    @Test
    void a_pause_ends_the_attempt_and_none_begins_before_it_is_resumed() throws InterruptedException {
        start();
        supervisor.pause("w");
        awaitState("PAUSED");
        assertThat(worker.attempts).hasValue(1);
        assertThat(worker.lastDrain).isEqualTo(Duration.ofSeconds(10));
        assertThat(state()).isEqualTo("PAUSED");
        assertThat(supervisor.statuses().get(0).state().ready()).isFalse();
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThat(worker.attempts).hasValue(2);
        assertThat(worker.accepted).as("a pause is no word on what was found").hasValue(0);
    }

    @Test
    void a_pause_is_given_twice_and_resumed_once() throws InterruptedException {
        start();
        supervisor.pause("w");
        supervisor.pause("w");
        awaitState("PAUSED");
        supervisor.pause("w");
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThat(worker.attempts).hasValue(2);
    }

    @Test
    void a_resume_while_a_pause_drains_begins_the_next_attempt_at_once() throws InterruptedException {
        worker.mayEnd.drainPermits();
        start();
        supervisor.pause("w");
        supervisor.resume("w");
        assertThat(worker.attempts).hasValue(1);
        worker.mayEnd.release();
        awaitState("STREAMING");
        assertThat(worker.attempts).hasValue(2);
        assertThat(worker.seen).doesNotContain("PAUSED");
    }

    @Test
    void a_resume_does_not_touch_a_worker_that_streams() throws InterruptedException {
        start();
        supervisor.resume("w");
        supervisor.pause("w");
        awaitState("PAUSED");
        assertThat(worker.attempts).hasValue(1);
        assertThat(worker.accepted).hasValue(0);
    }

    @Test
    void a_pause_interrupts_the_wait_after_a_failure() throws InterruptedException {
        worker.failures.add(new IllegalStateException("down"));
        supervisor.start();
        awaitState("RETRY");
        supervisor.pause("w");
        awaitState("PAUSED");
        supervisor.resume("w");
        awaitState("STREAMING");
    }

    @Test
    void a_pause_while_an_attempt_opens_what_it_needs_hurries_it() throws InterruptedException {
        worker.opensUntilHurried = true;
        supervisor.start();
        worker.opening.await();
        supervisor.pause("w");
        awaitState("PAUSED");
        assertThat(supervisor.statuses().get(0).restarts()).isZero();
    }

    @Test
    void an_attempt_that_fails_while_a_pause_drains_pauses_nevertheless() throws InterruptedException {
        worker.failsWhenStopped = true;
        start();
        supervisor.pause("w");
        awaitState("PAUSED");
        assertThat(lastFailure().reason()).isEqualTo("test");
    }

    @Test
    void a_resume_ends_the_wait_after_a_failure_and_accepts_nothing() throws InterruptedException {
        worker.failures.add(new IllegalStateException("down"));
        supervisor.start();
        awaitState("RETRY");
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThat(worker.accepted).hasValue(0);
    }

    @Test
    void a_resume_after_what_needs_an_operator_accepts_things_as_they_are() throws InterruptedException {
        for (RuntimeException failure :
                List.of(new UnsupportedOperationException("mend"), new ScriptedWorker.HaltException(null))) {
            worker.failures.add(failure);
        }
        supervisor.start();
        awaitState("NEEDS_OPERATOR");
        assertThat(worker.accepted).hasValue(0);
        supervisor.resume("w");
        awaitState("STARTING");
        awaitState("NEEDS_OPERATOR");
        assertThat(worker.accepted).hasValue(1);
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThat(worker.accepted).hasValue(2);
    }

    @Test
    void a_resume_while_an_attempt_looks_again_counts_for_the_next() throws InterruptedException {
        worker.failures.add(new UnsupportedOperationException("mend"));
        worker.failures.add(new UnsupportedOperationException("mend"));
        worker.policy = new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(1));
        worker.holdsAttempt = 2;
        supervisor.start();
        worker.held.await();
        worker.policy = AFTER_A_DAY;
        supervisor.resume("w");
        worker.mayFail.countDown();
        awaitState("STREAMING");
        assertThat(worker.attempts).hasValue(3);
        assertThat(worker.accepted).hasValue(1);
    }

    @Test
    void a_resume_accepts_the_failure_that_was_told_and_not_the_one_that_came_meanwhile() throws InterruptedException {
        worker.failures.add(new UnsupportedOperationException("told"));
        worker.failures.add(new UnsupportedOperationException("not told yet"));
        worker.policy = new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(1));
        worker.holdsAttempt = 2;
        supervisor.start();
        worker.held.await();
        worker.policy = AFTER_A_DAY;
        supervisor.resume("w");
        worker.mayFail.countDown();
        awaitState("STREAMING");
        assertThat(worker.told).containsExactly("told");
    }

    @Test
    void a_pause_takes_back_a_resume_that_was_not_heeded_yet() throws InterruptedException {
        worker.failures.add(new UnsupportedOperationException("mend"));
        worker.failures.add(new UnsupportedOperationException("mend"));
        worker.policy = new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(1));
        worker.holdsAttempt = 2;
        supervisor.start();
        worker.held.await();
        worker.policy = AFTER_A_DAY;
        supervisor.resume("w");
        supervisor.pause("w");
        worker.mayFail.countDown();
        awaitState("PAUSED");
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThat(worker.accepted)
                .as("whoever ends a pause has been told nothing")
                .hasValue(0);
    }

    @Test
    void a_restart_ends_the_attempt_and_begins_another_at_once() throws InterruptedException {
        start();
        supervisor.restart("w");
        awaitState("STARTING");
        awaitState("STREAMING");
        assertThat(worker.attempts).hasValue(2);
        assertThat(worker.accepted).hasValue(0);
        assertThat(supervisor.statuses().get(0).restarts()).isZero();
    }

    @Test
    void a_restart_goes_on_from_a_halt_and_from_a_pause() throws InterruptedException {
        worker.failures.add(new ScriptedWorker.HaltException(null));
        supervisor.start();
        awaitState("NEEDS_OPERATOR");
        supervisor.restart("w");
        awaitState("STREAMING");
        supervisor.pause("w");
        awaitState("PAUSED");
        supervisor.restart("w");
        awaitState("STREAMING");
        assertThat(worker.attempts).hasValue(3);
        assertThat(worker.accepted).hasValue(0);
    }

    @Test
    void an_attempt_that_fails_while_a_restart_drains_is_followed_by_another_at_once() throws InterruptedException {
        worker.failsWhenStopped = true;
        start();
        supervisor.restart("w");
        awaitState("STARTING");
        awaitState("STREAMING");
        assertThat(worker.attempts).hasValue(2);
    }

    @Test
    void what_a_worker_is_halted_at_is_passed_over_before_the_next_attempt() throws InterruptedException {
        worker.failures.add(new ScriptedWorker.HaltException(new ScriptedWorker.Stone(1)));
        supervisor.start();
        awaitState("NEEDS_OPERATOR");
        supervisor.passOver("w", new ScriptedWorker.Stone(1));
        awaitState("STARTING");
        awaitState("STREAMING");
        assertThat(worker.passedOver).containsExactly(new ScriptedWorker.Stone(1));
        assertThat(worker.accepted).hasValue(0);
    }

    @Test
    void anything_else_is_not_passed_over_and_it_is_said_what_stands_in_the_way() throws InterruptedException {
        worker.failures.add(new ScriptedWorker.HaltException(new ScriptedWorker.Stone(1)));
        supervisor.start();
        awaitState("NEEDS_OPERATOR");
        assertThatThrownBy(() -> supervisor.passOver("w", new ScriptedWorker.Stone(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stream w is not halted at stone 2, but at stone 1 (test)");
        supervisor.pause("w");
        awaitState("PAUSED");
        assertThatThrownBy(() -> supervisor.passOver("w", new ScriptedWorker.Stone(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stream w is not halted at stone 1, nor at anything else that can be passed over: it is"
                        + " PAUSED (paused)");
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThatThrownBy(() -> supervisor.passOver("w", new ScriptedWorker.Stone(1)))
                .hasMessageEndingWith("it is STREAMING");
        assertThat(worker.passedOver).isEmpty();
    }

    @Test
    void a_worker_that_rests_looks_around_again_and_again() throws InterruptedException {
        worker.policy = new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(1));
        worker.failures.add(new ScriptedWorker.HaltException(null));
        supervisor.start();
        awaitState("NEEDS_OPERATOR");
        worker.awaitLooks(3);
        supervisor.pause("w");
        awaitState("PAUSED");
        worker.awaitLooks(3);
        assertThat(worker.attempts).hasValue(1);
        supervisor.resume("w");
        awaitState("STREAMING");
        int looks = worker.looks.get();
        supervisor.restart("w");
        awaitState("STREAMING");
        assertThat(worker.looks).as("looks while it streams").hasValue(looks);
    }

    @Test
    void a_paused_worker_stops() throws InterruptedException {
        start();
        supervisor.pause("w");
        awaitState("PAUSED");
        supervisor.close(Duration.ofMinutes(1));
        assertThat(state()).isEqualTo("STOPPED");
        supervisor.resume("w");
        supervisor.restart("w");
        assertThat(worker.attempts).hasValue(1);
    }

    @Test
    void a_stop_while_a_pause_drains_stops() throws InterruptedException {
        worker.mayEnd.drainPermits();
        start();
        supervisor.pause("w");
        Thread closing = new Thread(() -> supervisor.close(Duration.ofMinutes(1)));
        closing.start();
        worker.mayEnd.release();
        closing.join();
        assertThat(state()).isEqualTo("STOPPED");
    }

    @Test
    void nobody_of_another_name_can_be_told_anything() throws InterruptedException {
        start();
        assertThatThrownBy(() -> supervisor.pause("x"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no stream is named x; there are w");
        assertThatThrownBy(() -> supervisor.passOver("x", new ScriptedWorker.Stone(1)))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void the_last_failure_is_known_after_a_recovery() throws InterruptedException {
        assertThat(supervisor.statuses().get(0).lastFailure()).isNull();
        worker.failures.add(new IllegalStateException("down"));
        supervisor.start();
        awaitState("RETRY");
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThat(lastFailure().message()).isEqualTo("down");
    }

    /** Several threads order at once, the worker fails at random: whatever came before, the last word holds. */
    @Test
    void the_last_word_holds() throws InterruptedException {
        LOG.setLevel(Level.OFF);
        worker.random = new Random(7);
        worker.policy = new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(1));
        supervisor.start();
        for (int round = 0; round < 200; round++) {
            List<Thread> operators = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Random random = new Random(round * 3L + i);
                operators.add(new Thread(() -> orderAnything(random)));
            }
            operators.forEach(Thread::start);
            for (Thread operator : operators) {
                operator.join();
            }
            supervisor.pause("w");
            awaitNow("PAUSED");
            int attempts = worker.attempts.get();
            supervisor.resume("w");
            while (worker.attempts.get() == attempts) {
                Thread.onSpinWait();
            }
        }
    }

    private void orderAnything(Random random) {
        for (int i = 0; i < 5; i++) {
            switch (random.nextInt(3)) {
                case 0 -> supervisor.pause("w");
                case 1 -> supervisor.resume("w");
                default -> supervisor.restart("w");
            }
        }
    }

    private void start() throws InterruptedException {
        supervisor.start();
        awaitState("STREAMING");
    }

    private String state() {
        return supervisor.statuses().get(0).state().name();
    }

    private Failure lastFailure() {
        return Objects.requireNonNull(supervisor.statuses().get(0).lastFailure())
                .failure();
    }

    private void awaitNow(String wanted) {
        while (!state().equals(wanted)) {
            Thread.onSpinWait();
        }
    }

    private void awaitState(String wanted) throws InterruptedException {
        String seen;
        do {
            seen = states.poll(30, TimeUnit.SECONDS);
            assertThat(seen).as("waiting for " + wanted).isNotNull();
            worker.seen.add(seen);
        } while (!wanted.equals(seen));
    }
}
