package dev.cdcnotifier.testkit.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done very often: says every few seconds how far it is and how long it will take, when it takes that
 * long at all. The first failure ends it.
 */
public final class LongRun {

    private static final long REPORT_NANOS = Duration.ofSeconds(5).toNanos();

    private final String name;
    private final long total;
    private final long startedAt = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong reportedAt = new AtomicLong(startedAt);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    public LongRun(String name, long total) {
        this.name = name;
        this.total = total;
    }

    /** Does it for each number from 0, in order, on this thread. */
    public void inTurn(LongConsumer action) {
        work(action);
        throwFailure();
    }

    /** Does it for each number from 0, on one thread for each processor. */
    public void inParallel(LongConsumer action) {
        List<Thread> threads = new ArrayList<>();
        for (int i = Runtime.getRuntime().availableProcessors(); i > 0; i--) {
            Thread thread = new Thread(() -> work(action), name + "-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            failure.compareAndSet(null, e);
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }

    private void work(LongConsumer action) {
        long number;
        while (failure.get() == null && (number = next.getAndIncrement()) < total) {
            try {
                action.accept(number);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
            report(number + 1);
        }
    }

    private void throwFailure() {
        Throwable cause = failure.get();
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        if (cause != null) {
            throw new AssertionError(cause);
        }
    }

    private void report(long done) {
        long now = System.nanoTime();
        long last = reportedAt.get();
        if (now - last < REPORT_NANOS || !reportedAt.compareAndSet(last, now)) {
            return;
        }
        double seconds = (now - startedAt) / 1e9;
        double perSecond = done / seconds;
        System.out.println(String.format(
                Locale.ROOT,
                "%s: %,d of %,d, %,.0f/s, %,.0f s left",
                name,
                done,
                total,
                perSecond,
                (total - done) / perSecond));
    }
}
