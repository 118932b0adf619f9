package dev.cdcnotifier.pg;

import dev.cdcnotifier.pg.PgArray.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form of an array, as {@code array_out} writes it: {@code [0:1][2:3]={{1,NULL},{"a b","c\"d"}}}, the bounds only
 * where one is not 1. See <a href="https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO">Array Input and Output
 * Syntax</a>.
 */
final class TextArray<T> {

    private static final String TYPE = "array";
    private static final byte[] NULL = {'N', 'U', 'L', 'L'};

    private final byte[] array;
    private final int start;
    private final int end;
    private final ValueReader<T> elements;
    private final List<@Nullable T> values = new ArrayList<>();

    /** The length of each dimension seen so far; 0 while it is not known. */
    private final int[] lengths = new int[BinaryArray.MAX_DIMENSIONS];

    /** How many dimensions there are; 0 before the first element. */
    private int depth;

    private int at;

    /** An element without its quotes and backslashes. */
    private byte[] unquoted = {};

    TextArray(byte[] array, int offset, int length, ValueReader<T> elements) {
        this.array = array;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
        this.elements = elements;
    }

    PgArray<T> read() {
        List<Dimension> bounds = bounds();
        if (end - at == 2 && array[at] == '{' && array[at + 1] == '}' && bounds.isEmpty()) {
            return new PgArray<>(List.of(), values);
        }
        level(0);
        if (at != end) {
            throw unexpected();
        }
        List<Dimension> dimensions = new ArrayList<>(depth);
        for (int i = 0; i < depth; i++) {
            dimensions.add(new Dimension(
                    lengths[i], bounds.isEmpty() ? 1 : bounds.get(i).lowerBound()));
            if (!bounds.isEmpty() && (bounds.size() != depth || bounds.get(i).length() != lengths[i])) {
                throw new PgValueException(TYPE, "has bounds that its elements do not fill");
            }
        }
        return new PgArray<>(dimensions, values);
    }

    /** The bounds before {@code =}; empty when there are none. */
    private List<Dimension> bounds() {
        List<Dimension> bounds = new ArrayList<>();
        while (next('[')) {
            int lower = integer();
            expect(':');
            int upper = integer();
            expect(']');
            long length = (long) upper - lower + 1;
            if (length < 1 || length > end - at || bounds.size() == BinaryArray.MAX_DIMENSIONS) {
                throw new PgValueException(TYPE, "has impossible bounds");
            }
            bounds.add(new Dimension((int) length, lower));
        }
        if (!bounds.isEmpty()) {
            expect('=');
        }
        return bounds;
    }

    private int integer() {
        int from = at;
        while (at < end && (array[at] == '-' || array[at] >= '0' && array[at] <= '9')) {
            at++;
        }
        return PgText.int4(array, from, at - from);
    }

    /** One pair of braces; goes at most as deep as an array may have dimensions. */
    private void level(int level) {
        if (level == BinaryArray.MAX_DIMENSIONS) {
            throw new PgValueException(TYPE, "has more than " + BinaryArray.MAX_DIMENSIONS + " dimensions");
        }
        expect('{');
        int count = 0;
        do {
            if (at < end && array[at] == '{') {
                if (depth == level + 1) {
                    throw uneven();
                }
                level(level + 1);
            } else {
                values.add(leaf(level));
            }
            count++;
        } while (next(','));
        expect('}');
        if (lengths[level] != 0 && lengths[level] != count) {
            throw uneven();
        }
        lengths[level] = count;
    }

    private @Nullable T leaf(int level) {
        if (depth != 0 && depth != level + 1) {
            throw uneven();
        }
        depth = level + 1;
        return next('"') ? quoted() : bare();
    }

    private @Nullable T bare() {
        int from = at;
        while (at < end && array[at] != ',' && array[at] != '}') {
            if (array[at] == '"' || array[at] == '\\' || array[at] == '{') {
                throw unexpected();
            }
            at++;
        }
        if (at == from) {
            throw unexpected();
        }
        return Arrays.equals(array, from, at, NULL, 0, NULL.length) ? null : elements.read(array, from, at - from);
    }

    private T quoted() {
        int length = 0;
        while (at < end && array[at] != '"') {
            if (array[at] == '\\') {
                at++;
            }
            if (at < end) {
                length = append(length, array[at++]);
            }
        }
        expect('"');
        return elements.read(unquoted, 0, length);
    }

    private int append(int length, byte b) {
        if (length == unquoted.length) {
            unquoted = Arrays.copyOf(unquoted, Math.max(32, length * 2));
        }
        unquoted[length] = b;
        return length + 1;
    }

    private boolean next(char expected) {
        if (at < end && array[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char expected) {
        if (!next(expected)) {
            throw unexpected();
        }
    }

    private PgValueException uneven() {
        return new PgValueException(TYPE, "has dimensions of uneven length");
    }

    private PgValueException unexpected() {
        return new PgValueException(TYPE, "is not in PostgreSQL's array form at byte " + (at - start + 1));
    }
}
