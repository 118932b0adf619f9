package dev.cdcnotifier.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Fails as long as there are failures for it, then streams until it is stopped, and ends when it may. */
final class ScriptedWorker implements Worker {

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
    volatile RestartPolicy policy = SupervisorOrdersTest.AFTER_A_DAY;
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

    static Failure classify(Throwable cause) {
        if (cause instanceof HaltException halt) {
            return new Failure(FailureKind.HALT, "test", "halt", halt.stone);
        }
        return new Failure(
                cause instanceof UnsupportedOperationException ? FailureKind.NEEDS_OPERATOR : FailureKind.TRANSIENT,
                "test",
                String.valueOf(cause.getMessage()));
    }

    record Stone(int number) implements Obstacle {
        @Override
        public String toString() {
            return "stone " + number;
        }
    }

    static final class HaltException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final transient Stone stone;

        HaltException(Stone stone) {
            this.stone = stone;
        }
    }
}
