package dev.cdcnotifier.pg;

import dev.cdcnotifier.pg.PgArray.Dimension;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of an array, as {@code array_send} writes it: dimensions, flags, the elements' type, length and lower
 * bound of each dimension, then the elements with a length each.
 */
final class BinaryArray<T> {

    private static final String TYPE = "array";

    /** {@code MAXDIM}. */
    static final int MAX_DIMENSIONS = 6;

    private static final int HEADER_BYTES = 12;
    private static final int DIMENSION_BYTES = 8;
    private static final int NULL_LENGTH = -1;

    private final ByteBuffer in;
    private final ValueReader<T> elements;

    BinaryArray(byte[] array, int offset, int length, ValueReader<T> elements) {
        this.in = ByteBuffer.wrap(array, offset, length);
        this.elements = elements;
    }

    /** @param elementType which oid the elements may have */
    PgArray<T> read(IntPredicate elementType) {
        if (in.remaining() < HEADER_BYTES) {
            throw new PgValueException(TYPE, "is shorter than its header");
        }
        int count = in.getInt();
        in.getInt(); // whether there are nulls: the elements say so themselves
        int oid = in.getInt();
        if (!elementType.test(oid)) {
            throw new PgValueException(TYPE, "has elements of " + PgType.describe(oid));
        }
        List<Dimension> dimensions = dimensions(count);
        long expected = count == 0 ? 0 : 1;
        for (Dimension dimension : dimensions) {
            expected *= dimension.length();
            if (expected > in.remaining() / Integer.BYTES) {
                throw new PgValueException(TYPE, "announces more elements than it has bytes for");
            }
        }
        List<@Nullable T> values = new ArrayList<>((int) expected);
        for (int i = 0; i < expected; i++) {
            values.add(element());
        }
        if (in.hasRemaining()) {
            throw new PgValueException(TYPE, "has " + in.remaining() + " bytes too many");
        }
        return new PgArray<>(dimensions, values);
    }

    private List<Dimension> dimensions(int count) {
        if (count < 0 || count > MAX_DIMENSIONS || in.remaining() < count * DIMENSION_BYTES) {
            throw new PgValueException(TYPE, "cannot have " + count + " dimensions");
        }
        List<Dimension> dimensions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = in.getInt();
            if (length < 1) {
                throw new PgValueException(TYPE, "has a dimension of length " + length);
            }
            dimensions.add(new Dimension(length, in.getInt()));
        }
        return dimensions;
    }

    private @Nullable T element() {
        int length = in.remaining() < Integer.BYTES ? Integer.MAX_VALUE : in.getInt();
        if (length == NULL_LENGTH) {
            return null;
        }
        if (length < 0 || length > in.remaining()) {
            throw new PgValueException(TYPE, "ends inside of an element");
        }
        int position = in.position();
        in.position(position + length);
        return elements.read(in.array(), position, length);
    }
}
