package dev.cdcnotifier.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisorTest {

    private static final RestartPolicy AT_ONCE = new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(1));

    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    private final StateListener listener = (worker, before, after) -> states.add(worker + " " + after.name());

    @Test
    void a_failed_worker_is_started_again() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = worker("w", context -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return streamUntilStopped(context);
        });
        try (Supervisor supervisor = supervise(worker)) {
            awaitState("w STREAMING");
            assertThat(attempts).hasValue(3);
            assertThat(supervisor.statuses().get(0).restarts()).isEqualTo(2);
        }
        assertThat(states).contains("w STOPPED");
    }

    @Test
    void one_workers_failure_does_not_touch_another() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        Worker failing = worker("failing", context -> {
            failures.incrementAndGet();
            throw new IllegalStateException("always");
        });
        Worker healthy = worker("healthy", SupervisorTest::streamUntilStopped);
        try (Supervisor supervisor = supervise(failing, healthy)) {
            awaitState("healthy STREAMING");
            while (failures.get() < 5) {
                states.poll(1, TimeUnit.SECONDS);
            }
            WorkerStatus status = supervisor.statuses().get(1);
            assertThat(status.state()).isInstanceOf(WorkerState.Streaming.class);
            assertThat(status.restarts()).isZero();
        }
    }

    @Test
    void a_halted_worker_waits_for_an_operator_and_still_stops() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = worker("w", context -> {
            attempts.incrementAndGet();
            throw new IllegalArgumentException("halt");
        });
        try (Supervisor supervisor = supervise(worker)) {
            awaitState("w NEEDS_OPERATOR");
            WorkerState state = supervisor.statuses().get(0).state();
            assertThat(state)
                    .isEqualTo(new WorkerState.NeedsOperator(classify(new IllegalArgumentException("halt")), false));
        }
        assertThat(attempts).hasValue(1);
    }

    @Test
    void attempts_that_fail_alike_are_counted_while_the_state_stays() throws InterruptedException {
        CountDownLatch attempts = new CountDownLatch(5);
        Worker worker = worker("w", context -> {
            attempts.countDown();
            throw new UnsupportedOperationException("operator");
        });
        try (Supervisor supervisor = supervise(worker)) {
            attempts.await();
            WorkerStatus status = supervisor.statuses().get(0);
            assertThat(status.restarts()).isGreaterThanOrEqualTo(4);
            assertThat(status.state().name()).isEqualTo("NEEDS_OPERATOR");
        }
    }

    @Test
    void a_worker_that_wants_to_reopen_is_run_again_without_counting_a_restart() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = worker(
                "w", context -> attempts.incrementAndGet() == 1 ? Worker.End.REOPEN : streamUntilStopped(context));
        try (Supervisor supervisor = supervise(worker)) {
            awaitState("w STREAMING");
            assertThat(supervisor.statuses().get(0).restarts()).isZero();
        }
    }

    @Test
    void a_worker_that_ignores_the_request_is_interrupted() {
        Worker deaf = worker("deaf", context -> {
            new LinkedBlockingQueue<String>().take();
            return Worker.End.STOPPED;
        });
        Supervisor supervisor = supervise(deaf);
        supervisor.close(Duration.ofMillis(1));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("cdc-deaf"));
    }

    @Test
    void a_listener_that_throws_does_not_stop_its_worker() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = worker("w", context -> {
            attempts.incrementAndGet();
            return streamUntilStopped(context);
        });
        StateListener throwing = (name, before, after) -> {
            listener.stateChanged(name, before, after);
            throw new IllegalStateException("listener");
        };
        try (Supervisor supervisor = new Supervisor(List.of(worker), SupervisorTest::classify, throwing)) {
            supervisor.start();
            awaitState("w STREAMING");
            assertThat(attempts).hasValue(1);
        }
    }

    @Test
    void a_listener_that_throws_an_error_does_not_end_the_thread_in_silence() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = worker("w", context -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return streamUntilStopped(context);
        });
        StateListener throwing = (name, before, after) -> {
            listener.stateChanged(name, before, after);
            throw new LinkageError("listener");
        };
        try (Supervisor supervisor = new Supervisor(List.of(worker), SupervisorTest::classify, throwing)) {
            supervisor.start();
            awaitState("w STREAMING");
            assertThat(supervisor.statuses().get(0).restarts()).isEqualTo(2);
        }
    }

    @Test
    void a_failure_that_cannot_be_classified_is_a_bug_and_tried_again() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = worker("w", context -> {
            if (attempts.incrementAndGet() < 3) {
                throw new OutOfMemoryError("scripted");
            }
            return streamUntilStopped(context);
        });
        try (Supervisor supervisor = new Supervisor(List.of(worker), SupervisorTest::outOfMemory, listener)) {
            supervisor.start();
            awaitState("w STREAMING");
            assertThat(supervisor.statuses().get(0).restarts()).isEqualTo(2);
        }
    }

    @Test
    void an_interrupt_that_an_attempt_leaves_behind_does_not_end_the_worker() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = worker("w", context -> {
            if (attempts.incrementAndGet() < 3) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted, and it says so twice");
            }
            return streamUntilStopped(context);
        });
        try (Supervisor supervisor = supervise(worker)) {
            awaitState("w STREAMING");
            assertThat(supervisor.statuses().get(0).restarts()).isEqualTo(2);
        }
    }

    @Test
    void an_endless_drain_is_no_arithmetic_error() throws InterruptedException {
        Supervisor supervisor = supervise(worker("endless", SupervisorTest::streamUntilStopped));
        awaitState("endless STREAMING");
        supervisor.close(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(supervisor.statuses().get(0).state()).isInstanceOf(WorkerState.Stopped.class);
    }

    @Test
    void a_worker_that_waits_for_others_is_told_to_hurry() throws InterruptedException {
        CountDownLatch hurried = new CountDownLatch(1);
        Worker waiting = new Worker() {
            @Override
            public String name() {
                return "waiting";
            }

            @Override
            public RestartPolicy restartPolicy() {
                return AT_ONCE;
            }

            @Override
            public End run(WorkerContext context) throws InterruptedException {
                context.streaming();
                hurried.await();
                return End.STOPPED;
            }

            @Override
            public void hurry() {
                hurried.countDown();
            }
        };
        Supervisor supervisor = supervise(waiting);
        awaitState("waiting STREAMING");
        supervisor.close(Duration.ofMinutes(1));
        assertThat(supervisor.statuses().get(0).state()).isInstanceOf(WorkerState.Stopped.class);
    }

    private interface Body {
        Worker.End run(WorkerContext context) throws Exception;
    }

    private static Worker.End streamUntilStopped(WorkerContext context) throws InterruptedException {
        context.streaming();
        context.stop().await(Duration.ofMinutes(1));
        return Worker.End.STOPPED;
    }

    private static Worker worker(String name, Body body) {
        return new Worker() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public RestartPolicy restartPolicy() {
                return AT_ONCE;
            }

            @Override
            public End run(WorkerContext context) throws Exception {
                return body.run(context);
            }
        };
    }

    private Supervisor supervise(Worker... workers) {
        Supervisor supervisor = new Supervisor(List.of(workers), SupervisorTest::classify, listener);
        supervisor.start();
        return supervisor;
    }

    private static Failure classify(Throwable cause) {
        FailureKind kind = FailureKind.TRANSIENT;
        if (cause instanceof IllegalArgumentException) {
            kind = FailureKind.HALT;
        } else if (cause instanceof UnsupportedOperationException) {
            kind = FailureKind.NEEDS_OPERATOR;
        }
        return new Failure(kind, "test", String.valueOf(cause.getMessage()));
    }

    private static Failure outOfMemory(Throwable cause) {
        throw new OutOfMemoryError("once more, after " + cause.getMessage());
    }

    private void awaitState(String wanted) throws InterruptedException {
        String seen;
        do {
            seen = states.poll(30, TimeUnit.SECONDS);
            assertThat(seen).as("waiting for " + wanted).isNotNull();
        } while (!wanted.equals(seen));
    }
}
