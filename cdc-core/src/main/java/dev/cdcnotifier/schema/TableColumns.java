package dev.cdcnotifier.schema;

import dev.cdcnotifier.pg.PgArray;
import dev.cdcnotifier.pg.PgBinary;
import dev.cdcnotifier.pg.PgNumeric;
import dev.cdcnotifier.pg.PgText;
import dev.cdcnotifier.pg.PgType;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.UnreadableColumnException;
import java.util.UUID;

/**
 * The columns of a table by name. Ask for them in {@code ChangeMapper.bind}: what reads a column is chosen there, once, and
 * nothing is decided for each row. Every method throws {@link UnreadableColumnException} when there is no such column or it
 * is of another type; the stream then waits for an operator, and nothing is skipped.
 */
public final class TableColumns {

    private final Relation relation;

    private TableColumns(Relation relation) {
        this.relation = relation;
    }

    public static TableColumns of(Relation relation) {
        return new TableColumns(relation);
    }

    public ValueColumn<Boolean> bool(String name) {
        return value(name, ValueType.BOOL);
    }

    /** An int2, int4, int8 or oid. */
    public LongColumn int8(String name) {
        int position = position(name, ValueType.INT8);
        return typeOid(position) == PgType.OID.oid()
                ? new LongColumn(relation, position, PgBinary::oid, PgText::oid)
                : new LongColumn(relation, position, PgBinary::int8, PgText::int8);
    }

    /** A float4 or float8. */
    public DoubleColumn float8(String name) {
        int position = position(name, ValueType.FLOAT8);
        return typeOid(position) == PgType.FLOAT4.oid()
                ? new DoubleColumn(relation, position, PgBinary::float4, PgText::float4)
                : new DoubleColumn(relation, position, PgBinary::float8, PgText::float8);
    }

    public ValueColumn<PgNumeric> numeric(String name) {
        return value(name, ValueType.NUMERIC);
    }

    /** Text of any kind, an enum's label included; see {@link ValueType#TEXT}. */
    public ValueColumn<String> text(String name) {
        return value(name, ValueType.TEXT);
    }

    /** The JSON text of a json or jsonb, not parsed. */
    public ValueColumn<String> json(String name) {
        return value(name, ValueType.JSON);
    }

    public ValueColumn<byte[]> bytea(String name) {
        return value(name, ValueType.BYTEA);
    }

    public ValueColumn<UUID> uuid(String name) {
        return value(name, ValueType.UUID);
    }

    /** In days since 1970-01-01; see {@link ValueType#DATE}. */
    public LongColumn date(String name) {
        return new LongColumn(relation, position(name, ValueType.DATE), PgBinary::date, PgText::date);
    }

    /** In microseconds since midnight; see {@link ValueType#TIME}. */
    public LongColumn time(String name) {
        return new LongColumn(relation, position(name, ValueType.TIME), PgBinary::time, PgText::time);
    }

    /** In microseconds since 1970-01-01 00:00:00 on its own clock; see {@link ValueType#TIMESTAMP}. */
    public LongColumn timestamp(String name) {
        return new LongColumn(relation, position(name, ValueType.TIMESTAMP), PgBinary::timestamp, PgText::timestamp);
    }

    /** In microseconds since 1970-01-01T00:00:00Z; see {@link ValueType#TIMESTAMPTZ}. */
    public LongColumn timestamptz(String name) {
        return new LongColumn(
                relation, position(name, ValueType.TIMESTAMPTZ), PgBinary::timestamptz, PgText::timestamptz);
    }

    /** Any type of {@link ValueType}. */
    public <T> ValueColumn<T> value(String name, ValueType<T> type) {
        int position = indexOf(name);
        ValueForms<T> forms = type.forms(typeOid(position));
        if (forms == null) {
            throw mismatch(position, type.name());
        }
        return new ValueColumn<>(relation, position, forms, type.name());
    }

    /** An array of any number of dimensions. */
    public <T> ValueColumn<PgArray<T>> array(String name, ValueType<T> elements) {
        int position = indexOf(name);
        String readAs = "an array of " + elements.name();
        ValueForms<PgArray<T>> forms = elements.arrayForms(typeOid(position));
        if (forms == null) {
            throw mismatch(position, readAs);
        }
        return new ValueColumn<>(relation, position, forms, readAs);
    }

    private int position(String name, ValueType<?> type) {
        int position = indexOf(name);
        if (type.forms(typeOid(position)) == null) {
            throw mismatch(position, type.name());
        }
        return position;
    }

    private int indexOf(String name) {
        int position = relation.indexOf(name);
        if (position < 0) {
            throw UnreadableColumnException.missing(relation, name);
        }
        return position;
    }

    private int typeOid(int position) {
        return relation.columns().get(position).typeOid();
    }

    private UnreadableColumnException mismatch(int position, String readAs) {
        return UnreadableColumnException.type(relation, position, readAs, ValueType.readerOf(typeOid(position)));
    }
}
