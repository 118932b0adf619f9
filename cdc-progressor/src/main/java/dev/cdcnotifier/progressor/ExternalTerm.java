package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;
import java.nio.charset.StandardCharsets;

/**
 * Turns a payload, an Erlang term of tagged pairs, into a Thrift {@code msgpack.Value}, byte by byte and without a tree
 * in between. The grammar:
 *
 * <pre>
 * value = {nl, {mg_msgpack_Nil, ...}} | {b, true | false} | {i, integer} | {flt, float}
 *       | {str, binary} | {bin, binary} | {obj, #{value => value}} | {arr, [value]}
 * </pre>
 *
 * Anything else is a poison row, an object with a key twice too. An object's entries keep their order. Bytes after the
 * term do not matter, as they do not to Erlang.
 *
 * <p>Not thread-safe. Memory is bounded by the payload's size, or by {@link ExternalTermLimits} when it is compressed.
 */
final class ExternalTerm {

    // The names of the kinds, as their length and letters in one number.
    private static final int NL = 2 << 16 | 'n' << 8 | 'l';
    private static final int B = 1 << 8 | 'b';
    private static final int I = 1 << 8 | 'i';
    private static final int FLT = 3 << 24 | 'f' << 16 | 'l' << 8 | 't';
    private static final int STR = 3 << 24 | 's' << 16 | 't' << 8 | 'r';
    private static final int BIN = 3 << 24 | 'b' << 16 | 'i' << 8 | 'n';
    private static final int OBJ = 3 << 24 | 'o' << 16 | 'b' << 8 | 'j';
    private static final int ARR = 3 << 24 | 'a' << 16 | 'r' << 8 | 'r';
    private static final int LONGEST_NAME = 3;

    private static final byte[] NIL_RECORD = ascii("mg_msgpack_Nil");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    /** The shortest value: {@code {i, 0}}, with two bytes for the tuple, three for the atom, two for the number. */
    private static final int SHORTEST_VALUE = 7;

    private final ObjectKeys.Hash hash = new ObjectKeys.Hash();
    private final TermReader in;
    private final ThriftWriter out;

    ExternalTerm(ExternalTermLimits limits, ThriftWriter out) {
        this.in = new TermReader(limits);
        this.out = out;
    }

    /**
     * Writes the value of a payload, a whole Thrift union.
     *
     * @throws PoisonRowException when the payload is no value; what was written until then is garbage
     */
    void transcode(byte[] payload, int offset, int length) throws PoisonRowException {
        try {
            in.open(payload, offset, length);
            value(1, false);
        } finally {
            in.close();
        }
    }

    /** Transcodes one value and, inside a key, gives its hash, else 0. */
    private long value(int level, boolean insideKey) throws PoisonRowException {
        in.checkLevel(level);
        if (in.tuple() != 2) {
            throw in.poison("has a tuple that is no pair of kind and value");
        }
        int start = out.position();
        int kind = kind();
        long inner = 0;
        switch (kind) {
            case NL -> nil(level);
            case B -> bool();
            case I -> integer();
            case FLT -> floating();
            case STR -> binary(5);
            case BIN -> binary(6);
            case OBJ -> inner = object(level, insideKey);
            case ARR -> inner = array(level, insideKey);
            default -> throw in.poison("has a value of an unknown kind");
        }
        out.stop();
        if (!insideKey) {
            return 0;
        }
        return kind == OBJ || kind == ARR ? inner : hash.scalar(out, start);
    }

    private int kind() throws PoisonRowException {
        int length = in.atom();
        int kind = length;
        if (length <= LONGEST_NAME) {
            for (int i = 0; i < length; i++) {
                kind = kind << 8 | in.u8();
            }
        }
        return kind;
    }

    /** A record of Erlang's: its name decides, further fields are ignored. */
    private void nil(int level) throws PoisonRowException {
        int arity = in.tuple();
        if (arity == 0) {
            throw in.poison("has an empty tuple for a nil");
        }
        atom(NIL_RECORD);
        for (int i = 1; i < arity; i++) {
            in.skipTerm(level + 1);
        }
        out.field(ThriftWriter.STRUCT, 1);
        out.stop();
    }

    private void atom(byte[] expected) throws PoisonRowException {
        int length = in.atom();
        if (!in.at(expected, length)) {
            throw in.poison("has an atom that its kind does not know");
        }
        in.skip(length);
    }

    private void bool() throws PoisonRowException {
        int length = in.atom();
        boolean isTrue = in.at(TRUE, length);
        if (!isTrue && !in.at(FALSE, length)) {
            throw in.poison("has an atom that its kind does not know");
        }
        in.skip(length);
        out.field(ThriftWriter.BOOL, 2);
        out.i8(isTrue ? 1 : 0);
    }

    private void integer() throws PoisonRowException {
        out.field(ThriftWriter.I64, 3);
        out.i64(in.integer());
    }

    private void floating() throws PoisonRowException {
        out.field(ThriftWriter.DOUBLE, 4);
        out.i64(Double.doubleToRawLongBits(in.floating()));
    }

    private void binary(int field) throws PoisonRowException {
        int length = in.binary();
        out.field(ThriftWriter.STRING, field);
        out.string(in.bytes(), in.position(), length);
        in.skip(length);
    }

    private long object(int level, boolean insideKey) throws PoisonRowException {
        int tag = in.u8();
        if (tag != TermReader.MAP) {
            throw in.unexpected("a map", tag);
        }
        int size = in.count(2 * SHORTEST_VALUE);
        out.field(ThriftWriter.MAP, 7);
        out.i8(ThriftWriter.STRUCT);
        out.i8(ThriftWriter.STRUCT);
        out.i32(size);
        return size > 1 ? entries(size, level, insideKey) : entry(size, level, insideKey);
    }

    /** No entry or one: there is nothing that its key could repeat. */
    private long entry(int size, int level, boolean insideKey) throws PoisonRowException {
        if (size == 0) {
            return hash.object();
        }
        long key = value(level + 1, insideKey);
        return hash.put(hash.object(), key, value(level + 1, insideKey));
    }

    private long entries(int size, int level, boolean insideKey) throws PoisonRowException {
        ObjectKeys keys = new ObjectKeys(size);
        long object = hash.object();
        for (int i = 0; i < size; i++) {
            int start = out.position();
            long key = value(level + 1, true);
            if (!keys.add(key, out, start)) {
                throw in.poison("has an object with a key twice");
            }
            long value = value(level + 1, insideKey);
            if (insideKey) {
                object = hash.put(object, key, value);
            }
        }
        return object;
    }

    /** A proper list, in one piece or in several that are each the tail of the one before. */
    private long array(int level, boolean insideKey) throws PoisonRowException {
        out.field(ThriftWriter.LIST, 8);
        out.i8(ThriftWriter.STRUCT);
        int sizeAt = out.position();
        out.i32(0);
        int size = 0;
        long array = hash.array();
        int tag = in.u8();
        while (tag == TermReader.LIST) {
            int piece = in.count(SHORTEST_VALUE);
            for (int i = 0; i < piece; i++) {
                long element = value(level + 1, insideKey);
                if (insideKey) {
                    array = hash.append(array, element);
                }
            }
            size += piece;
            tag = in.u8();
        }
        if (tag != TermReader.NIL) {
            throw in.unexpected("a proper list", tag);
        }
        out.i32At(sizeAt, size);
        return array;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
