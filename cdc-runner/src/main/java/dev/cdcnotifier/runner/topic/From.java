package dev.cdcnotifier.runner.topic;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Where to begin to read. Immutable. */
public sealed interface From {

    /** With the oldest record there is. */
    record Beginning() implements From {}

    /** With what comes from now on. */
    record End() implements From {}

    /** With that record of a partition. */
    record Offset(long offset) implements From {}

    /** With the first record of that time or later, by the records' timestamps. */
    record Time(Instant time) implements From {}

    /** The forms that {@link #parse} knows, for people. */
    String FORMS = "beginning, end, an offset, or a time (2026-11-28T05:20:00Z; UTC where no zone is given)";

    /** @throws IllegalArgumentException when the text has none of the {@link #FORMS} */
    static From parse(String text) {
        if (text.equals("beginning")) {
            return new Beginning();
        }
        if (text.equals("end")) {
            return new End();
        }
        try {
            return Pattern.matches("\\d+", text) ? new Offset(Long.parseLong(text)) : new Time(time(text));
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException("must be " + FORMS, e);
        }
    }

    private static Instant time(String text) {
        if (!text.contains("T")) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        boolean hasZone = Pattern.matches(".*(Z|[+-]\\d\\d:?\\d*)", text.substring(text.indexOf('T')));
        return hasZone
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
