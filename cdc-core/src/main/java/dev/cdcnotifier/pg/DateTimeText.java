package dev.cdcnotifier.pg;

import static dev.cdcnotifier.pg.PgTimestamps.MICROS_PER_SECOND;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One date, time or timestamp in ISO date style: {@code 2026-03-22 06:12:27.5+02:30:17 BC}, where the fraction, the
 * offset's minutes and seconds and the era may be missing and the year has four to seven digits. Calendar and clock are
 * checked as PostgreSQL does: proleptic Gregorian, no leap second, offsets below 16 hours.
 *
 * <p>See <a href="https://www.postgresql.org/docs/current/datatype-datetime.html">Date/Time Types</a>.
 */
final class DateTimeText {

    private static final byte[] INFINITY = "infinity".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MINUS_INFINITY = "-infinity".getBytes(StandardCharsets.US_ASCII);

    private static final int MIN_YEAR_DIGITS = 4;
    private static final int MAX_TIMESTAMP_YEAR_DIGITS = 6;
    private static final int MAX_DATE_YEAR_DIGITS = 7;
    private static final int FRACTION_DIGITS = 6;
    private static final int MAX_OFFSET_HOURS = 15;

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final long SECONDS_PER_DAY = 86_400;

    /** Strictly between these, a second and any fraction of it make a long of microseconds that is no infinity. */
    private static final long SECONDS_LIMIT = Long.MAX_VALUE / MICROS_PER_SECOND;

    private final String type;
    private final byte[] array;
    private final int start;
    private final int end;
    private int at;

    private int year;
    private int month;
    private int day;

    /** @param type the type to name when it is none */
    DateTimeText(String type, byte[] array, int offset, int length) {
        this.type = type;
        this.array = array;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
    }

    /** A timestamptz, in microseconds since 1970-01-01T00:00:00Z or an infinity. */
    long timestamptz() {
        return timestamp(true);
    }

    /** A timestamp, in microseconds since 1970-01-01 00:00:00 on its own clock or an infinity. */
    long timestamp() {
        return timestamp(false);
    }

    /** A date, in days since 1970-01-01 or an infinity. */
    long date() {
        long infinity = infinity();
        if (infinity != 0) {
            return infinity;
        }
        yearMonthDay(MAX_DATE_YEAR_DIGITS);
        return epochDay();
    }

    /** A time, in microseconds since midnight. */
    long time() {
        long micros = timeOfDay();
        requireEnd();
        return micros;
    }

    PgTimeTz timetz() {
        long micros = timeOfDay();
        int offset = offset();
        requireEnd();
        return new PgTimeTz(micros, offset);
    }

    private long timestamp(boolean zoned) {
        long infinity = infinity();
        if (infinity != 0) {
            return infinity;
        }
        yearMonthDay(MAX_TIMESTAMP_YEAR_DIGITS);
        expect(' ');
        int secondOfDay = clock(23);
        int fraction = fraction();
        int offset = zoned ? offset() : 0;
        long seconds = epochDay() * SECONDS_PER_DAY + secondOfDay - offset;
        if (Math.abs(seconds) >= SECONDS_LIMIT) {
            throw problem("is out of range");
        }
        return seconds * MICROS_PER_SECOND + fraction;
    }

    /** One of the infinities of {@link PgTimestamps}, or 0 when it is none. */
    private long infinity() {
        if (is(INFINITY)) {
            return PgTimestamps.POSITIVE_INFINITY;
        }
        return is(MINUS_INFINITY) ? PgTimestamps.NEGATIVE_INFINITY : 0;
    }

    /** {@code 24:00:00} is the end of the day. */
    private long timeOfDay() {
        long micros = clock(24) * MICROS_PER_SECOND + fraction();
        if (micros > PgTimestamps.MICROS_PER_DAY) {
            throw problem("is after the end of the day");
        }
        return micros;
    }

    private void yearMonthDay(int maxYearDigits) {
        year = year(maxYearDigits);
        expect('-');
        month = twoDigits(1, 12, "month");
        expect('-');
        day = twoDigits(1, 31, "day");
    }

    /** Ends the text with the era: only it says which year is meant. */
    private long epochDay() {
        // There is no year 0: the year before 1 is 1 BC, which calendars calculate with as 0.
        return epochDay(era() ? 1 - year : year);
    }

