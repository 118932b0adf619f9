package dev.cdcnotifier.schema;

import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.pg.PgTimestamps;
import dev.cdcnotifier.pgoutput.Tuple;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Values of one type: what to insert, and what has to be read.
 *
 * @param table a table whose column {@code v} is of the type
 * @param reader binds {@code v} and shows its values
 * @param literals SQL
 * @param expected what the values look like, in the order of the literals
 */
record TypedValues(
        String table,
        String sqlType,
        Function<TableColumns, Function<RowChange, String>> reader,
        List<String> literals,
        List<String> expected) {

    private static final String NULL = "nothing";

    /** Every type that is read, with the values that a server of this version takes. */
    static List<TypedValues> on(int version) {
        List<TypedValues> all = new ArrayList<>();
        numbers(all);
        texts(all, version);
        times(all, version);
        arrays(all);
        return all;
    }

    private static void numbers(List<TypedValues> all) {
        add(all, "bool", value(ValueType.BOOL), "true", "true", "false", "false", "NULL", NULL);
        Function<TableColumns, Function<RowChange, String>> int8 = longs(columns -> columns.int8("v"), Long::toString);
        add(all, "int2", int8, "-32768", "-32768", "32767", "32767", "NULL", NULL);
        add(all, "int4", int8, "-2147483648", "-2147483648", "2147483647", "2147483647", "0", "0");
        add(
                all,
                "int8",
                int8,
                "-9223372036854775808",
                "-9223372036854775808",
                "9223372036854775807",
                "9223372036854775807");
        add(all, "oid", int8, "0", "0", "4294967295", "4294967295");
        add(all, "positive", int8, "1094861636", "1094861636", "1", "1"); // the bytes of the first are ABCD
        Function<TableColumns, Function<RowChange, String>> float8 = columns -> {
            DoubleColumn column = columns.float8("v");
            return change -> shown(column, change, () -> Double.toString(column.get(change.row())));
        };
        add(
                all,
                "float4",
                float8,
                "0.1",
                Double.toString(0.1f),
                "'NaN'",
                "NaN",
                "'-Infinity'",
                "-Infinity",
                "'-0'",
                "-0.0");
        add(all, "float4", float8, "3.4028235e38", Double.toString(Float.MAX_VALUE), "1e-45", Double.toString(1e-45f));
        add(all, "float8", float8, "0.1", "0.1", "'NaN'", "NaN", "'Infinity'", "Infinity", "'-0'", "-0.0");
        add(
                all,
                "float8",
                float8,
                "1.7976931348623157e308",
                "1.7976931348623157E308",
                "5e-324",
                "4.9E-324",
                "1e20",
                "1.0E20");
        add(
                all,
                "numeric",
                value(ValueType.NUMERIC),
                "0",
                "0",
                "'NaN'",
                "NaN",
                "'Infinity'",
                "Infinity",
                "'-Infinity'",
                "-Infinity");
        add(
                all,
                "numeric",
                value(ValueType.NUMERIC),
                "-0.00",
                "0.00",
                "100000000",
                "100000000",
                "0.000000010",
                "0.000000010");
        add(
                all,
                "numeric",
                value(ValueType.NUMERIC),
                "12345.6789",
                "12345.6789",
                "-10000",
                "-10000",
                "0.0001",
                "0.0001",
                "1e-20",
                "0.00000000000000000001");
        String large = "9".repeat(131_072) + "." + "1".repeat(16_383);
        add(
                all,
                "numeric",
                value(ValueType.NUMERIC),
                "'" + large + "'",
                large,
                "'-1e131071'",
                "-1" + "0".repeat(131_071));
        add(all, "numeric(12,4)", value(ValueType.NUMERIC), "1", "1.0000", "-99999999.9999", "-99999999.9999");
    }

    private static void texts(List<TypedValues> all, int version) {
        add(
                all,
                "text",
                value(ValueType.TEXT),
                "''",
                "",
                "'größe дом 😀'",
                "größe дом 😀",
                "E'a\\nb\\\\'",
                "a\nb\\",
                "NULL",
                NULL);
        add(all, "varchar(10)", value(ValueType.TEXT), "'abc'", "abc");
        add(all, "label", value(ValueType.TEXT), "'ABCD'", "ABCD");
        add(all, "char(5)", value(ValueType.TEXT), "'ab'", "ab   ");
        add(all, "name", value(ValueType.TEXT), "'a name'", "a name");
        add(
                all,
                "\"char\"",
                value(ValueType.TEXT),
                "'x'",
                "x",
                "''",
                "",
                "'\\'",
                "\\",
                "(-128)::\"char\"",
                "\\200",
                "(-1)::\"char\"",
                "\\377");
        add(
                all,
                "mood",
                value(ValueType.TEXT),
                "'happy'",
                "happy",
                "'sehr fröhlich'",
                "sehr fröhlich",
                "'a,\"b\\'",
                "a,\"b\\",
                "NULL",
                NULL);
        add(all, "json", value(ValueType.JSON), "'{\"a\":  1}'", "{\"a\":  1}", "'null'", "null");
        add(all, "jsonb", value(ValueType.JSON), "'{\"a\":  \"ö\"}'", "{\"a\": \"ö\"}", "NULL", NULL);
        add(
                all,
                "bytea",
                columns -> {
                    ValueColumn<byte[]> column = columns.bytea("v");
                    return change -> shown(column, change, () -> HexFormat.of().formatHex(column.get(change.row())));
                },
                "''",
                "",
                "'\\x00ff5c27'",
                "00ff5c27",
                "'\\x5c78'",
                "5c78",
                "NULL",
                NULL);
        String uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
        add(
                all,
                "uuid",
                value(ValueType.UUID),
                "'" + uuid + "'",
                uuid,
                "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                "ffffffff-ffff-ffff-ffff-ffffffffffff");
        // A type without a reader is read as text where it has no binary form of its own.
        if (version >= 16) {
            add(all, "aclitem", value(ValueType.TEXT), "'=r/postgres'", "=r/postgres");
        }
    }

    private static void times(List<TypedValues> all, int version) {
        add(
                all,
                "date",
                longs(columns -> columns.date("v"), finite(day -> PgTimestamps.localDate(day)
                        .toString())),
                "'1970-01-01'",
                "1970-01-01",
                "'4713-01-01 BC'",
                "-4712-01-01",
                "'5874897-12-31'",
                "+5874897-12-31",
                "'infinity'",
                "infinity",
                "'-infinity'",
                "-infinity",
                "'0001-12-31 BC'",
                "0000-12-31");
        Function<TableColumns, Function<RowChange, String>> time = longs(columns -> columns.time("v"), Long::toString);
        add(all, "time", time, "'00:00:00'", "0", "'24:00:00'", "86400000000", "'12:00:00.000001'", "43200000001");
        add(
                all,
                "timetz",
                value(ValueType.TIMETZ),
                "'24:00:00-15:59:59'",
                "PgTimeTz[micros=86400000000, offsetSeconds=-57599]",
                "'00:00:00.5+05:30'",
                "PgTimeTz[micros=500000, offsetSeconds=19800]");
        add(
                all,
                "timestamp",
                longs(columns -> columns.timestamp("v"), finite(micros -> PgTimestamps.localDateTime(micros)
                        .toString())),
                "'1970-01-01 00:00:00'",
                "1970-01-01T00:00",
                "'4713-01-01 00:00:00 BC'",
                "-4712-01-01T00:00",
                "'294246-12-31 23:59:59.999999'",
                "+294246-12-31T23:59:59.999999",
                "'infinity'",
                "infinity",
                "'-infinity'",
                "-infinity");
        add(
                all,
                "timestamptz",
                longs(columns -> columns.timestamptz("v"), finite(micros -> PgTimestamps.instant(micros)
                        .toString())),
                "'1999-12-31 23:59:59.999999+00'",
                "1999-12-31T23:59:59.999999Z",
                "'4713-01-01 00:00:00+00 BC'",
                "-4712-01-01T00:00:00Z",
                "'2024-02-29 12:00:00-15:59:59'",
                "2024-03-01T03:59:59Z",
                "'infinity'",
                "infinity",
                "'-infinity'",
                "-infinity",
                "NULL",
                NULL);
        add(
                all,
                "interval",
                value(ValueType.INTERVAL),
                "'1 year 2 mons -3 days -04:05:06.789'",
                "PgInterval[months=14, days=-3, micros=-14706789000]",
                "'0'",
                "PgInterval[months=0, days=0, micros=0]",
                "'-1 mons'",
                "PgInterval[months=-1, days=0, micros=0]",
                "'178956970 years 7 mons'",
                "PgInterval[months=2147483647, days=0, micros=0]",
                "'-1 day +00:00:00.000001'",
                "PgInterval[months=0, days=-1, micros=1]",
                "'2562047 hours'",
                "PgInterval[months=0, days=0, micros=9223369200000000]",
                "'2147483647 days'",
                "PgInterval[months=0, days=2147483647, micros=0]");
        if (version >= 15) {
            add(
                    all,
                    "interval",
                    value(ValueType.INTERVAL),
                    "'2562047788:00:54.775807'",
                    "PgInterval[months=0, days=0, micros=9223372036854775807]",
                    "-'2562047788:00:54.775807'::interval",
                    "PgInterval[months=0, days=0, micros=-9223372036854775807]");
        }
        if (version >= 17) {
            add(
                    all,
                    "interval",
                    value(ValueType.INTERVAL),
                    "'infinity'",
                    "PgInterval[months=2147483647, days=2147483647, micros=9223372036854775807]",
                    "'-infinity'",
                    "PgInterval[months=-2147483648, days=-2147483648, micros=-9223372036854775808]");
        }
    }

    private static void arrays(List<TypedValues> all) {
        add(
                all,
                "int4[]",
                array(ValueType.INT8),
                "'{}'",
                "[]=[]",
                "'{1,NULL,3}'",
                "[1:3]=[1, null, 3]",
                "'[0:1][-2:0]={{1,2,3},{4,5,6}}'",
                "[0:1][-2:0]=[1, 2, 3, 4, 5, 6]",
                "'{{{{{{7}}}}}}'",
                "[1:1][1:1][1:1][1:1][1:1][1:1]=[7]",
                "NULL",
                NULL);
        add(all, "oid[]", array(ValueType.INT8), "'{4294967295}'", "[1:1]=[4294967295]");
        add(
                all,
                "text[]",
                array(ValueType.TEXT),
                "ARRAY['a b', '', 'NULL', NULL, 'c\"d\\', '{,}', 'ö', 'null']",
                "[1:8]=[a b, , NULL, null, c\"d\\, {,}, ö, null]");
        add(all, "bool[]", array(ValueType.BOOL), "'{t,f,NULL}'", "[1:3]=[true, false, null]");
        add(all, "numeric[]", array(ValueType.NUMERIC), "'{1.50,NaN,-Infinity}'", "[1:3]=[1.50, NaN, -Infinity]");
        add(all, "float4[]", array(ValueType.FLOAT8), "'{0.1,NaN}'", "[1:2]=[" + (double) 0.1f + ", NaN]");
        add(
                all,
                "uuid[]",
                array(ValueType.UUID),
                "'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'",
                "[1:1]=[a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11]");
        add(all, "jsonb[]", array(ValueType.JSON), "ARRAY['{\"a\": [1, 2]}'::jsonb]", "[1:1]=[{\"a\": [1, 2]}]");
        add(
                all,
                "timestamptz[]",
                array(ValueType.TIMESTAMPTZ),
                "'{\"1970-01-01 00:00:01+00\",infinity}'",
                "[1:2]=[1000000, 9223372036854775807]");
        add(all, "date[]", array(ValueType.DATE), "'{1970-01-02,\"0001-01-01 BC\"}'", "[1:2]=[1, -719528]");
        add(
                all,
                "interval[]",
                array(ValueType.INTERVAL),
                "'{\"1 day\"}'",
                "[1:1]=[PgInterval[months=0, days=1, micros=0]]");
        add(
                all,
                "mood[]",
                array(ValueType.TEXT),
                "ARRAY['happy', NULL, 'a,\"b\\']::mood[]",
                "[1:3]=[happy, null, a,\"b\\]");
    }

    private static void add(
            List<TypedValues> all,
            String sqlType,
            Function<TableColumns, Function<RowChange, String>> reader,
            String... literalsAndExpected) {
        List<String> literals = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < literalsAndExpected.length; i += 2) {
            literals.add(literalsAndExpected[i]);
            expected.add(literalsAndExpected[i + 1]);
        }
        all.add(new TypedValues("t" + all.size(), sqlType, reader, literals, expected));
    }

    private static <T> Function<TableColumns, Function<RowChange, String>> value(ValueType<T> type) {
        return columns -> {
            ValueColumn<T> column = columns.value("v", type);
            return change -> shown(column, change, () -> String.valueOf(column.get(change.row())));
        };
    }

    private static <T> Function<TableColumns, Function<RowChange, String>> array(ValueType<T> elements) {
        return columns -> {
            var column = columns.array("v", elements);
            return change -> shown(column, change, () -> {
                var array = column.get(change.row());
                StringBuilder bounds = new StringBuilder(array.dimensions().isEmpty() ? "[]" : "");
                array.dimensions().forEach(d -> bounds.append('[')
                        .append(d.lowerBound())
                        .append(':')
                        .append(d.lowerBound() + d.length() - 1)
                        .append(']'));
                return bounds + "=" + array.elements();
            });
        };
    }

    private static Function<TableColumns, Function<RowChange, String>> longs(
            Function<TableColumns, LongColumn> bind, LongFunction<String> show) {
        return columns -> {
            LongColumn column = bind.apply(columns);
            return change -> shown(column, change, () -> show.apply(column.get(change.row())));
        };
    }

    private static LongFunction<String> finite(LongFunction<String> show) {
        return value -> PgTimestamps.isFinite(value) ? show.apply(value) : value > 0 ? "infinity" : "-infinity";
    }

    private static String shown(BoundColumn column, RowChange change, java.util.function.Supplier<String> value) {
        Tuple row = change.row();
        return column.isNull(row) ? NULL : value.get();
    }
}
