package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Reads the <a href="https://www.erlang.org/doc/apps/erts/erl_ext_dist.html">external term format</a> piece by piece:
 * atoms, numbers, binaries, headers of tuples, lists and maps, in every encoding that {@code term_to_binary} of OTP 17
 * to 28 chooses. Nothing is read past the end and nothing is copied. Not thread-safe.
 */
final class TermReader {

    static final int NIL = 106;
    static final int LIST = 108;
    static final int MAP = 116;

    private static final int VERSION = 131;
    private static final int COMPRESSED = 80;
    private static final int NEW_FLOAT = 70;
    private static final int BIT_BINARY = 77;
    private static final int SMALL_INTEGER = 97;
    private static final int INTEGER = 98;
    private static final int FLOAT = 99;
    private static final int ATOM = 100;
    private static final int SMALL_TUPLE = 104;
    private static final int LARGE_TUPLE = 105;
    private static final int STRING = 107;
    private static final int BINARY = 109;
    private static final int SMALL_BIG = 110;
    private static final int LARGE_BIG = 111;
    private static final int SMALL_ATOM = 115;
    private static final int ATOM_UTF8 = 118;
    private static final int SMALL_ATOM_UTF8 = 119;

    private static final int FLOAT_CHARACTERS = 31;
    private static final Pattern FLOAT_TEXT = Pattern.compile("[+-]?[0-9]+\\.[0-9]+([eE][+-]?[0-9]+)?");

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NOTHING = {};

    private final ExternalTermLimits limits;
    private byte[] bytes = NOTHING;
    private int begin;
    private int position;
    private int end;

    TermReader(ExternalTermLimits limits) {
        this.limits = limits;
    }

    /** Starts with a term as {@code term_to_binary} made it, inflated when it is compressed. */
    void open(byte[] source, int offset, int length) throws PoisonRowException {
        bytes = source;
        begin = offset;
        position = offset;
        end = offset + length;
        if (u8() != VERSION) {
            throw poison("does not start as an external term");
        }
        if (position < end && bytes[position] == COMPRESSED) {
            position++;
            int size = u32();
            bytes = InflatedTerm.inflate(bytes, position, end - position, Integer.toUnsignedLong(size), limits);
            begin = 0;
            position = 0;
            end = bytes.length;
        }
    }

    /** Forgets the term, so that its bytes can go. */
    void close() {
        bytes = NOTHING;
        begin = 0;
        position = 0;
        end = 0;
    }

    /** The array of the term; spans that this reader hands out lie in it. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the next byte is; right after {@link #atom} or {@link #binary}, where the name or the bytes start. */
    int position() {
        return position;
    }

    /** The next byte: a tag, a short length, or a letter. */
    int u8() throws PoisonRowException {
        need(1);
        return bytes[position++] & 0xff;
    }

    /** The header of a tuple: how many elements follow. */
    int tuple() throws PoisonRowException {
        int tag = u8();
        return switch (tag) {
            case SMALL_TUPLE -> u8();
            case LARGE_TUPLE -> count(1);
            default -> throw unexpected("a tuple", tag);
        };
    }

    /** The length of an atom's name, which starts at {@link #position}; the caller steps over it with {@link #skip}. */
    int atom() throws PoisonRowException {
        int tag = u8();
        int length =
                switch (tag) {
                    case SMALL_ATOM, SMALL_ATOM_UTF8 -> u8();
                    case ATOM, ATOM_UTF8 -> u16();
                    default -> throw unexpected("an atom", tag);
                };
        need(length);
        return length;
    }

    /** Whether the bytes at {@link #position} are these. */
    boolean at(byte[] expected, int length) {
        return Arrays.equals(bytes, position, position + length, expected, 0, expected.length);
    }

    /** The length of a binary, whose bytes start at {@link #position}; the caller steps over them. */
    int binary() throws PoisonRowException {
        int tag = u8();
        if (tag == BINARY) {
            return count(1);
        }
        if (tag != BIT_BINARY) {
            throw unexpected("a binary", tag);
        }
        int length = u32();
        int lastBits = u8();
        if (length == 0 ? lastBits != 0 : lastBits != Byte.SIZE) {
            throw poison("has a binary whose bits make no whole bytes");
        }
        return checked(length, 1);
    }

    /** An integer of at most 64 bits. */
    long integer() throws PoisonRowException {
        int tag = u8();
        return switch (tag) {
            case SMALL_INTEGER -> u8();
            case INTEGER -> u32();
            case SMALL_BIG -> big(u8());
            case LARGE_BIG -> big(u32());
            default -> throw unexpected("an integer", tag);
        };
    }

