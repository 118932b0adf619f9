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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What an operator tells a worker: to pause, to go on, to begin anew, to pass over what it is halted at. */
@Timeout(60)
class SupervisorOrdersTest {

    private static final RestartPolicy AFTER_A_DAY = new RestartPolicy(Duration.ofDays(1), Duration.ofDays(1));

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Supervisor.class.getPackageName());

    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    private final Scripted worker = new Scripted();
    private final Supervisor supervisor = new Supervisor(
            List.of(worker), SupervisorOrdersTest::classify, (name, before, after) -> states.add(after.name()));

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
        for (RuntimeException failure : List.of(new UnsupportedOperationException("mend"), new HaltException(null))) {
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
        worker.failures.add(new HaltException(null));
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
        worker.failures.add(new HaltException(new Stone(1)));
        supervisor.start();
        awaitState("NEEDS_OPERATOR");
        supervisor.passOver("w", new Stone(1));
        awaitState("STARTING");
        awaitState("STREAMING");
        assertThat(worker.passedOver).containsExactly(new Stone(1));
        assertThat(worker.accepted).hasValue(0);
    }

    @Test
    void anything_else_is_not_passed_over_and_it_is_said_what_stands_in_the_way() throws InterruptedException {
        worker.failures.add(new HaltException(new Stone(1)));
        supervisor.start();
        awaitState("NEEDS_OPERATOR");
        assertThatThrownBy(() -> supervisor.passOver("w", new Stone(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stream w is not halted at stone 2, but at stone 1 (test)");
        supervisor.pause("w");
        awaitState("PAUSED");
        assertThatThrownBy(() -> supervisor.passOver("w", new Stone(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stream w is not halted at stone 1, nor at anything else that can be passed over: it is"
                        + " PAUSED (paused)");
        supervisor.resume("w");
        awaitState("STREAMING");
        assertThatThrownBy(() -> supervisor.passOver("w", new Stone(1))).hasMessageEndingWith("it is STREAMING");
        assertThat(worker.passedOver).isEmpty();
    }

    @Test
    void a_worker_that_rests_looks_around_again_and_again() throws InterruptedException {
        worker.policy = new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(1));
        worker.failures.add(new HaltException(null));
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
        assertThatThrownBy(() -> supervisor.passOver("x", new Stone(1))).isInstanceOf(NoSuchElementException.class);
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

    private static Failure classify(Throwable cause) {
        if (cause instanceof HaltException halt) {
            return new Failure(FailureKind.HALT, "test", "halt", halt.stone);
        }
        return new Failure(
                cause instanceof UnsupportedOperationException ? FailureKind.NEEDS_OPERATOR : FailureKind.TRANSIENT,
                "test",
                String.valueOf(cause.getMessage()));
    }

    private record Stone(int number) implements Obstacle {
        @Override
        public String toString() {
            return "stone " + number;
        }
    }

    private static final class HaltException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final transient Stone stone;

        HaltException(Stone stone) {
            this.stone = stone;
        }
    }

    /** Fails as long as there are failures for it, then streams until it is stopped, and ends when it may. */
    private static final class Scripted implements Worker {

        final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
        final List<String> seen = new CopyOnWriteArrayList<>();
        final List<Obstacle> passedOver = new CopyOnWriteArrayList<>();
        final AtomicInteger attempts = new AtomicInteger();
        final AtomicInteger accepted = new AtomicInteger();
        final List<String> told = new CopyOnWriteArrayList<>();
        final AtomicInteger looks = new AtomicInteger();
        final Semaphore mayEnd = new Semaphore(1_000);
        final CountDownLatch opening = new CountDownLatch(1);
        final CountDownLatch hurried = new CountDownLatch(1);
        final CountDownLatch held = new CountDownLatch(1);
        final CountDownLatch mayFail = new CountDownLatch(1);
        volatile RestartPolicy policy = AFTER_A_DAY;
        volatile Duration lastDrain = Duration.ZERO;
        volatile Random random;
        volatile boolean opensUntilHurried;
        volatile boolean failsWhenStopped;
        volatile int holdsAttempt;

        @Override
        public String name() {
            return "w";
        }

        @Override
        public RestartPolicy restartPolicy() {
            return policy;
        }

        @Override
        public End run(WorkerContext context) throws InterruptedException {
            int attempt = attempts.incrementAndGet();
            if (opensUntilHurried) {
                opening.countDown();
                hurried.await();
                return End.STOPPED;
            }
            RuntimeException failure = failures.poll();
            if (attempt == holdsAttempt) {
                held.countDown();
                mayFail.await();
            }
            if (failure != null) {
                throw failure;
            }
            if (random != null && random.nextInt(3) == 0) {
                throw random.nextBoolean() ? new HaltException(null) : new IllegalStateException("random");
            }
            context.streaming();
            while (!context.stop().await(Duration.ofMinutes(1))) {
                context.streaming();
            }
            lastDrain = context.stop().drain();
            mayEnd.acquire();
            if (failsWhenStopped) {
                failsWhenStopped = false;
                throw new IllegalStateException("while it drained");
            }
            return End.STOPPED;
        }

        void awaitLooks(int more) {
            int enough = looks.get() + more;
            while (looks.get() < enough) {
                Thread.onSpinWait();
            }
        }

        /** What goes wrong there is nobody's trouble. */
        @Override
        public void rest() {
            looks.incrementAndGet();
            throw new OutOfMemoryError("scripted");
        }

        @Override
        public void accept(Failure failure) {
            accepted.incrementAndGet();
            told.add(failure.message());
        }

        @Override
        public void passOver(Obstacle obstacle) {
            passedOver.add(obstacle);
        }

        @Override
        public void hurry() {
            hurried.countDown();
        }
    }
}
