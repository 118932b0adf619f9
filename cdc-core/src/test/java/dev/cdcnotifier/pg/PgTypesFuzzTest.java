package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.fuzz.Fuzz;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Damaged values of the richer types: each is refused, or it is a value that holds together. */
class PgTypesFuzzTest {

    @Test
    void a_numeric_in_text_is_read_as_java_reads_it() {
        List<byte[]> corpus = ascii("0", "-1.50", "12345678901234567890.000000000001", "NaN", "Infinity", "-Infinity");
        fuzz("numeric-text", corpus, ascii(".", "-", "e5", "0000", "9", "NaN"))
                .run(input -> PgText.numeric(input, 0, input.length), (input, value) -> {
                    String text = new String(input, StandardCharsets.ISO_8859_1);
                    if (text.matches("-?[0-9]+(\\.[0-9]+)?")) {
                        assertThat(value).isEqualTo(PgNumeric.of(new BigDecimal(text)));
                    } else if (List.of("NaN", "Infinity", "-Infinity").contains(text)) {
                        assertThat(value).hasToString(text);
                    } else {
                        assertThat(value).isNull();
                    }
                });
    }

    @Test
    void a_numeric_in_binary_reads_back_what_its_text_says() {
        List<byte[]> corpus = hex(
                "0000000000000000",
                "00020000000000020001" + "1388",
                "0001000140000000" + "0001",
                "00000000c0000000",
                "00000000d0000000",
                "0001ffff00000004" + "0001",
                "00017fff00000000" + "270f");
        // A number of 131,072 digits is ten bytes long: what that takes is the bound, whatever the input's length.
        fuzz("numeric-binary", corpus, hex("00", "ffff", "270f", "7fff", "4000", "3fff"))
                .withMemory(64, 32 << 20)
                .run(input -> PgBinary.numeric(input, 0, input.length), (input, value) -> {
                    if (value != null && (!value.isFinite() || bits(value) < 3_000)) {
                        byte[] text = value.toString().getBytes(StandardCharsets.US_ASCII);
                        assertThat(PgText.numeric(text, 0, text.length)).isEqualTo(value);
                    }
                });
    }

    @Test
    void floats_are_read_as_java_reads_them_and_nothing_that_only_java_reads() {
        List<byte[]> corpus = ascii("0", "-0", "1e+20", "1.7976931348623157e+308", "5e-324", "NaN", "-Infinity", "0.1");
        fuzz("float8-text", corpus, ascii("e", "+", "-", ".", "d", "0x", " ", "999"))
                .run(input -> PgText.float8(input, 0, input.length), (input, value) -> {
                    String text = new String(input, StandardCharsets.ISO_8859_1);
                    boolean isNumber =
                            text.matches("-?[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?") || text.matches("NaN|-?Infinity");
                    assertThat(value).isEqualTo(isNumber ? (Double) Double.parseDouble(text) : null);
                });
        fuzz("float4-binary", hex("00000000", "7fc00000", "ff800000"), hex("00", "ff"))
                .run(input -> PgBinary.float4(input, 0, input.length), (input, value) -> assertThat(value == null)
                        .isEqualTo(input.length != 4));
    }

    @Test
    void a_uuid_is_read_as_java_reads_it() {
        List<byte[]> corpus = ascii("00000000-0000-0000-0000-000000000000", "A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11");
        fuzz("uuid-text", corpus, ascii("-", "f", "g", "00"))
                .run(input -> PgText.uuid(input, 0, input.length), (input, value) -> {
                    String text = new String(input, StandardCharsets.ISO_8859_1);
                    boolean isUuid = text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
                    assertThat(value).isEqualTo(isUuid ? UUID.fromString(text) : null);
                });
    }

