package dev.cdcnotifier.pg;

/**
 * Points in time as this library carries them: microseconds since 1970-01-01T00:00:00Z in a long, which is exact for
 * every timestamptz up to the year 294246, and two values for PostgreSQL's infinities.
 */
public final class PgTimestamps {

    /** {@code infinity}: later than every timestamp. */
    public static final long POSITIVE_INFINITY = Long.MAX_VALUE;

    /** {@code -infinity}: earlier than every timestamp. */
    public static final long NEGATIVE_INFINITY = Long.MIN_VALUE;

    static final long MICROS_PER_SECOND = 1_000_000;

    /** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in microseconds since 1970. */
    static final long POSTGRES_EPOCH_MICROS = 946_684_800L * MICROS_PER_SECOND;

    private PgTimestamps() {}

    /** Whether it is a point in time and neither of the infinities. */
    public static boolean isFinite(long micros) {
        return micros != POSITIVE_INFINITY && micros != NEGATIVE_INFINITY;
    }

    /** The whole second at or before a finite point in time, since 1970: what remains when the fraction is cut off. */
    public static long epochSecond(long micros) {
        return Math.floorDiv(micros, MICROS_PER_SECOND);
    }
}
