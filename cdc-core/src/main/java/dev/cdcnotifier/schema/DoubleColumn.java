package dev.cdcnotifier.schema;

import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;

/** A column whose values are floating-point numbers, read without taking memory. */
public final class DoubleColumn extends BoundColumn {

    /** Reads one form. */
    @FunctionalInterface
    interface Reader {
        double read(byte[] array, int offset, int length);
    }

    private final Reader binary;
    private final Reader text;

    DoubleColumn(Relation relation, int position, Reader binary, Reader text) {
        super(relation, position);
        this.binary = binary;
        this.text = text;
    }

    /** @throws PgValueException when there is no value, or it is malformed; ask {@link #hasValue} first where NULL may be */
    public double get(Tuple tuple) {
        int length = requireLength(tuple);
        Reader reader = tuple.isBinary(position()) ? binary : text;
        try {
            return reader.read(tuple.payload(), tuple.offset(position()), length);
        } catch (PgValueException e) {
            throw e.inColumn(name());
        }
    }
}
