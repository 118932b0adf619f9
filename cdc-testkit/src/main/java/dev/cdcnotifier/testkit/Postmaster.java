package dev.cdcnotifier.testkit;

import java.time.Duration;

/** Where a PostgreSQL server runs: a child process of ours, or a container. Not thread-safe. */
interface Postmaster extends AutoCloseable {

    String host();

    int port();

    /** Starts the server on its data directory and returns when it accepts connections. */
    void start();

    boolean isRunning();

    /** {@code pg_ctl stop -m fast}; false when it has not ended in time. */
    boolean stopFast(Duration atMost);

    /** Ends the server as a power cut would, all processes of it. */
    void kill9();

    long pid();

    /** Ends the server and removes what was made for it. */
    @Override
    void close();
}
