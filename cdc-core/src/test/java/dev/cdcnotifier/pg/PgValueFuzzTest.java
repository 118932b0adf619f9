package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.fuzz.Fuzz;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Damaged values: each is refused, or read as another reader of the same form reads it. */
class PgValueFuzzTest {

    private static final BigInteger MICROS_PER_SECOND = BigInteger.valueOf(1_000_000);

    private static final Pattern TIMESTAMP = Pattern.compile("(\\d{4,6})-(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)"
            + "(?:\\.(\\d{1,6}))?([+-])(\\d\\d)(?::(\\d\\d)(?::(\\d\\d))?)?( BC)?");

    private interface Range<T> {
        T read(byte[] array, int offset, int length);
    }

    /** What another reader makes of the text; null when it is none. */
    private interface Reference<T> {
        @Nullable
        T read(byte[] input);
    }

    @Test
    void an_integer_is_read_as_java_reads_it() {
        List<byte[]> corpus = ascii("0", "-1", "9223372036854775807", "-9223372036854775808", "42", "007");
        List<byte[]> tokens = ascii("-", "+", "0", "9", "8", "807", " ", "٣");

        compare("int8-text", PgText::int8, corpus, tokens, input -> integer(input, Long.SIZE));
        compare("int4-text", PgText::int4, corpus, tokens, input -> {
            Long value = integer(input, Integer.SIZE);
            return value == null ? null : value.intValue();
        });
    }

    @Test
    void a_timestamp_is_read_as_java_time_reads_it() {
        List<byte[]> corpus = ascii(
                "2026-03-22 06:12:27.5+00",
                "2024-02-29 23:59:59.999999-15:59:59",
                "0001-12-31 23:59:59+02:30:17 BC",
                "294246-01-10 04:00:54.775806+05:30",
                "infinity",
                "-infinity");
        List<byte[]> tokens = ascii("-", "+", ":", ".", " BC", "0", "00", "29", "31", "60", "9999", "infinity", " ");

        compare("timestamptz-text", PgText::timestamptz, corpus, tokens, PgValueFuzzTest::timestamp);
    }

    @Test
    void bytes_in_hex_are_read_as_java_reads_them() {
        List<byte[]> corpus = ascii("\\x", "\\x00ff", "\\xDEADbeef", "\\x0123456789abcdef");
        List<byte[]> tokens = ascii("\\x", "\\\\", "g", "0", "F", "000");

        compare("bytea-text", PgText::bytea, corpus, tokens, input -> {
            String text = new String(input, StandardCharsets.ISO_8859_1);
            return text.matches("\\\\x([0-9a-fA-F]{2})*") ? HexFormat.of().parseHex(text.substring(2)) : escaped(text);
        });
    }

    @Test
    void text_is_read_only_when_it_is_utf_8() {
        List<byte[]> corpus = ascii("plain", "größe", "дом", "\ud83d\ude00", "\ufffd", "");
        List<byte[]> tokens = List.of(
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd},
                new byte[] {0});

