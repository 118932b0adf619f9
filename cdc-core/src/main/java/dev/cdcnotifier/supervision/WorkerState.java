package dev.cdcnotifier.supervision;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a worker is. Every state that is not good says why, in words for an operator. */
public sealed interface WorkerState {

    /** The names of all states. */
    List<String> NAMES = List.of(
            "STARTING",
            "STREAMING",
            "STALLED",
            "BACKPRESSURE",
            "RETRY",
            "STANDBY",
            "NEEDS_OPERATOR",
            "PAUSED",
            "STOPPED");

    /** The state's name as status, health and metrics show it. */
    String name();

    /** Whether a probe should find the worker ready: it works, or stands by for another. */
    default boolean ready() {
        return false;
    }

    /** A stable code of the reason, or an empty string. */
    default String reason() {
        return "";
    }

    /** The reason in words, or an empty string. */
    default String message() {
        return "";
    }

    /** What is wrong, with all that is known of it; null where nothing is. */
    default @Nullable Failure failure() {
        return null;
    }

    /** Whether this is the same state as another, although it may tell more of it by now: one outage has one beginning. */
    default boolean continues(WorkerState before) {
        Failure is = failing();
        Failure was = before.failing();
        return equals(before) || is != null && was != null && is.isOfOutage(was);
    }

    /** Why the worker does not work; null when it does, rests, or stands by. */
    default @Nullable Failure failing() {
        return null;
    }

    /**
     * Opening connections, checking preconditions, and making what is missing.
     *
     * @param waitsFor what has to end before it can go on, for people; empty when nothing has
     */
    record Starting(String waitsFor) implements WorkerState {

        public Starting() {
            this("");
        }

        @Override
        public String name() {
            return "STARTING";
        }

        @Override
        public String reason() {
            return waitsFor.isEmpty() ? "" : "waits_for_transaction";
        }

        @Override
        public String message() {
            return waitsFor;
        }

        @Override
        public boolean continues(WorkerState before) {
            return before instanceof Starting && before.reason().equals(reason());
        }
    }

    /**
     * Doing its work.
     *
     * @param reason why nothing arrives right now although there is something to come; empty as a rule
     * @param message the same in words
     */
    record Streaming(String reason, String message) implements WorkerState {

        /** Nothing is to be said of it. */
        public Streaming() {
            this("", "");
        }

        @Override
        public String name() {
            return "STREAMING";
        }

        @Override
        public boolean ready() {
            return true;
        }
    }

    /** Connected, and the other side has something for it and does not send it. */
    record Stalled(String reason, String message) implements WorkerState {
        @Override
        public String name() {
            return "STALLED";
        }
    }

    /** Connected, and waiting for the other end to take what is in flight. */
    record Backpressure() implements WorkerState {
        @Override
        public String name() {
            return "BACKPRESSURE";
        }

        @Override
        public String reason() {
            return "delivery_slow";
        }

        @Override
        public String message() {
            return "Kafka takes messages more slowly than they come, or none; PostgreSQL's connection is kept alive meanwhile";
        }
    }

    /** A failure that may pass by itself; the next attempt comes at the given time. */
    record Retry(Failure failure, Instant nextAttempt) implements WorkerState {
        @Override
        public Failure failing() {
            return failure;
        }

        @Override
        public String name() {
            return "RETRY";
        }

        @Override
        public String reason() {
            return failure.reason();
        }

        @Override
        public String message() {
            return failure.message();
        }
    }

    /** Another process does the work; this one takes over when it ends. */
    record Standby(Failure failure, Instant nextAttempt) implements WorkerState {
        @Override
        public String name() {
            return "STANDBY";
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public String reason() {
            return failure.reason();
        }

        @Override
        public String message() {
            return failure.message();
        }
    }

    /**
     * An operator has to mend something.
     *
     * @param resumesByItself whether the worker looks again regularly; if not, it waits for a restart
     */
    record NeedsOperator(Failure failure, boolean resumesByItself) implements WorkerState {
        @Override
        public Failure failing() {
            return failure;
        }

        @Override
        public String name() {
            return "NEEDS_OPERATOR";
        }

        @Override
        public String reason() {
            return failure.reason();
        }

        @Override
        public String message() {
            return failure.message();
        }
    }

    /** An operator wants it to rest: no session runs until it is resumed or restarted. */
    record Paused() implements WorkerState {
        @Override
        public String name() {
            return "PAUSED";
        }

        @Override
        public String reason() {
            return "paused";
        }

        @Override
        public String message() {
            return "paused by an operator until it is resumed or restarted; the slot makes PostgreSQL keep its WAL"
                    + " meanwhile";
        }
    }

    /** Ended on request. */
    record Stopped(String message) implements WorkerState {
        @Override
        public String name() {
            return "STOPPED";
        }

        @Override
        public String reason() {
            return "stopped";
        }
    }
}
