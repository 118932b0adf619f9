package dev.cdcnotifier.runner;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.runner.http.HttpEndpoints;
import dev.cdcnotifier.slot.StreamStatus;
import java.time.Duration;
import java.util.List;

/** A started notifier with its HTTP server. Any thread may call it; closing it again does nothing. */
public final class RunningNotifier implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final CdcNotifier notifier;
    private final HttpEndpoints http;
    private final ProcessMeters meters;
    private boolean closed;

    RunningNotifier(CdcNotifier notifier, HttpEndpoints http, ProcessMeters meters) {
        this.notifier = notifier;
        this.http = http;
        this.meters = meters;
    }

    /** The port of the HTTP server. */
    public int httpPort() {
        return http.port();
    }

    /** Every stream as it is now. */
    public List<StreamStatus> streams() {
        return notifier.streams();
    }

    /** As {@link #close(Duration)}, with ten seconds. */
    @Override
    public void close() {
        close(DRAIN);
    }

    /**
     * Stops the streams and then the HTTP server: until then probes are answered, as alive and not ready.
     *
     * @param drain how long to wait for what is in flight
     */
    public synchronized void close(Duration drain) {
        if (closed) {
            return;
        }
        closed = true;
        http.stopping();
        notifier.close(drain);
        http.close();
        meters.close();
    }
}
