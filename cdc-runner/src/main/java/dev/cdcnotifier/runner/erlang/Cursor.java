package dev.cdcnotifier.runner.erlang;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Goes through a text character by character and knows where it is. One thread. */
final class Cursor {

    /** What {@link #peek} and {@link #next} return after the last character. */
    static final int END = -1;

    private final String text;
    private int index;
    private int line = 1;
    private int column = 1;

    Cursor(String text) {
        this.text = text;
    }

    Position position() {
        return new Position(line, column);
    }

    /** The character here. */
    int peek() {
        return index < text.length() ? text.codePointAt(index) : END;
    }

    /** Whether this is what stands here. */
    boolean at(String piece) {
        return text.startsWith(piece, index);
    }

    /** Passes over it, if it is what stands here. */
    boolean skip(String piece) {
        boolean found = at(piece);
        for (int i = found ? piece.codePointCount(0, piece.length()) : 0; i > 0; i--) {
            next();
        }
        return found;
    }

    /** Passes over what matches here, and returns it; null when nothing does. */
    @Nullable
    MatchResult skip(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(index, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        while (index < matcher.end()) {
            next();
        }
        return matcher;
    }

    /** The character here, which is passed over. */
    int next() {
        int c = peek();
        if (c == END) {
            return END;
        }
        index += Character.charCount(c);
        column++;
        if (c == '\n') {
            line++;
            column = 1;
        }
        return c;
    }

    /** Passes over blanks, line ends and comments. */
    void skipBlanks() {
        for (int c = peek(); isBlank(c) || c == '%'; c = peek()) {
            if (c == '%') {
                while (peek() != '\n' && peek() != END) {
                    next();
                }
            } else {
                next();
            }
        }
    }

    /** Erlang's white space: the control characters of ASCII and Latin-1, and both blanks. */
    static boolean isBlank(int c) {
        return (c >= 0 && c <= ' ') || (c >= 0x80 && c <= 0xa0);
    }

    ErlangSyntaxException error(String message) {
        return new ErlangSyntaxException(position(), message);
    }

    /** {@code "{"}, {@code a letter}, {@code the end of the file}: what stands here, without a word of anybody's text. */
    String whatIsHere() {
        int c = peek();
        if (c == END) {
            return "the end of the file";
        }
        if (Character.isLetterOrDigit(c)) {
            return Character.isDigit(c) ? "a digit" : "a letter";
        }
        return c > ' ' && c < 0x7f ? "\"" + (char) c + "\"" : String.format(Locale.ROOT, "the character U+%04X", c);
    }
}