    @Test
    void dates_times_and_intervals_are_read_or_refused() {
        List<byte[]> tokens = ascii("-", ":", " ", "24", "00", "BC", "infinity", "day", "mons", "9999999999");
        survive("date-text", PgText::date, ascii("2024-02-29", "5874897-12-31", "4713-01-01 BC", "infinity"), tokens);
        survive("time-text", PgText::time, ascii("24:00:00", "00:00:00.000001", "23:59:59"), tokens);
        survive("timetz-text", PgText::timetz, ascii("24:00:00-15:59:59", "12:30:00+05:30", "01:02:03+00"), tokens);
        survive("timestamp-text", PgText::timestamp, ascii("2024-02-29 23:59:59.5", "0001-01-01 00:00:00 BC"), tokens);
        survive(
                "interval-text",
                PgText::interval,
                ascii("1 year -2 mons +3 days -04:05:06.789", "-2562047788:00:54.775808", "00:00:00", "1 day"),
                tokens);
        List<byte[]> numbers = hex("00", "ff", "7f", "80");
        survive("date-binary", PgBinary::date, hex("00000000", "7fffffff"), numbers);
        survive("time-binary", PgBinary::time, hex("0000000000000000", "000000141dd76000"), numbers);
        survive("timetz-binary", PgBinary::timetz, hex("000000000000000000000000"), numbers);
        survive("interval-binary", PgBinary::interval, hex("00000000000000000000000000000000"), numbers);
    }

    @Test
    void an_array_in_text_holds_together_or_is_refused() {
        List<byte[]> corpus = ascii(
                "{}", "{1,NULL,3}", "[0:1][-2:0]={{1,2,3},{4,5,6}}", "{\"a b\",\"c\\\"d\",\"\\\\\"}", "{{{{{{1}}}}}}");
        holdsTogether(
                "array-text",
                (array, offset, length) -> PgText.array(array, offset, length, PgText::text),
                corpus,
                ascii("{", "}", ",", "\"", "\\", "NULL", "[1:2]", "=", "{}", "[2147483647:2147483647]"));
    }

    @Test
    void an_array_in_binary_holds_together_or_is_refused() {
        List<byte[]> corpus = hex(
                "00000000" + "00000000" + "00000017",
                "00000001" + "00000001" + "00000017" + "00000002" + "00000001" + "0000000400000007" + "ffffffff",
                "00000002" + "00000000" + "00000017" + "00000001" + "00000000" + "00000001" + "fffffffe"
                        + "0000000400000007");
        holdsTogether(
                "array-binary",
                (array, offset, length) -> PgBinary.array(array, offset, length, PgType.INT4, PgBinary::int8)
                                .elements()
                                .isEmpty()
                        ? new PgArray<>(List.of(), List.of())
                        : PgBinary.array(array, offset, length, PgType.INT4, PgBinary::int8),
                corpus,
                hex("7fffffff", "00000006", "00000017", "ffffffff", "00000001", "10000000"));
    }

    private static <T> void holdsTogether(
            String name, ValueReader<PgArray<T>> reader, List<byte[]> corpus, List<byte[]> tokens) {
        fuzz(name, corpus, tokens).run(input -> reader.read(input, 0, input.length), (input, value) -> {
            if (value != null) {
                long product = value.dimensions().isEmpty() ? 0 : 1;
                for (PgArray.Dimension dimension : value.dimensions()) {
                    product *= dimension.length();
                }
                assertThat(value.elements()).hasSize((int) product);
            }
        });
    }

    private static <T> void survive(String name, ValueReader<T> reader, List<byte[]> corpus, List<byte[]> tokens) {
        fuzz(name, corpus, tokens)
                .run(input -> reader.read(input, 0, input.length), (input, value) -> assertThat(read(reader, input))
                        .as("read again")
                        .isEqualTo(value));
    }

    private static <T> @Nullable T read(ValueReader<T> reader, byte[] input) {
        try {
            return reader.read(input, 0, input.length);
        } catch (PgValueException e) {
            return null;
        }
    }

    private static int bits(PgNumeric value) {
        return value.toBigDecimal().unscaledValue().bitLength();
    }

    private static Fuzz fuzz(String name, List<byte[]> corpus, List<byte[]> tokens) {
        return new Fuzz(PgTypesFuzzTest.class, name, PgValueException.class, corpus, tokens).oneIn(5);
    }

    private static List<byte[]> ascii(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    private static List<byte[]> hex(String... values) {
        return Stream.of(values).map(HexFormat.of()::parseHex).toList();
    }
}
