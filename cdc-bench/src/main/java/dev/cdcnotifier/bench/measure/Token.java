package dev.cdcnotifier.bench.measure;

import java.nio.charset.StandardCharsets;

/**
 * The number of a row as 16 characters, kept where every contender leaves text as it is: in the process id. So one search
 * finds it in the bytes of any record, whatever the contender makes of the rest.
 */
public final class Token {

    /** One more than the greatest number. */
    public static final long LIMIT = 10_000_000_000L;

    private static final String PREFIX = "token-";
    private static final int DIGITS = 10;
    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);

    private Token() {}

    /** The token of a number from 0 to {@link #LIMIT}, exclusive. */
    public static String of(long number) {
        if (number < 0 || number >= LIMIT) {
            throw new IllegalArgumentException("no token has the number " + number);
        }
        String digits = Long.toString(number);
        return PREFIX + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** An SQL expression that gives the token of a number. */
    public static String sql(String number) {
        return "'" + PREFIX + "' || lpad((" + number + ")::text, " + DIGITS + ", '0')";
    }

    /** The number of the first token in these bytes; -1 when there is none. */
    public static long find(byte[] bytes) {
        for (int from = 0; from <= bytes.length - PREFIX_BYTES.length - DIGITS; from++) {
            if (isPrefix(bytes, from)) {
                long number = digits(bytes, from + PREFIX_BYTES.length);
                if (number >= 0) {
                    return number;
                }
            }
        }
        return -1;
    }

    private static boolean isPrefix(byte[] bytes, int from) {
        for (int i = 0; i < PREFIX_BYTES.length; i++) {
            if (bytes[from + i] != PREFIX_BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    private static long digits(byte[] bytes, int from) {
        long number = 0;
        for (int i = from; i < from + DIGITS; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }
}
