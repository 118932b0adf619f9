package dev.cdcnotifier.schema;

import dev.cdcnotifier.pg.PgArray;
import dev.cdcnotifier.pg.PgBinary;
import dev.cdcnotifier.pg.PgInterval;
import dev.cdcnotifier.pg.PgNumeric;
import dev.cdcnotifier.pg.PgText;
import dev.cdcnotifier.pg.PgTimeTz;
import dev.cdcnotifier.pg.PgType;
import dev.cdcnotifier.pg.ValueReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What values are read as, and which types of PostgreSQL they may have. Used for columns ({@link TableColumns#value}) and
 * for the elements of arrays ({@link TableColumns#array}). Constants, so any thread may use them.
 */
public final class ValueType<T> {

    public static final ValueType<Boolean> BOOL =
            new ValueType<Boolean>("bool").reads(PgType.BOOL, PgBinary::bool, PgText::bool);

    /** int2, int4, int8, and oid, which is unsigned. */
    public static final ValueType<Long> INT8 = new ValueType<Long>("int8")
            .reads(PgType.INT8, PgBinary::int8, PgText::int8)
            .reads(PgType.INT4, PgBinary::int8, PgText::int8)
            .reads(PgType.INT2, PgBinary::int8, PgText::int8)
            .reads(PgType.OID, PgBinary::oid, PgText::oid);

    /** float8, and float4, whose values are the same numbers in a double. */
    public static final ValueType<Double> FLOAT8 = new ValueType<Double>("float8")
            .reads(PgType.FLOAT8, PgBinary::float8, PgText::float8)
            .reads(
                    PgType.FLOAT4,
                    (array, offset, length) -> (double) PgBinary.float4(array, offset, length),
                    (array, offset, length) -> (double) PgText.float4(array, offset, length));

    public static final ValueType<PgNumeric> NUMERIC =
            new ValueType<PgNumeric>("numeric").reads(PgType.NUMERIC, PgBinary::numeric, PgText::numeric);

    /**
     * text, varchar, char(n) with its spaces, name, "char", an enum's label, and the text of any type that is not known: where
     * such a value comes in binary, reading it is refused unless it is text.
     */
    public static final ValueType<String> TEXT = new ValueType<String>("text")
            .reads(PgType.TEXT, PgText::text, PgText::text)
            .reads(PgType.VARCHAR, PgText::text, PgText::text)
            .reads(PgType.BPCHAR, PgText::text, PgText::text)
            .reads(PgType.NAME, PgText::text, PgText::text)
            .reads(PgType.CHAR, PgBinary::charText, PgText::charText);

    /** The JSON text of json as it was written, and of jsonb as PostgreSQL prints it; not parsed. */
    public static final ValueType<String> JSON = new ValueType<String>("json")
            .reads(PgType.JSONB, PgBinary::jsonb, PgText::jsonb)
            .reads(PgType.JSON, PgText::text, PgText::text);

    /** A copy that belongs to the caller. */
    public static final ValueType<byte[]> BYTEA =
            new ValueType<byte[]>("bytea").reads(PgType.BYTEA, PgBinary::bytea, PgText::bytea);

    public static final ValueType<UUID> UUID =
            new ValueType<UUID>("uuid").reads(PgType.UUID, PgBinary::uuid, PgText::uuid);

    /** In days since 1970-01-01, or an infinity; see {@link dev.cdcnotifier.pg.PgTimestamps}. */
    public static final ValueType<Long> DATE =
            new ValueType<Long>("date").reads(PgType.DATE, PgBinary::date, PgText::date);

    /** In microseconds since midnight, up to 86,400,000,000 for {@code 24:00:00}. */
    public static final ValueType<Long> TIME =
            new ValueType<Long>("time").reads(PgType.TIME, PgBinary::time, PgText::time);

    public static final ValueType<PgTimeTz> TIMETZ =
            new ValueType<PgTimeTz>("timetz").reads(PgType.TIMETZ, PgBinary::timetz, PgText::timetz);

    /**
     * In microseconds since 1970-01-01 00:00:00 on its own clock, or an infinity; see {@link
     * dev.cdcnotifier.pg.PgTimestamps}.
     */
    public static final ValueType<Long> TIMESTAMP =
            new ValueType<Long>("timestamp").reads(PgType.TIMESTAMP, PgBinary::timestamp, PgText::timestamp);

    /** In microseconds since 1970-01-01T00:00:00Z, or an infinity; see {@link dev.cdcnotifier.pg.PgTimestamps}. */
    public static final ValueType<Long> TIMESTAMPTZ =
            new ValueType<Long>("timestamptz").reads(PgType.TIMESTAMPTZ, PgBinary::timestamptz, PgText::timestamptz);

    public static final ValueType<PgInterval> INTERVAL =
            new ValueType<PgInterval>("interval").reads(PgType.INTERVAL, PgBinary::interval, PgText::interval);

    private static final List<ValueType<?>> ALL = List.of(
            BOOL, INT8, FLOAT8, NUMERIC, TEXT, JSON, BYTEA, UUID, DATE, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ, INTERVAL);

    private final String name;
    private final Map<PgType, ValueForms<T>> forms = new LinkedHashMap<>();

    private ValueType(String name) {
        this.name = name;
    }

    private ValueType<T> reads(PgType type, ValueReader<T> binary, ValueReader<T> text) {
        forms.put(type, new ValueForms<>(binary, text));
        return this;
    }

    /** What reads a column of this type; null when this is not how it is read. */
    @Nullable
    ValueForms<T> forms(int oid) {
        PgType type = PgType.of(oid);
        if (type != null) {
            return forms.get(type);
        }
        return this == TEXT && PgType.ofElements(oid) == null ? textOfUnknown(oid) : null;
    }

    /** What reads a column that is an array with elements of this kind; null when the column is none. */
    @Nullable
    ValueForms<PgArray<T>> arrayForms(int oid) {
        PgType element = PgType.ofElements(oid);
        if (element == null) {
            return this == TEXT && PgType.isUserDefined(oid) ? labels() : null;
        }
        ValueForms<T> one = forms.get(element);
        ValueReader<T> binary = one == null ? null : one.binary();
        if (one == null || binary == null) {
            return null;
        }
        return new ValueForms<>(
                (array, offset, length) -> PgBinary.array(array, offset, length, element, binary),
                (array, offset, length) -> PgText.array(array, offset, length, one.text()));
    }

    /** What reads a column of this type, for a message to people. */
    static String readerOf(int oid) {
        PgType element = PgType.ofElements(oid);
        PgType type = element == null ? PgType.of(oid) : element;
        for (ValueType<?> candidate : ALL) {
            if (type != null && candidate.forms.containsKey(type)) {
                return element == null ? "read it as " + candidate.name : "read it as an array of " + candidate.name;
            }
        }
        return "read it as text";
    }

    String name() {
        return name;
    }

    // Only called on TEXT, whose values are strings.
    @SuppressWarnings("unchecked")
    private static <T> ValueForms<T> textOfUnknown(int oid) {
        return (ValueForms<T>) new ValueForms<>(PgBinary.textReader(oid), PgText::text);
    }

    @SuppressWarnings("unchecked")
    private static <T> ValueForms<PgArray<T>> labels() {
        ValueForms<PgArray<String>> forms = new ValueForms<>(
                PgBinary::labels, (array, offset, length) -> PgText.array(array, offset, length, PgText::text));
        return (ValueForms<PgArray<T>>) (ValueForms<?>) forms;
    }
}
