package dev.cdcnotifier.testkit;

import java.time.Duration;

/** Where a Kafka broker runs: in this JVM, in a child JVM, or a container. Not thread-safe. */
interface BrokerNode extends AutoCloseable {

    /** Starts on its folder and returns when the broker serves requests. */
    void start();

    boolean isRunning();

    /** An orderly shutdown; false when it has not ended in time. */
    boolean stop(Duration atMost);

    /** Ends the broker as a power cut would. */
    default void kill9() {
        throw needsOwnProcess("killed");
    }

    /** Stops the broker's process where it is; its connections stay open. */
    default void freeze() {
        throw needsOwnProcess("frozen");
    }

    /** Lets a frozen broker go on. */
    default void thaw() {
        throw needsOwnProcess("thawed");
    }

    /** Ends the broker and removes its folder. */
    @Override
    void close();

    private static TestkitException needsOwnProcess(String what) {
        return new TestkitException(
                "a broker inside this JVM cannot be " + what + ": start it with KafkaBroker.builder().ownProcess()");
    }
}
