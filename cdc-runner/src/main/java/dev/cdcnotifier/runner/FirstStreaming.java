package dev.cdcnotifier.runner;

import dev.cdcnotifier.supervision.StateListener;
import dev.cdcnotifier.supervision.WorkerState;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs when a stream streams for the first time; failures and recoveries are logged where they happen. */
final class FirstStreaming implements StateListener {

    private static final Logger LOG = LoggerFactory.getLogger(FirstStreaming.class);

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @Override
    public void stateChanged(String stream, WorkerState before, WorkerState after) {
        if (after instanceof WorkerState.Streaming && seen.add(stream)) {
            LOG.info("stream is streaming stream={}", stream);
        }
    }
}
