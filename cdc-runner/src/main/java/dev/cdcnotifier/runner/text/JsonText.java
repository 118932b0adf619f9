package dev.cdcnotifier.runner.text;

import java.util.Optional;

/**
 * A text that is one JSON object already (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>), in ASCII and in one
 * line, so that it can stand inside of another. Immutable.
 */
public final class JsonText {

    /** It is read by recursion. */
    private static final int LEVELS = 512;

    private final String text;

    private JsonText(String text) {
        this.text = text;
    }

    /** The object in a text of any origin, without its white space; empty when the text is none, or is too deep. */
    public static Optional<JsonText> ofObject(String text) {
        Parser parser = new Parser(text);
        return parser.space() == '{' && parser.value(1) && parser.isAtEnd()
                ? Optional.of(new JsonText(parser.out.toString()))
                : Optional.empty();
    }

    String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }

    /** Copies what is JSON; each method says whether it was. */
    private static final class Parser {

        static final char END = '\0';

        private final String in;
        private final StringBuilder out;
        private int at;

        Parser(String in) {
            this.in = in;
            this.out = new StringBuilder(in.length());
        }

        /** What comes after white space, which stays the next. */
        char space() {
            while (" \t\r\n".indexOf(peek()) >= 0) {
                at++;
            }
            return peek();
        }

        boolean isAtEnd() {
            space();
            return at == in.length();
        }

        boolean value(int level) {
            if (level > LEVELS) {
                return false;
            }
            return switch (space()) {
                case '{' -> collection(level, true, '}');
                case '[' -> collection(level, false, ']');
                case '"' -> string();
                case 't' -> word("true");
                case 'f' -> word("false");
                case 'n' -> word("null");
                default -> number();
            };
        }

        private boolean collection(int level, boolean hasKeys, char close) {
            take();
            if (space() == close) {
                return take();
            }
            while (true) {
                if (hasKeys && !(space() == '"' && string() && space() == ':' && take())) {
                    return false;
                }
                if (!value(level + 1)) {
                    return false;
                }
                char next = space();
                if (next == close) {
                    return take();
                }
                if (next != ',') {
                    return false;
                }
                take();
            }
        }

        private boolean string() {
            take();
            while (at < in.length() && peek() >= ' ') {
                char c = peek();
                if (c == '"') {
                    return take();
                }
                if (c == '\\') {
                    if (!escape()) {
                        return false;
                    }
                } else {
                    Json.appendEscaped(out, c);
                    at++;
                }
            }
            return false;
        }

        private boolean escape() {
            take();
            if (peek() == 'u') {
                take();
                for (int digit = 0; digit < 4; digit++) {
                    if (Character.digit(peek(), 16) < 0 || peek() > 'f') {
                        return false;
                    }
                    take();
                }
                return true;
            }
            return "\"\\/bfnrt".indexOf(peek()) >= 0 && take();
        }

        private boolean word(String word) {
            if (!in.startsWith(word, at)) {
                return false;
            }
            out.append(word);
            at += word.length();
            return true;
        }

        private boolean number() {
            if (peek() == '-') {
                take();
            }
            if (peek() == '0') {
                take();
            } else if (!digits()) {
                return false;
            }
            if (peek() == '.' && !(take() && digits())) {
                return false;
            }
            if (peek() == 'e' || peek() == 'E') {
                take();
                if (peek() == '+' || peek() == '-') {
                    take();
                }
                return digits();
            }
            return true;
        }

        private boolean digits() {
            boolean some = false;
            while (peek() >= '0' && peek() <= '9') {
                some = take();
            }
            return some;
        }

        /** The next character; {@link #END} at the end, and where a NUL stands, which JSON does not know. */
        private char peek() {
            return at < in.length() ? in.charAt(at) : END;
        }

        private boolean take() {
            out.append(in.charAt(at++));
            return true;
        }
    }
}
