package dev.cdcnotifier.slot;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A question to the server that is put on another thread, one at a time. A control connection that is frozen answers after a
 * minute or never; the loop has to keep its stream alive meanwhile, so it takes the answer when there is one. Owned by the
 * slot's thread.
 *
 * @param <T> the answer
 * @param <E> what may be thrown in place of an answer, beside {@link SQLException}
 */
final class Question<T, E extends Exception> {

    private final Asking<T, E> asking;
    private final Executor thread;
    private @Nullable FutureTask<T> asked;

    /** Asks the server, and waits for its answer. */
    @FunctionalInterface
    interface Asking<T, E extends Exception> {
        T ask() throws SQLException, E;
    }

    /** @param thread where the server is asked */
    Question(Asking<T, E> asking, Executor thread) {
        this.asking = asking;
        this.thread = thread;
    }

    /** Asks now. Not while an answer is still to be taken. */
    void ask() {
        FutureTask<T> task = new FutureTask<>(asking::ask);
        asked = task;
        thread.execute(task);
    }

    /** Whether it was asked and the answer is still to come, or to be taken. */
    boolean isAsked() {
        return asked != null;
    }

    /** Whether {@link #take} has something to take. */
    boolean isAnswered() {
        FutureTask<T> task = asked;
        return task != null && task.isDone();
    }

    /** The answer, once; only when it {@link #isAnswered}. */
    @SuppressWarnings("unchecked") // Asking throws nothing else.
    T take() throws SQLException, E, InterruptedException {
        FutureTask<T> task = asked;
        if (task == null) {
            throw new IllegalStateException("nothing was asked");
        }
        asked = null;
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException sql) {
                throw sql;
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw (E) cause;
        }
    }
}
