package dev.cdcnotifier.pg;

/**
 * An interval in the three parts that PostgreSQL keeps apart, because months and days have no fixed length. Each part has
 * its own sign.
 *
 * @param months years count as twelve
 * @param micros the part shorter than a day, in microseconds; may be longer than a day
 */
public record PgInterval(int months, int days, long micros) {

    /** PostgreSQL 17 and later. */
    public static final PgInterval POSITIVE_INFINITY =
            new PgInterval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

    /** PostgreSQL 17 and later. */
    public static final PgInterval NEGATIVE_INFINITY =
            new PgInterval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);
}
