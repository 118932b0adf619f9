package dev.cdcnotifier.slot;

import java.time.Duration;

/**
 * The loop's times.
 *
 * @param deadline how long a record may stay unconfirmed before the session is given up
 * @param statusInterval how often PostgreSQL hears of us at least
 */
record SlotTimes(Duration deadline, Duration statusInterval) {}
