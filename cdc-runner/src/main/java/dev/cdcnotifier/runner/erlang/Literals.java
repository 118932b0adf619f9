package dev.cdcnotifier.runner.erlang;

import java.math.BigInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads names, texts, characters and numbers (Erlang's reference manual, Data Types). One thread. */
final class Literals {

    private static final int MOST_DIGITS = 1_000;
    private static final Pattern DIGITS = Pattern.compile("[0-9][0-9_]*");
    private static final Pattern FRACTION = Pattern.compile("\\.[0-9][0-9_]*(?:[eE][+-]?[0-9]{1,4})?");
    private static final Pattern RADIX_DIGITS = Pattern.compile("#([0-9a-zA-Z][0-9a-zA-Z_]*)");
    private static final Pattern BARE_ATOM =
            Pattern.compile("[a-z\\u00df-\\u00f6\\u00f8-\\u00ff][\\w@\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u00ff]*");
    private static final Pattern OCTAL = Pattern.compile("[0-7]{1,3}");
    private static final Pattern HEX = Pattern.compile("x(?:([0-9a-fA-F]{2})|\\{([0-9a-fA-F]{1,6})})");

    private final Cursor cursor;

    Literals(Cursor cursor) {
        this.cursor = cursor;
    }

    static boolean beginsAtom(int c) {
        return c == '\'' || (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7);
    }

    static boolean beginsNumber(int c) {
        return (c >= '0' && c <= '9') || c == '-' || c == '+';
    }

    String atom() throws ErlangSyntaxException {
        if (cursor.peek() == '\'') {
            return quoted("an atom");
        }
        MatchResult name = cursor.skip(BARE_ATOM);
        if (name == null) {
            throw cursor.error("a name is expected here, not " + cursor.whatIsHere());
        }
        return name.group();
    }

    /** What stands between this quote and the next of its kind, with its escapes undone. */
    String quoted(String what) throws ErlangSyntaxException {
        Position begin = cursor.position();
        int quote = cursor.next();
        StringBuilder value = new StringBuilder();
        for (int c = cursor.next(); c != quote; c = cursor.next()) {
            if (c == Cursor.END) {
                throw new ErlangSyntaxException(begin, what + " begins here and is not closed");
            }
            value.appendCodePoint(c == '\\' ? escape() : c);
        }
        return value.toString();
    }

    /** What stands after a dollar sign. */
    int character() throws ErlangSyntaxException {
        int c = cursor.next();
        if (c == Cursor.END) {
            throw cursor.error("a character is expected after $, not the end of the file");
        }
        return c == '\\' ? escape() : c;
    }

    private int escape() throws ErlangSyntaxException {
        MatchResult octal = cursor.skip(OCTAL);
        if (octal != null) {
            return Integer.parseInt(octal.group(), 8);
        }
        if (cursor.peek() == 'x') {
            return hex();
        }
        int c = cursor.next();
        return switch (c) {
            case 'b' -> '\b';
            case 'd' -> 0x7f;
            case 'e' -> 0x1b;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 's' -> ' ';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            case '^' -> {
                int letter = cursor.next();
                if (letter < '?' || letter > 'z') {
                    throw cursor.error("a letter is expected after \\^");
                }
                yield letter == '?' ? 0x7f : letter & 0x1f;
            }
            case Cursor.END -> throw cursor.error("the file ends after a backslash");
            default -> c;
        };
    }

    private int hex() throws ErlangSyntaxException {
        MatchResult hex = cursor.skip(HEX);
        if (hex == null) {
            throw cursor.error("\\x must be followed by two hexadecimal digits, or by some in braces");
        }
        int c = Integer.parseInt(hex.group(1) == null ? hex.group(2) : hex.group(1), 16);
        if (!Character.isValidCodePoint(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw cursor.error("\\x names no character of Unicode");
        }
        return c;
    }

    Term number(Position at) throws ErlangSyntaxException {
        boolean negative = cursor.peek() == '-';
        if (negative || cursor.peek() == '+') {
            cursor.next();
            cursor.skipBlanks();
        }
        String digits = digits(cursor.skip(DIGITS), 0);
        MatchResult fraction = cursor.skip(FRACTION);
        if (fraction != null) {
            return new Term.Real(real((negative ? "-" : "") + digits + digits(fraction, 0)), at);
        }
        BigInteger value = cursor.peek() == '#' ? inRadix(digits) : new BigInteger(digits);
        return new Term.Int(negative ? value.negate() : value, at);
    }

    private BigInteger inRadix(String digits) throws ErlangSyntaxException {
        int radix = digits.length() <= 2 ? Integer.parseInt(digits) : 0;
        if (radix < Character.MIN_RADIX || radix > Character.MAX_RADIX) {
            throw cursor.error("the base of a number must be 2 to 36");
        }
        String value = digits(cursor.skip(RADIX_DIGITS), 1);
        try {
            return new BigInteger(value, radix);
        } catch (NumberFormatException e) {
            throw cursor.error("a number in base " + radix + " has a digit that this base does not have");
        }
    }

    private double real(String number) throws ErlangSyntaxException {
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            throw cursor.error("a number is too large for a float");
        }
        return value;
    }

    private String digits(@Nullable MatchResult found, int group) throws ErlangSyntaxException {
        if (found == null) {
            throw cursor.error("a number is expected here, not " + cursor.whatIsHere());
        }
        String written = found.group(group);
        if (written.endsWith("_") || written.contains("__") || written.contains("_e") || written.contains("_E")) {
            throw cursor.error("in a number an underscore stands between two digits");
        }
        String digits = written.replace("_", "");
        if (digits.length() > MOST_DIGITS) {
            throw cursor.error("a number has more than " + MOST_DIGITS + " digits");
        }
        return digits;
    }
}