    /** A finite floating-point number. */
    double floating() throws PoisonRowException {
        return floating(u8());
    }

    /**
     * A count of things of which each takes at least so many bytes.
     *
     * @throws PoisonRowException when fewer bytes are left than they must take
     */
    int count(int bytesEach) throws PoisonRowException {
        return checked(u32(), bytesEach);
    }

    void skip(int length) throws PoisonRowException {
        need(length);
        position += length;
    }

    /** Steps over a whole term of any kind, checking it on the way. */
    void skipTerm(int level) throws PoisonRowException {
        checkLevel(level);
        int tag = u8();
        switch (tag) {
            case NIL -> {}
            case SMALL_INTEGER -> skip(1);
            case INTEGER -> skip(Integer.BYTES);
            case SMALL_BIG -> skip(u8() + 1);
            case BIT_BINARY, LARGE_BIG -> skip(count(1) + 1);
            case NEW_FLOAT, FLOAT -> floating(tag);
            case SMALL_ATOM, SMALL_ATOM_UTF8 -> skip(u8());
            case ATOM, ATOM_UTF8, STRING -> skip(u16());
            case BINARY -> skip(count(1));
            case SMALL_TUPLE -> skipTerms(u8(), level + 1);
            case LARGE_TUPLE -> skipTerms(count(1), level + 1);
            case LIST -> skipTerms(count(1) + 1, level + 1);
            case MAP -> skipTerms(count(2) * 2, level + 1);
            default -> throw unexpected("a term", tag);
        }
    }

    void checkLevel(int level) throws PoisonRowException {
        if (level > limits.levels()) {
            throw poison("is nested deeper than " + limits.levels() + " levels");
        }
    }

    PoisonRowException unexpected(String expected, int tag) {
        return poison("has tag " + tag + " where " + expected + " must be");
    }

    PoisonRowException poison(String problem) {
        return new PoisonRowException("payload " + problem + ", at byte " + (position - begin));
    }

    private void skipTerms(int count, int level) throws PoisonRowException {
        for (int i = 0; i < count; i++) {
            skipTerm(level);
        }
    }

    /** Little-endian magnitude after a sign byte; zeros may lead. */
    private long big(int length) throws PoisonRowException {
        checked(length, 1);
        boolean negative = u8() != 0;
        need(length);
        long magnitude = 0;
        for (int i = length - 1; i >= 0; i--) {
            if (magnitude >>> 56 != 0) {
                throw poison("has an integer of more than 64 bits");
            }
            magnitude = (magnitude << 8) | (bytes[position + i] & 0xff);
        }
        position += length;
        if (magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE)) {
            throw poison("has an integer of more than 64 bits");
        }
        return negative ? -magnitude : magnitude;
    }

    private double floating(int tag) throws PoisonRowException {
        double value =
                switch (tag) {
                    case NEW_FLOAT -> newFloat();
                    case FLOAT -> textFloat();
                    default -> throw unexpected("a float", tag);
                };
        if (!Double.isFinite(value)) {
            throw poison("has a float that is no finite number");
        }
        return value;
    }

    private double newFloat() throws PoisonRowException {
        need(Long.BYTES);
        long bits = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        return Double.longBitsToDouble(bits);
    }

    /** As {@code printf("%.20e")} wrote it, filled up with NULs. */
    private double textFloat() throws PoisonRowException {
        need(FLOAT_CHARACTERS);
        String text = new String(bytes, position, FLOAT_CHARACTERS, StandardCharsets.ISO_8859_1);
        int nul = text.indexOf('\0');
        String number = nul < 0 ? text : text.substring(0, nul);
        if (!FLOAT_TEXT.matcher(number).matches()) {
            throw poison("has a float that cannot be read");
        }
        position += FLOAT_CHARACTERS;
        return Double.parseDouble(number);
    }

    private int u16() throws PoisonRowException {
        return u8() << 8 | u8();
    }

    private int u32() throws PoisonRowException {
        need(Integer.BYTES);
        int value = (int) INT.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    /** An unsigned count, when what it counts can still follow. */
    private int checked(int count, int bytesEach) throws PoisonRowException {
        if (Integer.toUnsignedLong(count) * bytesEach > end - position) {
            throw poison("claims more than there is");
        }
        return count;
    }

    private void need(int length) throws PoisonRowException {
        if (length > end - position) {
            throw poison("ends too early");
        }
    }
}
