package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Whole seconds in UTC as RFC 3339 writes them, {@code 2026-03-22T06:12:27Z}: always 20 bytes, for the years 0000 to
 * 9999. The last one is kept, for messages often come many to a second. Not thread-safe.
 */
final class UtcSeconds {

    // 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    private static final long FIRST = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    private static final long LAST = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);

    private static final byte[] FORM = "0000-00-00T00:00:00Z".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text = FORM.clone();
    private long formatted = Long.MIN_VALUE;

    /**
     * The text of a second, in bytes that are valid until the next call.
     *
     * @param epochSecond seconds since 1970-01-01T00:00:00Z
     * @param what what the time is, for the message to the operator
     * @throws PoisonRowException when the year does not have four digits
     */
    byte[] format(long epochSecond, String what) throws PoisonRowException {
        if (epochSecond != formatted) {
            if (epochSecond < FIRST || epochSecond > LAST) {
                throw new PoisonRowException(what + " lies outside the years 0000 to 9999, RFC 3339 cannot write it");
            }
            LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
            twoDigits(0, time.getYear() / 100);
            twoDigits(2, time.getYear() % 100);
            twoDigits(5, time.getMonthValue());
            twoDigits(8, time.getDayOfMonth());
            twoDigits(11, time.getHour());
            twoDigits(14, time.getMinute());
            twoDigits(17, time.getSecond());
            formatted = epochSecond;
        }
        return text;
    }

    private void twoDigits(int at, int value) {
        text[at] = (byte) ('0' + value / 10);
        text[at + 1] = (byte) ('0' + value % 10);
    }
}
