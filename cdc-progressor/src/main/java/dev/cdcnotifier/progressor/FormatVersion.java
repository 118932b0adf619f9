package dev.cdcnotifier.progressor;

import java.util.OptionalInt;

/**
 * Finds {@code format_version} in an event's metadata: the member of that name of the outermost JSON object, when it is
 * written as an integer and fits 32 bits. {@code 1.0} and {@code 1e0} are no integers, as they are not to Erlang. Of
 * several members of the name the last counts.
 *
 * <p>PostgreSQL has checked the text already, so this only finds its way through valid JSON; on anything else it gives
 * some answer and never fails. It does not recurse. Any thread may call {@link #of}.
 */
final class FormatVersion {

    private static final String NAME = "format_version";

    /** The characters of -2147483648. */
    private static final int LONGEST_INT = 11;

    private final String json;
    private int position;

    private FormatVersion(String json) {
        this.json = json;
    }

    static OptionalInt of(String json) {
        return new FormatVersion(json).find();
    }

    private OptionalInt find() {
        OptionalInt found = OptionalInt.empty();
        if (!take('{')) {
            return found;
        }
        do {
            if (!take('"')) {
                return found;
            }
            boolean wanted = restOfString();
            take(':');
            int start = position;
            stepOverValue();
            if (wanted) {
                found = integer(json.substring(start, position).strip());
            }
        } while (take(','));
        return found;
    }

    /** Steps over the rest of a string whose quote was taken, and says whether it is the name. */
    private boolean restOfString() {
        int matched = 0;
        while (position < json.length()) {
            char c = json.charAt(position++);
            if (c == '"') {
                return matched == NAME.length();
            }
            char meant = c == '\\' ? escaped() : c;
            matched = matched >= 0 && matched < NAME.length() && NAME.charAt(matched) == meant ? matched + 1 : -1;
        }
        return false;
    }

    /** What an escape stands for, as far as it may be a character of the name; else anything that is none. */
    private char escaped() {
        if (position == json.length() || json.charAt(position++) != 'u') {
            return '\\';
        }
        int end = Math.min(position + 4, json.length());
        int code = 0;
        while (position < end) {
            code = code << 4 | Character.digit(json.charAt(position++), 16);
        }
        return (char) code;
    }

    /** Up to the comma or brace after the value. */
    private void stepOverValue() {
        int depth = 0;
        for (; position < json.length(); position++) {
            char c = json.charAt(position);
            if (depth == 0 && (c == ',' || c == '}')) {
                return;
            }
            switch (c) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    position++;
                    restOfString();
                    position--;
                }
                default -> {}
            }
        }
    }

    /** Steps over white space, and over the character when it comes next. */
    private boolean take(char expected) {
        while (position < json.length() && Character.isWhitespace(json.charAt(position))) {
            position++;
        }
        boolean isNext = position < json.length() && json.charAt(position) == expected;
        if (isNext) {
            position++;
        }
        return isNext;
    }

    private static OptionalInt integer(String token) {
        int digits = token.startsWith("-") ? 1 : 0;
        if (token.length() == digits || token.length() > LONGEST_INT) {
            return OptionalInt.empty();
        }
        for (int i = digits; i < token.length(); i++) {
            if (token.charAt(i) < '0' || token.charAt(i) > '9') {
                return OptionalInt.empty();
            }
        }
        long value = Long.parseLong(token);
        return value == (int) value ? OptionalInt.of((int) value) : OptionalInt.empty();
    }
}
