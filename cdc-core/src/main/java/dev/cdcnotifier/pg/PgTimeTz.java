package dev.cdcnotifier.pg;

/**
 * A timetz: a time of day and the offset it is told in.
 *
 * @param micros microseconds since midnight, 0 to 86,400,000,000, which is {@code 24:00:00}
 * @param offsetSeconds seconds east of UTC
 */
public record PgTimeTz(long micros, int offsetSeconds) {}