    private int year(int maxDigits) {
        int digits = 0;
        int value = 0;
        while (at < end && isDigit(array[at]) && digits < maxDigits) {
            value = value * 10 + array[at++] - '0';
            digits++;
        }
        if (digits < MIN_YEAR_DIGITS) {
            throw problem("does not start with a year; DateStyle must be ISO");
        }
        if (value == 0) {
            throw problem("is in the year 0, which does not exist");
        }
        return value;
    }

    /** {@code hh:mm:ss} in seconds. */
    private int clock(int maxHour) {
        int hour = twoDigits(0, maxHour, "hour");
        expect(':');
        int minute = twoDigits(0, 59, "minute");
        expect(':');
        return hour * SECONDS_PER_HOUR + minute * SECONDS_PER_MINUTE + twoDigits(0, 59, "second");
    }

    /** {@code .f} to {@code .ffffff} in microseconds, or 0 when there is none. */
    private int fraction() {
        if (!next('.')) {
            return 0;
        }
        int first = at;
        int micros = 0;
        int digits = 0;
        for (; digits < FRACTION_DIGITS && at < end && isDigit(array[at]); digits++) {
            micros = micros * 10 + array[at++] - '0';
        }
        if (at == first) {
            throw problem("has no digit after the point");
        }
        for (; digits < FRACTION_DIGITS; digits++) {
            micros *= 10;
        }
        return micros;
    }

    /** {@code +hh}, {@code +hh:mm} or {@code +hh:mm:ss}, in seconds east of UTC. */
    private int offset() {
        boolean west = next('-');
        if (!west) {
            expect('+');
        }
        int seconds = twoDigits(0, MAX_OFFSET_HOURS, "offset's hour") * SECONDS_PER_HOUR;
        if (next(':')) {
            seconds += twoDigits(0, 59, "offset's minute") * SECONDS_PER_MINUTE;
            if (next(':')) {
                seconds += twoDigits(0, 59, "offset's second");
            }
        }
        return west ? -seconds : seconds;
    }

    /** Whether {@code  BC} ends the text; nothing else may. */
    private boolean era() {
        if (at == end) {
            return false;
        }
        expect(' ');
        expect('B');
        expect('C');
        requireEnd();
        return true;
    }

    private void requireEnd() {
        if (at != end) {
            throw unexpected();
        }
    }

    /** Days since 1970-01-01. Counts years from March, so that the leap day is a year's last. */
    private long epochDay(long calendarYear) {
        boolean leap = (calendarYear & 3) == 0 && (calendarYear % 100 != 0 || calendarYear % 400 == 0);
        if (day > 28 && day > daysOfMonth(month, leap)) {
            throw problem("has a day that its month does not have");
        }
        long marchYear = month <= 2 ? calendarYear - 1 : calendarYear;
        int marchMonth = month <= 2 ? month + 9 : month - 3;
        long leapDays = Math.floorDiv(marchYear, 4) - Math.floorDiv(marchYear, 100) + Math.floorDiv(marchYear, 400);
        int dayOfMarchYear = (153 * marchMonth + 2) / 5 + day - 1;
        return marchYear * 365 + leapDays + dayOfMarchYear - 719_468;
    }

    private static int daysOfMonth(int month, boolean leap) {
        return switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private int twoDigits(int min, int max, String what) {
        if (end - at < 2 || !isDigit(array[at]) || !isDigit(array[at + 1])) {
            throw unexpected();
        }
        int value = (array[at] - '0') * 10 + array[at + 1] - '0';
        if (value < min || value > max) {
            throw problem("has an impossible " + what);
        }
        at += 2;
        return value;
    }

    private boolean next(char expected) {
        if (at < end && array[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char expected) {
        if (!next(expected)) {
            throw unexpected();
        }
    }

    private boolean is(byte[] word) {
        return Arrays.equals(array, start, end, word, 0, word.length);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private PgValueException unexpected() {
        return problem("is not in ISO date style at character " + (at - start + 1) + "; DateStyle must be ISO");
    }

    private PgValueException problem(String problem) {
        return new PgValueException(type, problem);
    }
}
