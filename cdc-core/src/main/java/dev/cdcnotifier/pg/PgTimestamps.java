package dev.cdcnotifier.pg;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Points in time as this library carries them: microseconds since 1970-01-01T00:00:00Z in a long, which is exact for
 * every timestamptz up to the year 294246, and two values for PostgreSQL's infinities. A timestamp without time zone counts
 * from 1970-01-01 00:00:00 on its own clock, a date in days from 1970-01-01, with the same infinities.
 */
public final class PgTimestamps {

    /** {@code infinity}: later than every timestamp. */
    public static final long POSITIVE_INFINITY = Long.MAX_VALUE;

    /** {@code -infinity}: earlier than every timestamp. */
    public static final long NEGATIVE_INFINITY = Long.MIN_VALUE;

    static final long MICROS_PER_SECOND = 1_000_000;
    static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

    /** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in microseconds since 1970. */
    static final long POSTGRES_EPOCH_MICROS = 946_684_800L * MICROS_PER_SECOND;

    /** 2000-01-01 in days since 1970. */
    static final long POSTGRES_EPOCH_DAY = 10_957;

    private static final int NANOS_PER_MICRO = 1_000;

    private PgTimestamps() {}

    /**
     * A timestamptz as an instant.
     *
     * @throws PgValueException when it is an infinity: ask {@link #isFinite} first
     */
    public static Instant instant(long micros) {
        requireFinite("timestamptz", micros);
        return Instant.ofEpochSecond(epochSecond(micros), nanos(micros));
    }

    /**
     * A timestamp without time zone as {@code java.time} has it.
     *
     * @throws PgValueException when it is an infinity: ask {@link #isFinite} first
     */
    public static LocalDateTime localDateTime(long micros) {
        requireFinite("timestamp", micros);
        return LocalDateTime.ofEpochSecond(epochSecond(micros), nanos(micros), ZoneOffset.UTC);
    }

    /**
     * A date as {@code java.time} has it.
     *
     * @throws PgValueException when it is an infinity: ask {@link #isFinite} first
     */
    public static LocalDate localDate(long epochDay) {
        requireFinite("date", epochDay);
        return LocalDate.ofEpochDay(epochDay);
    }

    /** Whether it is a point in time and neither of the infinities. */
    public static boolean isFinite(long micros) {
        return micros != POSITIVE_INFINITY && micros != NEGATIVE_INFINITY;
    }

    /** The whole second at or before a finite point in time, since 1970: what remains when the fraction is cut off. */
    public static long epochSecond(long micros) {
        return Math.floorDiv(micros, MICROS_PER_SECOND);
    }

    private static int nanos(long micros) {
        return (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
    }

    private static void requireFinite(String type, long value) {
        if (!isFinite(value)) {
            throw new PgValueException(type, "is infinite, which is no point in time");
        }
    }
}
