package dev.cdcnotifier.runner.config;

import java.util.List;

/**
 * A configuration without a problem: every reference leads somewhere, every value is in its range, nothing is used twice.
 *
 * @param http where the HTTP server listens
 * @param streams what to stream, in the order of the file; never empty
 */
public record RunnerConfig(HttpConfig http, List<StreamConfig> streams) {

    public RunnerConfig {
        streams = List.copyOf(streams);
    }
}
