package dev.cdcnotifier.chaos.oracle;

import java.util.Arrays;
import java.util.Locale;

/** Which runners of a world deliver exactly once. */
public enum Deliveries {
    /** None. */
    AT_LEAST_ONCE,
    /** All. */
    EXACTLY_ONCE,
    /** Every second one, from the second on. */
    BOTH;

    /** Whether the runner with this number, from 0 on, does. */
    public boolean isExactlyOnce(int lane) {
        return this == EXACTLY_ONCE || this == BOTH && lane % 2 == 1;
    }

    /** Its name on the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one with this name; fails when there is none. */
    public static Deliveries of(String option) {
        return Arrays.stream(values())
                .filter(one -> one.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be at-least-once, exactly-once or both"));
    }
}
