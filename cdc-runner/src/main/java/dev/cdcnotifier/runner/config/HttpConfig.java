package dev.cdcnotifier.runner.config;

/**
 * Where the HTTP server listens.
 *
 * @param host host name or address
 * @param port TCP port; 0 takes a free one
 */
public record HttpConfig(String host, int port) {}
