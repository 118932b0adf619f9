package dev.cdcnotifier.supervision;

import java.time.Duration;

/**
 * How long a worker waits after a failure before the next attempt.
 *
 * @param retry after a failure that may pass or that an operator mends, and while standing by
 * @param afterBug after a failure nobody expected
 */
public record RestartPolicy(Duration retry, Duration afterBug) {

    private static final int BUG_FACTOR = 6;

    /** The policy with one setting: an unexpected failure waits six times as long. */
    public static RestartPolicy every(Duration reconnectTimeout) {
        return new RestartPolicy(reconnectTimeout, reconnectTimeout.multipliedBy(BUG_FACTOR));
    }

    Duration delayAfter(FailureKind kind) {
        return kind == FailureKind.BUG ? afterBug : retry;
    }
}
