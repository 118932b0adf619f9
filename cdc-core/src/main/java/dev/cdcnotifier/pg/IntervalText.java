package dev.cdcnotifier.pg;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One interval in {@code IntervalStyle} {@code postgres}: {@code 1 year -2 mons +3 days -04:05:06.789}, each part with its
 * own sign and only where it is not zero. See <a
 * href="https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-INTERVAL-OUTPUT">Interval Output</a>.
 */
final class IntervalText {

    private static final String TYPE = "interval";

    /** Longer than any that is printed: what is longer is not looked at. */
    private static final int MAX_CHARACTERS = 100;

    private static final int MONTHS_PER_YEAR = 12;

    private static final Pattern FORM = Pattern.compile("(?:([+-]?\\d{1,9}) years?)?(?: ?([+-]?\\d{1,2}) mons?)?"
            + "(?: ?([+-]?\\d{1,10}) days?)?(?: ?([+-]?)(\\d{2,10}):([0-5]\\d):([0-5]\\d)(?:\\.(\\d{1,6}))?)?");

    private final String text;

    IntervalText(byte[] array, int offset, int length) {
        if (length > MAX_CHARACTERS) {
            throw new PgValueException(TYPE, "is " + length + " characters long, and none is");
        }
        this.text = new String(array, offset, length, StandardCharsets.ISO_8859_1);
    }

    PgInterval read() {
        if (text.equals("infinity")) {
            return PgInterval.POSITIVE_INFINITY;
        }
        if (text.equals("-infinity")) {
            return PgInterval.NEGATIVE_INFINITY;
        }
        Matcher parts = FORM.matcher(text);
        if (text.isEmpty() || text.startsWith(" ") || !parts.matches()) {
            throw new PgValueException(TYPE, "is not in PostgreSQL's style; IntervalStyle must be postgres");
        }
        try {
            int months = Math.toIntExact(number(parts, 1) * MONTHS_PER_YEAR + number(parts, 2));
            return new PgInterval(months, Math.toIntExact(number(parts, 3)), micros(parts));
        } catch (ArithmeticException e) {
            throw new PgValueException(TYPE, "is out of range");
        }
    }

    /** The smallest long has no positive counterpart, so the sign comes in before the limit is looked at. */
    private static long micros(Matcher parts) {
        if (parts.group(5) == null) {
            return 0;
        }
        long seconds = number(parts, 5) * 3_600 + number(parts, 6) * 60 + number(parts, 7);
        String fraction = parts.group(8) == null ? "" : parts.group(8);
        BigInteger micros = BigInteger.valueOf(seconds)
                .multiply(BigInteger.valueOf(PgTimestamps.MICROS_PER_SECOND))
                .add(new BigInteger((fraction + "000000").substring(0, 6)));
        return (parts.group(4).equals("-") ? micros.negate() : micros).longValueExact();
    }

    private static long number(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }
}
