package dev.cdcnotifier.schema;

import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;

/** A column whose values are whole numbers, read without taking memory. */
public final class LongColumn extends BoundColumn {

    /** Reads one form. */
    @FunctionalInterface
    interface Reader {
        long read(byte[] array, int offset, int length);
    }

    private final Reader binary;
    private final Reader text;

    LongColumn(Relation relation, int position, Reader binary, Reader text) {
        super(relation, position);
        this.binary = binary;
        this.text = text;
    }

    /** @throws PgValueException when there is no value, or it is malformed; ask {@link #hasValue} first where NULL may be */
    public long get(Tuple tuple) {
        int length = requireLength(tuple);
        Reader reader = tuple.isBinary(position()) ? binary : text;
        try {
            return reader.read(tuple.payload(), tuple.offset(position()), length);
        } catch (PgValueException e) {
            throw e.inColumn(name());
        }
    }
}
