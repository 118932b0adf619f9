package dev.cdcnotifier.pg;

import java.util.regex.Pattern;

/**
 * The name of a replication slot, guaranteed to be one PostgreSQL accepts: 1 to 63 of {@code a-z}, {@code 0-9}, {@code
 * _}. It needs no quoting in any replication command.
 *
 * @param value the name
 */
public record SlotName(String value) {

    private static final Pattern VALID = Pattern.compile("[a-z0-9_]{1,63}");

    public SlotName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "slot name '" + value + "' is not 1 to 63 lower-case letters, digits and underscores");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
