package dev.cdcnotifier.testkit.progressor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a value as the engine stores it: a tagged msgpack value in the Erlang external term format, byte for byte what
 * {@code term_to_binary} of OTP 25 makes of it. Any thread.
 *
 * <p>null → {@code {nl, {mg_msgpack_Nil}}}, Boolean → {@code b}, Integer and Long → {@code i}, Double → {@code flt},
 * String → {@code str}, {@code byte[]} → {@code bin}, Map → {@code obj} in its own order, List → {@code arr}.
 */
public final class ErlangTermWriter {

    private static final int VERSION = 131;
    private static final int ATOM = 100;
    private static final int SMALL_TUPLE = 104;
    private static final int SMALL_INTEGER = 97;
    private static final int INTEGER = 98;
    private static final int SMALL_BIG = 110;
    private static final int NEW_FLOAT = 70;
    private static final int BINARY = 109;
    private static final int LIST = 108;
    private static final int NIL = 106;
    private static final int MAP = 116;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ErlangTermWriter() {}

    /** The bytes of the value, with the format's version byte. */
    public static byte[] write(@Nullable Object value) {
        ErlangTermWriter writer = new ErlangTermWriter();
        writer.out.write(VERSION);
        writer.value(value);
        return writer.out.toByteArray();
    }

    private void value(@Nullable Object value) {
        tuple(2);
        if (value == null) {
            atom("nl");
            tuple(1);
            atom("mg_msgpack_Nil");
        } else if (value instanceof Boolean truth) {
            atom("b");
            atom(truth.toString());
        } else if (value instanceof Integer || value instanceof Long) {
            atom("i");
            integer(((Number) value).longValue());
        } else if (value instanceof Double number) {
            atom("flt");
            out.write(NEW_FLOAT);
            out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
        } else if (value instanceof String text) {
            atom("str");
            binary(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof byte[] bytes) {
            atom("bin");
            binary(bytes);
        } else if (value instanceof Map<?, ?> map) {
            atom("obj");
            out.write(MAP);
            int32(map.size());
            map.forEach((key, mapped) -> {
                value(key);
                value(mapped);
            });
        } else if (value instanceof List<?> list) {
            atom("arr");
            list(list);
        } else {
            throw new IllegalArgumentException("no msgpack value is made of a " + value.getClass());
        }
    }

    private void list(List<?> list) {
        if (!list.isEmpty()) {
            out.write(LIST);
            int32(list.size());
            list.forEach(this::value);
        }
        out.write(NIL);
    }

    private void tuple(int arity) {
        out.write(SMALL_TUPLE);
        out.write(arity);
    }

    private void atom(String name) {
        out.write(ATOM);
        out.write(name.length() >> 8);
        out.write(name.length());
        out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void binary(byte[] bytes) {
        out.write(BINARY);
        int32(bytes.length);
        out.writeBytes(bytes);
    }

    private void integer(long number) {
        if (number >= 0 && number <= 255) {
            out.write(SMALL_INTEGER);
            out.write((int) number);
        } else if (number == (int) number) {
            out.write(INTEGER);
            int32((int) number);
        } else {
            big(number);
        }
    }

    // Sign and magnitude, the least significant byte first, without leading zeros.
    private void big(long number) {
        long magnitude = Math.abs(number);
        int length = (Long.SIZE - Long.numberOfLeadingZeros(magnitude) + 7) / 8;
        out.write(SMALL_BIG);
        out.write(length);
        out.write(number < 0 ? 1 : 0);
        for (int i = 0; i < length; i++) {
            out.write((int) (magnitude >>> (8 * i)));
        }
    }

    private void int32(int number) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }
}