        compare("text", PgText::text, corpus, tokens, PgValueFuzzTest::utf8);
    }

    @Test
    void a_binary_value_is_read_as_a_buffer_reads_it() {
        List<byte[]> corpus =
                List.of(new byte[8], new byte[4], new byte[2], new byte[] {127, -1, -1, -1, -1, -1, -1, -1});
        List<byte[]> tokens = List.of(new byte[] {-1}, new byte[] {127}, new byte[] {-128}, new byte[] {0});

        compare("int8-binary", PgBinary::int8, corpus, tokens, input -> switch (input.length) {
            case 8 -> ByteBuffer.wrap(input).getLong();
            case 4 -> (long) ByteBuffer.wrap(input).getInt();
            case 2 -> (long) ByteBuffer.wrap(input).getShort();
            default -> null;
        });
        compare("timestamptz-binary", PgBinary::timestamptz, corpus, tokens, PgValueFuzzTest::binaryTimestamp);
        compare(
                "jsonb-binary",
                PgBinary::jsonb,
                ascii("\1{}", "\1\"ö\""),
                ascii("\1", "\0", "\2"),
                input -> input.length > 0 && input[0] == 1 ? utf8(ByteBuffer.wrap(input, 1, input.length - 1)) : null);
    }

    private static <T> void compare(
            String name, Range<T> reader, List<byte[]> corpus, List<byte[]> tokens, Reference<T> reference) {
        new Fuzz(PgValueFuzzTest.class, name, PgValueException.class, corpus, tokens)
                .run(input -> reader.read(input, 0, input.length), (input, value) -> assertThat(value)
                        .isEqualTo(reference.read(input)));
    }

    private static @Nullable Long integer(byte[] input, int bits) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        if (!text.matches("-?[0-9]+")) {
            return null;
        }
        BigInteger value = new BigInteger(text);
        return value.bitLength() < bits ? value.longValue() : null;
    }

    /** The escape form, read with a pattern. */
    private static byte @Nullable [] escaped(String text) {
        if (text.startsWith("\\x") || !text.matches("([ -\\[\\]-~]|\\\\\\\\|\\\\[0-3][0-7]{2})*")) {
            return null;
        }
        String plain = Pattern.compile("\\\\(\\\\|[0-7]{3})").matcher(text).replaceAll(found -> {
            String code = found.group(1);
            return Matcher.quoteReplacement(code.equals("\\") ? code : "" + (char) Integer.parseInt(code, 8));
        });
        return plain.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static @Nullable Long timestamp(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        if (text.equals("infinity") || text.equals("-infinity")) {
            return text.startsWith("-") ? PgTimestamps.NEGATIVE_INFINITY : PgTimestamps.POSITIVE_INFINITY;
        }
        Matcher it = TIMESTAMP.matcher(text);
        if (!it.matches() || number(it, 1) == 0 || number(it, 10) > 59 || number(it, 11) > 59 || number(it, 9) > 15) {
            return null;
        }
        LocalDateTime local;
        try {
            int year = it.group(12) == null ? number(it, 1) : 1 - number(it, 1);
            local = LocalDateTime.of(year, number(it, 2), number(it, 3), number(it, 4), number(it, 5), number(it, 6));
        } catch (DateTimeException e) {
            return null;
        }
        long offset = number(it, 9) * 3600L + number(it, 10) * 60L + number(it, 11);
        long seconds = local.toEpochSecond(ZoneOffset.UTC) - (it.group(8).equals("-") ? -offset : offset);
        long micros = it.group(7) == null ? 0 : Long.parseLong((it.group(7) + "00000").substring(0, 6));
        BigInteger value =
                BigInteger.valueOf(seconds).multiply(MICROS_PER_SECOND).add(BigInteger.valueOf(micros));
        boolean fits = Math.abs(seconds) < Long.MAX_VALUE / 1_000_000;
        return fits ? value.longValueExact() : null;
    }

    private static int number(Matcher it, int group) {
        return it.group(group) == null ? 0 : Integer.parseInt(it.group(group));
    }

    private static @Nullable Long binaryTimestamp(byte[] input) {
        if (input.length != Long.BYTES) {
            return null;
        }
        long postgres = ByteBuffer.wrap(input).getLong();
        if (postgres == Long.MAX_VALUE || postgres == Long.MIN_VALUE) {
            return postgres;
        }
        BigInteger value = BigInteger.valueOf(postgres).add(BigInteger.valueOf(PgTimestamps.POSTGRES_EPOCH_MICROS));
        return value.bitLength() < Long.SIZE && value.longValue() != Long.MAX_VALUE ? value.longValue() : null;
    }

    private static @Nullable String utf8(byte[] input) {
        return utf8(ByteBuffer.wrap(input));
    }

    private static @Nullable String utf8(ByteBuffer input) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(input).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static List<byte[]> ascii(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
