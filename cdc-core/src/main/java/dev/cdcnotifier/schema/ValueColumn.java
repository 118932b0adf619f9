package dev.cdcnotifier.schema;

import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.pgoutput.UnreadableColumnException;
import org.jspecify.annotations.Nullable;

/** A column whose values are objects. Reading takes no memory but the value's. */
public final class ValueColumn<T> extends BoundColumn {

    private final ValueForms<T> forms;
    private final String readAs;

    ValueColumn(Relation relation, int position, ValueForms<T> forms, String readAs) {
        super(relation, position);
        this.forms = forms;
        this.readAs = readAs;
    }

    /**
     * @throws PgValueException when there is no value, or it is malformed
     * @throws UnreadableColumnException when it is of a type that nobody knows and came in binary
     */
    public T get(Tuple tuple) {
        int length = requireLength(tuple);
        boolean isBinary = tuple.isBinary(position());
        var reader = isBinary ? forms.binary() : forms.text();
        if (reader == null) {
            throw UnreadableColumnException.binary(relation(), position(), readAs);
        }
        try {
            return reader.read(tuple.payload(), tuple.offset(position()), length);
        } catch (PgValueException e) {
            throw e.inColumn(name());
        }
    }

    /** As {@link #get}, with null for NULL; a value that was not sent because it is unchanged is still refused. */
    public @Nullable T getOrNull(Tuple tuple) {
        return isNull(tuple) ? null : get(tuple);
    }
}
