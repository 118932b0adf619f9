package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.pg.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where the HTTP server listens, and who may control streams there.
 *
 * @param host host name or address
 * @param port TCP port; 0 takes a free one
 * @param token who sends it may pause, resume, restart and skip; null when nobody may
 */
public record HttpConfig(String host, int port, @Nullable Secret token) {}
